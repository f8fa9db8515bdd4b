/** Zones as rows: what tells them apart, and whether they are active. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import * as z from 'zod';
import {
  COUNTED_VALUE_CHARS_MAX,
  NAME_SERVERS_MAX,
  RECENT_CHANGE_DAYS,
  VALUES_COUNTED_MAX,
} from '../limits/answers.ts';
import { toBoolean, toText, toTexts } from '../text/field-value.ts';
import { unicodeNameOf } from '../text/host-name.ts';
import type { FormatRecentTime } from '../text/moment.ts';
import { plainText } from '../text/plain-text.ts';
import { UNKNOWN } from './fields.ts';

export const zoneRow = z.strictObject({
  name: z.string().describe('Domain name, in Punycode'),
  unicode_name: z.string().optional().describe('Its IDN spelling'),
  id: z.string().describe('Zone ID'),
  status: z.string().describe("Cloudflare's word: active, pending, moved, …"),
  paused: z.boolean().optional().describe('true: DNS only, without proxy and security'),
  zone_type: z.string().optional().describe('full: DNS at Cloudflare; partial: CNAME setup'),
  plan: z.string().optional().describe('Free, Pro, Business, Enterprise'),
  name_servers: z
    .array(z.string())
    .optional()
    .describe('To enter at the registrar; only when the zone is not active'),
  modified: z.string().optional().describe(`RFC 3339; only within ${RECENT_CHANGE_DAYS} days`),
});

/** Named fields only: the raw zone also holds its owner's e-mail, permissions and verification key. */
export function toZoneRow(zone: Zone, formatRecentTime: FormatRecentTime): z.input<typeof zoneRow> {
  return {
    name: toText(zone.name) ?? UNKNOWN,
    unicode_name: unicodeNameOf(toText(zone.name) ?? ''),
    id: toText(zone.id) ?? UNKNOWN,
    status: toText(zone.status) ?? UNKNOWN,
    paused: toBoolean(zone.paused),
    zone_type: toText(zone.type),
    plan: planOf(zone),
    // An active zone uses them already; in full, get_zone has them.
    name_servers: zone.status === 'active' ? undefined : toNameServers(zone.name_servers),
    modified: formatRecentTime(zone.modified_on),
  };
}

export function toNameServers(names: unknown): string[] | undefined {
  return toTexts(names)?.slice(0, NAME_SERVERS_MAX);
}

/** "Free", not "Free Website": the second word would cost tokens in every row. */
export function planOf({ plan }: Zone): string | undefined {
  return toText(plan?.name)?.replace(/ (Website|Plan)$/, '');
}

export const statusCounts = z
  .array(
    z.strictObject({
      status: z.string().describe('As in zones'),
      count: z.number().describe('Zones with this status'),
    }),
  )
  .optional()
  .describe('Of all zones that match; absent where not all were read');

/** Models look up well and count badly. The most frequent status first. */
export function countStatuses(zones: readonly { readonly status?: unknown }[]): z.input<typeof statusCounts> {
  const counts = new Map<string, number>();
  for (const zone of zones) {
    const status = plainText(toText(zone.status) ?? UNKNOWN, COUNTED_VALUE_CHARS_MAX);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const rows = [...counts].map(([status, count]) => ({ status, count }));
  return rows.sort((a, b) => b.count - a.count).slice(0, VALUES_COUNTED_MAX);
}
