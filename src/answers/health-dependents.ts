/** DNS records of a zone that point at what is unhealthy. */
import * as z from 'zod';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { HealthRow } from '../cloudflare/health/health-row.ts';
import { isTunnelAddress, type TunnelRecord } from '../cloudflare/health/tunnels.ts';
import { parseRecordFilters } from '../cloudflare/records/record-filters.ts';
import { fetchRecordsInZone } from '../cloudflare/records/record-search.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { ROWS_DEFAULT } from '../limits/answers.ts';
import { DEPENDENTS_ASKED_MAX } from '../limits/cloudflare.ts';
import { toBoolean, toText } from '../text/field-value.ts';
import { UNKNOWN } from './fields.ts';

export const dependentRow = z.strictObject({
  name: z.string().describe('Full host name'),
  type: z.string().describe('A, AAAA, CNAME, …'),
  content: z.string().optional().describe('The address'),
  proxied: z.boolean().optional().describe('true: through Cloudflare'),
  problem: z.string().optional().describe('What is wrong with what it points at'),
});
/** Of the records that point at tunnels, those of these rows: they were read already. */
export function tunnelDependents(records: readonly TunnelRecord[] = [], rows: readonly HealthRow[]) {
  const tunnels = rows.filter(({ kind }) => kind === 'tunnel');
  return records.flatMap((record) => toRow(record, tunnels));
}

function toRow(
  { name, type, content, proxied }: { [field in 'name' | 'type' | 'content' | 'proxied']?: unknown },
  rows: readonly HealthRow[],
) {
  const target = rows.find(({ address }) => address === content);
  if (target === undefined) return [];
  return [
    {
      name: toText(name) ?? UNKNOWN,
      type: toText(type) ?? UNKNOWN,
      content: toText(content),
      proxied: toBoolean(proxied),
      problem: problemOf(target),
    },
  ];
}

function problemOf({ kind, name, status, reason }: HealthRow): string | undefined {
  // The name of a tunnel that is not in the list is its ID, which says nothing more.
  if (status === 'gone' || status === UNKNOWN) return reason;
  return `${kind.replace('_', ' ')} ${name} is ${status}`;
}

/** Records of the zone whose content is one of the unhealthy addresses. Costs one request for each address. */
export async function dependentRecords(
  cloudflare: Cloudflare,
  zone: ZoneName,
  unhealthy: readonly HealthRow[],
) {
  const others = unhealthy.filter(({ kind }) => kind !== 'tunnel').map(({ address = '' }) => address);
  const addresses = [...new Set(others)].filter((address) => address !== '' && !isTunnelAddress(address));
  const asked = addresses.slice(0, DEPENDENTS_ASKED_MAX);
  const pages = await Promise.all(
    asked.map((content) =>
      fetchRecordsInZone(cloudflare, zone, parseRecordFilters({ content }), 0, ROWS_DEFAULT),
    ),
  );
  // Cloudflare's filter ignores the case of a content.
  const rows = pages.flatMap((page, at) =>
    page.rows.flatMap((record) => {
      const target = unhealthy.filter(({ address }) => address === asked[at]).slice(0, 1);
      return toRow({ ...record, content: asked[at] }, target);
    }),
  );
  return { rows, notAsked: addresses.length - asked.length };
}
