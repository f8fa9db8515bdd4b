/** list_zones: which zones (domains) are there, and are they active? */
import * as z from 'zod';
import { decodeCursor, encodeCursor, questionOf, rowCursor } from '../answers/cursor.ts';
import {
  cursorField,
  limitField,
  listFields,
  NOTHING_LEFT,
  patternField,
  presentFilters,
  presentNotes,
  unreadNote,
} from '../answers/fields.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { countStatuses, statusCounts, toZoneRow, zoneRow } from '../answers/zone-rows.ts';
import { fetchRows } from '../cloudflare/pages.ts';
import { ZONE_READ } from '../cloudflare/permissions.ts';
import { isReadable } from '../cloudflare/zones/zone-choice.ts';
import { fetchZonesPage } from '../cloudflare/zones/zone-directory.ts';
import { ZONES_PAGE_SIZE } from '../limits/cloudflare.ts';
import { recentTimeFormatter } from '../text/moment.ts';
import { describePattern, parsePattern, type TextPattern, toZoneNamePattern } from '../text/text-pattern.ts';
import { defineTool } from '../tool.ts';

export const listZones = defineTool({
  name: 'list_zones',
  title: 'List zones',
  group: 'core',
  question: 'Which zones (domains) are there, and are they active?',
  details: 'Start here when the zone is not known; for one zone in full use get_zone.',
  example: { name: '*example*' },
  permissions: [ZONE_READ],
  input: z.strictObject({
    name: patternField.describe('Exact, or * at either end: example.com, *shop*').optional(),
    status: z.enum(['active', 'pending', 'initializing', 'moved']).describe('e.g. active').optional(),
    limit: limitField.optional(),
    cursor: cursorField.optional(),
  }),
  output: z.strictObject({
    zones: z.array(zoneRow).describe('In the order of their names'),
    by_status: statusCounts,
    ...listFields,
  }),

  async run(input, { cloudflare }) {
    const question = questionOf('list_zones', input);
    const start = input.cursor === undefined ? 0 : decodeCursor(question, input.cursor, rowCursor).row;
    const name = input.name === undefined ? undefined : toZoneNamePattern(parsePattern('name', input.name));
    const { status } = input;
    const filters = { ...(name && { name: toOperator(name) }), ...(status && { status }) };
    // A smaller limit does not make the request smaller: what it brings is counted by status.
    const wanted =
      start === 0 ? Math.max(input.limit ?? 0, ZONES_PAGE_SIZE) : (input.limit ?? ZONES_PAGE_SIZE);
    const page = await fetchRows(start, wanted, ZONES_PAGE_SIZE, (number, perPage) =>
      fetchZonesPage(cloudflare, number, perPage, filters),
    );
    const recent = recentTimeFormatter(new Date());
    const rows = rowsThatFit(page.rows, input.limit, (zone) => toZoneRow(zone, recent));
    const returned = rows.length;
    const hasMore = returned < page.rows.length || page.hasMore;
    return {
      zones: rows,
      by_status: start === 0 && !page.hasMore ? countStatuses(page.rows) : undefined,
      returned,
      total: page.total,
      ...presentFilters({ name: name && describePattern(name), status }),
      ...presentNotes([
        unreadNote(page.rows.filter((zone) => !isReadable(zone)).length, 'zones (no ID or no name)'),
        returned === 0 && (await explainNone(cloudflare.accountId(), name ?? status, start)),
      ]),
      ...(hasMore && { next_cursor: encodeCursor(question, { row: start + returned }) }),
    };
  },
});

/** The API takes the operator as a prefix of the name: `contains:shop`. */
function toOperator({ match, text }: TextPattern): string {
  const operators = { exact: '', startswith: 'starts_with:', endswith: 'ends_with:', contains: 'contains:' };
  return `${operators[match]}${text}`;
}

async function explainNone(accountId: Promise<string>, filter: unknown, start: number): Promise<string> {
  if (start > 0) return NOTHING_LEFT;
  return filter === undefined
    ? `No zones found in account ${await accountId}. Check that this is the right account ID, that the credential has ` +
        `${ZONE_READ.label} for these zones, and that the account has zones at all. Next: call test_connection.`
    : `No zone of account ${await accountId} matches. Next: call list_zones without filters, or with *part* of the name.`;
}
