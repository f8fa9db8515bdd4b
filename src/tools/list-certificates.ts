/** list_certificates: what expires, what failed to validate? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { coverNote } from '../answers/certificate-cover.ts';
import {
  certificateProblems,
  certificateRow,
  countProblems,
  toCertificateRow,
} from '../answers/certificate-rows.ts';
import { decodeCursor, encodeCursor, questionOf } from '../answers/cursor.ts';
import { cursorField, limitField, listFields, presentNotes, zoneField } from '../answers/fields.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { valueFrom } from '../answers/unavailable.ts';
import {
  SEARCH_START,
  searchCursor,
  searchedField,
  searchNotes,
  zonesSearched,
} from '../answers/zones-searched.ts';
import { byDaysLeft, type CertificatePack } from '../cloudflare/certificates.ts';
import { describeFailure } from '../cloudflare/http/failure-words.ts';
import type { Rows } from '../cloudflare/pages.ts';
import { SSL_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { fetchZoneCertificates, type ZoneCertificates } from '../cloudflare/zone-certificates.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { searchZones } from '../cloudflare/zones/zone-search.ts';
import { ROWS_DEFAULT } from '../limits/answers.ts';
import { SEARCH_MS_MAX } from '../limits/cloudflare.ts';
import { defineTool } from '../tool.ts';

export const listCertificates = defineTool({
  name: 'list_certificates',
  title: 'List certificates',
  group: 'health',
  question: 'What expires, what failed to validate?',
  details:
    'Edge and custom certificates of one zone or of all, by days left, with validation errors. zone may be a host: which ' +
    'certificate covers it. Not covered: certificates of origins and clients, custom hostnames.',
  example: { days_left_max: 30 },
  permissions: [SSL_READ, ZONE_READ],
  input: z.strictObject({
    zone: zoneField.optional(),
    days_left_max: z
      .int()
      .min(-10_000)
      .max(10_000)
      .describe('At most this many days left, or not issued: 30')
      .optional(),
    limit: limitField.optional(),
    cursor: cursorField.optional(),
  }),
  output: z.strictObject({
    certificates: z
      .array(z.strictObject({ zone: z.string().describe('Its name'), ...certificateRow.shape }))
      .describe('Those not issued first, then those that expire first'),
    problems: certificateProblems,
    searched: searchedField.optional(),
    ...listFields,
  }),

  async run(input, { cloudflare, progress }) {
    const question = questionOf('list_certificates', input);
    const limit = input.limit ?? ROWS_DEFAULT;
    const isWanted = ({ days_left }: CertificatePack) =>
      input.days_left_max === undefined || days_left === undefined || days_left <= input.days_left_max;
    const unread: Unread[] = [];
    const fetchInZone = async (zone: ZoneName, offset: number): Promise<Rows<CertificatePack>> => {
      const held = await fetchZoneCertificates(cloudflare, zone.id);
      const wanted = listedIn(held).filter(isWanted);
      unread.push(...unreadIn(zone, held));
      return { rows: wanted.slice(offset), total: wanted.length, hasMore: false };
    };
    const toRow = (zone: ZoneName, pack: CertificatePack) => ({
      zone: zone.name,
      ...toCertificateRow(pack),
    });

    if (input.zone !== undefined) {
      const asked = await findAskedZone(cloudflare, input.zone);
      const { zone } = asked;
      const start = input.cursor === undefined ? 0 : decodeCursor(question, input.cursor, searchCursor).row;
      const held = await fetchZoneCertificates(cloudflare, zone.id);
      const all = listedIn(held).filter(isWanted);
      const rest = all.slice(start);
      const rows = rowsThatFit(rest, input.limit, (pack) => toRow(zone, pack));
      const returned = rows.length;
      return {
        certificates: rows,
        problems: countProblems(all),
        returned,
        total: held.unreadCount > 0 ? undefined : all.length,
        ...presentNotes([
          wholeZoneNote(asked),
          coverNote(asked.host, zone.name, held),
          ...unreadNotes(unreadIn(zone, held)),
          rest.length === 0 && noneNote(zone, held),
        ]),
        ...(returned < rest.length && {
          next_cursor: encodeCursor(question, { zone: 0, row: start + returned }),
        }),
      };
    }
    const from =
      input.cursor === undefined ? SEARCH_START : decodeCursor(question, input.cursor, searchCursor);
    const search = await searchZones(cloudflare, fetchInZone, {
      from,
      limit,
      stopAtMs: Date.now() + SEARCH_MS_MAX,
      progress,
    });
    const rows = rowsThatFit(search.found, input.limit, ({ zone, row }) => toRow(zone, row));
    const returned = rows.length;
    const next = search.found[returned]?.at ?? search.next;
    rows.sort(byDaysLeft);
    return {
      certificates: rows,
      problems: countProblems(
        (search.total === undefined ? search.found.slice(0, returned) : search.found).map(({ row }) => row),
      ),
      returned,
      total: search.total,
      searched: zonesSearched(search, next),
      ...presentNotes([
        ...searchNotes(search, next, from),
        ...unreadNotes(unread),
        next && 'Sorted within this answer only: certificates of the zones that are left may expire sooner.',
        returned === 0 &&
          next === undefined &&
          `No certificate${unread.length > 0 ? ' that was read' : ''} matches in the zones searched.`,
      ]),
      ...(next && { next_cursor: encodeCursor(question, { ...next, total: search.zonesTotal }) }),
    };
  },
});

const CUSTOM = 'Custom certificates';
const UNIVERSAL = 'Whether Universal SSL is on';
const REST = 'Some certificates';
const PARTS = [CUSTOM, UNIVERSAL, REST] as const;

interface Unread {
  readonly part: (typeof PARTS)[number];
  readonly zone: string;
  readonly reason: string;
}

function unreadIn({ name }: ZoneName, held: ZoneCertificates): Unread[] {
  const { custom, universal, unreadCount } = held;
  const unread: Unread[] = [];
  if ('missing' in custom) {
    unread.push({ part: CUSTOM, zone: name, reason: describeFailure(custom.missing.failure) });
  }
  if ('missing' in universal) {
    unread.push({ part: UNIVERSAL, zone: name, reason: describeFailure(universal.missing.failure) });
  }
  if (unreadCount > 0) unread.push({ part: REST, zone: name, reason: `${unreadCount} of its list` });
  return unread;
}

/** Shown as a row: without Universal SSL, the zone has only the other certificates in the list. */
const UNIVERSAL_OFF: CertificatePack = {
  type: 'universal',
  status: 'switched off',
  issuer: undefined,
  hosts: [],
  ids: [],
  expires: undefined,
  days_left: undefined,
  validation_errors: [],
};

/** What was read of one zone. The packs have to be read: without them, an answer on what expires is none. */
function listedIn(held: ZoneCertificates): readonly CertificatePack[] {
  const { edge, universal, certificates } = held;
  if ('missing' in edge) throw edge.missing.failure;
  const isOff = valueFrom(universal) === false;
  return isOff ? [...certificates, UNIVERSAL_OFF].sort(byDaysLeft) : certificates;
}

function noneNote({ name }: ZoneName, { isWhole }: ZoneCertificates): string {
  return `No certificate of ${name} ${isWhole ? 'matches' : 'that was read matches'}.`;
}

/** What could not be read, and of which zones. */
function unreadNotes(unread: readonly Unread[]): string[] {
  return PARTS.flatMap((part) => {
    const [first, ...others] = unread.filter((each) => each.part === part);
    if (first === undefined) return [];
    return [
      `${part} could not be read for ${others.length + 1} zone(s), such as ${first.zone}: ${first.reason}.`,
    ];
  });
}
