/** list_certificates: what expires, what failed to validate? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
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
import { tryPart } from '../cloudflare/answer-part.ts';
import { byDaysLeft, type CertificatePack, fetchCertificatePacks } from '../cloudflare/certificates.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { fetchCustomCertificates } from '../cloudflare/custom-certificates.ts';
import { describeFailure } from '../cloudflare/http/failure-words.ts';
import type { Rows } from '../cloudflare/pages.ts';
import { SSL_READ, ZONE_READ } from '../cloudflare/permissions.ts';
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
    'Edge and custom certificates of one zone or of all, by days left (30: all that end within a month), with validation ' +
    'errors. Not covered: certificates of origins and clients, custom hostnames.',
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
    const withoutCustom: string[] = [];
    const fetchInZone = async (zone: ZoneName, offset: number) =>
      certificatesOf(cloudflare, zone, offset, isWanted, (reason) =>
        withoutCustom.push(`${zone.name}: ${reason}`),
      );
    const customNote = () =>
      withoutCustom.length > 0 &&
      `Custom certificates could not be read for ${withoutCustom.length} zone(s), such as ${withoutCustom[0]}.`;
    const toRow = (zone: ZoneName, pack: CertificatePack) => ({
      zone: zone.name,
      ...toCertificateRow(pack),
    });

    if (input.zone !== undefined) {
      const asked = await findAskedZone(cloudflare, input.zone);
      const { zone } = asked;
      const start = input.cursor === undefined ? 0 : decodeCursor(question, input.cursor, searchCursor).row;
      const { rows: all, total } = await fetchInZone(zone, 0);
      const rest = all.slice(start);
      const rows = rowsThatFit(rest, input.limit, (pack) => toRow(zone, pack));
      const returned = rows.length;
      return {
        certificates: rows,
        problems: countProblems(all),
        returned,
        total,
        ...presentNotes([
          wholeZoneNote(asked),
          customNote(),
          rest.length === 0 && `No certificate of ${zone.name} matches.`,
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
        customNote(),
        next && 'Sorted within this answer only: certificates of the zones that are left may expire sooner.',
        returned === 0 && next === undefined && 'No certificate matches in the zones searched.',
      ]),
      ...(next && { next_cursor: encodeCursor(question, { ...next, total: search.zonesTotal }) }),
    };
  },
});

/** Shown as a row: without Universal SSL, the zone has only the other certificates in the list. */
const UNIVERSAL_OFF: CertificatePack = {
  type: 'universal',
  status: 'switched off',
  issuer: undefined,
  hosts: [],
  expires: undefined,
  days_left: undefined,
  validation_errors: [],
};

/** Edge and custom certificates together, those that expire first at the top. */
async function certificatesOf(
  cloudflare: Cloudflare,
  zone: ZoneName,
  offset: number,
  isWanted: (pack: CertificatePack) => boolean,
  onWithoutCustom: (reason: string) => void,
): Promise<Rows<CertificatePack>> {
  const [edge, universal, custom] = await Promise.all([
    fetchCertificatePacks(cloudflare, zone.id),
    cloudflare.api.ssl.universal.settings.get({ zone_id: zone.id }),
    // Not every plan has custom certificates. Without them, the edge certificates are still an answer.
    tryPart(() => fetchCustomCertificates(cloudflare, zone.id)),
  ]);
  if ('missing' in custom) onWithoutCustom(describeFailure(custom.missing.failure));
  const wanted = [
    ...edge.packs,
    ...(universal.enabled === false ? [UNIVERSAL_OFF] : []),
    ...(valueFrom(custom) ?? []),
  ].filter(isWanted);
  wanted.sort(byDaysLeft);
  return { rows: wanted.slice(offset), total: wanted.length, hasMore: false };
}
