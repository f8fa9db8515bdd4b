/** DNS records as rows: named fields only, and the time of a change only when it is recent. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import * as z from 'zod';
import { contentOf, priorityOf } from '../cloudflare/records/record-content.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import {
  COUNTED_VALUE_CHARS_MAX,
  RECENT_CHANGE_DAYS,
  TAGS_MAX,
  VALUES_COUNTED_MAX,
} from '../limits/answers.ts';
import { toBoolean, toNumber, toText, toTexts } from '../text/field-value.ts';
import type { FormatRecentTime } from '../text/moment.ts';
import { plainText } from '../text/plain-text.ts';
import { UNKNOWN } from './fields.ts';

export const recordRow = z.strictObject({
  zone: z.string().optional().describe('Its name; only when every zone was searched'),
  name: z.string().describe('Full host name'),
  type: z.string().describe('A, CNAME, TXT, …'),
  content: z.string().optional().describe('TXT in quotes'),
  ttl: z.number().optional().describe('Seconds; 1 is automatic'),
  proxied: z.boolean().optional().describe('true: through Cloudflare'),
  flattened: z.boolean().optional().describe("true: DNS answers with the target's addresses"),
  priority: z.number().optional().describe('MX, SRV, URI: the lowest first'),
  comment: z.string().optional().describe('Written by whoever made the record'),
  tags: z.array(z.string()).optional().describe('name:value'),
  modified: z.string().optional().describe(`RFC 3339; only within ${RECENT_CHANGE_DAYS} days`),
});

/** @param isOneZone whether all rows are of this zone, so that its name need not be in each. */
export function toRecordRow(
  record: RecordResponse,
  formatRecentTime: FormatRecentTime,
  zone: ZoneName,
  isOneZone = false,
): z.input<typeof recordRow> {
  return {
    zone: isOneZone ? undefined : zone.name,
    name: toText(record.name) ?? UNKNOWN,
    type: toText(record.type) ?? UNKNOWN,
    content: contentOf(record),
    ttl: toNumber(record.ttl),
    proxied: toBoolean(record.proxied),
    flattened: isFlattened(record, zone),
    priority: priorityOf(record),
    comment: toText(record.comment),
    tags: toTexts(record.tags)?.slice(0, TAGS_MAX),
    modified: formatRecentTime(record.modified_on),
  };
}

/** Visitors get addresses in place of the CNAME: at the top of a zone always, elsewhere if it is set. Proxied, they get Cloudflare's. */
function isFlattened(record: RecordResponse, zone: ZoneName): true | undefined {
  if (record.type !== 'CNAME' || record.proxied === true) return undefined;
  const { settings } = record as { settings?: { flatten_cname?: unknown } | null };
  return record.name === zone.name || settings?.flatten_cname === true ? true : undefined;
}

export const typeCounts = z
  .array(
    z.strictObject({
      type: z.string().describe('A, CNAME, TXT, …'),
      count: z.number().describe('Records of this type'),
      proxied_count: z.number().optional().describe('Those through Cloudflare; absent: none'),
    }),
  )
  .optional()
  .describe('Sums up to total where all could be counted, else to returned');

/** Models look up well and count badly. The most frequent type first. */
export function countTypes(
  records: readonly { readonly type?: unknown; readonly proxied?: unknown }[],
): z.input<typeof typeCounts> {
  const counts = new Map<string, { type: string; count: number; proxied_count?: number }>();
  for (const record of records) {
    const type = plainText(toText(record.type) ?? UNKNOWN, COUNTED_VALUE_CHARS_MAX);
    const known = counts.get(type) ?? { type, count: 0 };
    known.count++;
    if (record.proxied === true) known.proxied_count = (known.proxied_count ?? 0) + 1;
    counts.set(type, known);
  }
  if (counts.size === 0) return undefined;
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, VALUES_COUNTED_MAX);
}
