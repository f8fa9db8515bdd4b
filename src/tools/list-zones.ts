/** list_zones: which zones (domains) are there, and are they active? */
import type { Zone } from 'cloudflare/resources/zones/zones';
import * as z from 'zod';
import { decodeCursor, encodeCursor, questionOf } from '../answers/cursor.ts';
import {
  cursorField,
  limitField,
  listFields,
  NOTHING_LEFT,
  patternField,
  presentFilters,
  presentNotes,
} from '../answers/fields.ts';
import { rowsThatFit, table, toTable } from '../answers/table.ts';
import { fetchRows } from '../cloudflare/pages.ts';
import { ZONE_READ } from '../cloudflare/permissions.ts';
import { fetchZonesPage } from '../cloudflare/zones/zone-directory.ts';
import { RECENT_CHANGE_DAYS, ZONES_PAGE_SIZE } from '../limits.ts';
import { type FormatRecentTime, recentTimeFormatter } from '../text/moment.ts';
import { describePattern, parsePattern, type TextPattern, toHostPattern } from '../text/text-pattern.ts';
import { defineTool } from '../tool.ts';

const position = z.strictObject({ row: z.int().min(0) });

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
    zones: table.describe(`activated and modified only when within ${RECENT_CHANGE_DAYS} days`),
    ...listFields,
  }),

  async run(input, { cloudflare }) {
    const question = questionOf('list_zones', input);
    const start = input.cursor === undefined ? 0 : decodeCursor(question, input.cursor, position).row;
    const name = input.name === undefined ? undefined : toHostPattern(parsePattern('name', input.name));
    const { status } = input;
    const filters = { ...(name && { name: toOperator(name) }), ...(status && { status }) };
    const page = await fetchRows(start, input.limit ?? ZONES_PAGE_SIZE, ZONES_PAGE_SIZE, (number, perPage) =>
      fetchZonesPage(cloudflare, number, perPage, filters),
    );
    const recent = recentTimeFormatter(new Date());
    const rows = rowsThatFit(page.rows, input.limit, (zone) => toRow(zone, recent));
    const returned = rows.length;
    const hasMore = returned < page.rows.length || page.hasMore;
    return {
      zones: toTable(COLUMNS, rows),
      returned,
      total: page.total,
      ...presentFilters({ name: name && describePattern(name), status }),
      ...presentNotes([returned === 0 && (await explainNone(cloudflare.accountId(), name ?? status, start))]),
      ...(hasMore && { next_cursor: encodeCursor(question, { row: start + returned }) }),
    };
  },
});

const COLUMNS = ['name', 'id', 'status', 'paused', 'type', 'plan', 'name_servers', 'activated', 'modified'];

/** The API takes the operator as a prefix of the name: `contains:shop`. */
function toOperator({ match, text }: TextPattern): string {
  const operators = { exact: '', startswith: 'starts_with:', endswith: 'ends_with:', contains: 'contains:' };
  return `${operators[match]}${text}`;
}

/** Named fields only: the raw zone also holds its owner's e-mail, permissions and verification key. */
function toRow(zone: Zone, recent: FormatRecentTime) {
  return {
    name: zone.name,
    id: zone.id,
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    // Free, not Free Website: the second word would cost tokens in every row.
    plan: zone.plan?.name?.replace(/ (Website|Plan)$/, ''),
    name_servers: zone.name_servers?.join(' '),
    activated: recent(zone.activated_on),
    modified: recent(zone.modified_on),
  };
}

async function explainNone(accountId: Promise<string>, filter: unknown, start: number): Promise<string> {
  if (start > 0) return NOTHING_LEFT;
  return filter === undefined
    ? `No zones found in account ${await accountId}. Check that this is the right account ID, that the credential has ` +
        `${ZONE_READ.label} for these zones, and that the account has zones at all. Next: call test_connection.`
    : `No zone of account ${await accountId} matches. Next: call list_zones without filters, or with *part* of the name.`;
}
