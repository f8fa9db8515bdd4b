/** get_origin_health: is the origin reachable? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { notesField, presentNotes, UNKNOWN, zoneField } from '../answers/fields.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import {
  fetchHealthChecks,
  fetchLoadBalancers,
  fetchPools,
  fetchTunnels,
  type HealthRow,
} from '../cloudflare/origin-health.ts';
import {
  DNS_READ,
  HEALTH_CHECKS_READ,
  LOAD_BALANCERS_READ,
  POOLS_READ,
  TUNNEL_READ,
  ZONE_READ,
} from '../cloudflare/permissions.ts';
import { parseRecordFilters } from '../cloudflare/records/record-filters.ts';
import { fetchRecordsInZone } from '../cloudflare/records/record-search.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { LOAD_BALANCERS_SHOWN_MAX, ROWS_DEFAULT } from '../limits/answers.ts';
import { DEPENDENTS_ASKED_MAX } from '../limits/cloudflare.ts';
import { toBoolean, toText, toTime } from '../text/field-value.ts';
import { defineTool } from '../tool.ts';

const unhealthyRow = z.strictObject({
  kind: z.string().describe('origin, health_check or tunnel'),
  name: z.string().optional().describe('As it is called at Cloudflare'),
  status: z.string().describe("Cloudflare's word: unhealthy, down, degraded, …"),
  reason: z.string().optional().describe('Of the last failure'),
  since: z.string().optional().describe('RFC 3339: a tunnel without connection since then'),
  address: z.string().optional().describe('What records point to'),
  pool: z.string().optional().describe('Of an origin: its pool'),
  load_balancers: z.array(z.string()).optional().describe('Of an origin: those that use its pool; with zone'),
  load_balancers_more: z.number().optional().describe('Not shown'),
  healthy_locations: z.number().optional().describe("Cloudflare's locations that reach the origin"),
  locations: z.number().optional().describe('Those that try'),
});
const dependentRow = z.strictObject({
  name: z.string().describe('Full host name'),
  type: z.string().describe('A, AAAA, CNAME, …'),
  content: z.string().optional().describe('The address'),
  proxied: z.boolean().optional().describe('true: through Cloudflare'),
});

export const getOriginHealth = defineTool({
  name: 'get_origin_health',
  title: 'Get origin health',
  group: 'health',
  question: 'Is the origin reachable?',
  details:
    'Load balancers, pools and origins, health checks, tunnels, and the DNS records that depend on what is unhealthy. ' +
    'Without zone: pools and tunnels of the account. An origin without any of these is not watched: see get_http_errors.',
  example: { zone: 'example.com' },
  permissions: [ZONE_READ, LOAD_BALANCERS_READ, POOLS_READ, HEALTH_CHECKS_READ, TUNNEL_READ, DNS_READ],
  input: z.strictObject({ zone: zoneField.optional() }),
  output: z.strictObject({
    zone: z.string().optional().describe('Zone name'),
    unhealthy: z.array(unhealthyRow).describe('Origins, health checks and tunnels'),
    unhealthy_more: z.number().optional().describe('Not shown'),
    healthy: z
      .strictObject({
        origin: z.number().optional().describe('Of pools'),
        health_check: z.number().optional().describe('Of the zone'),
        tunnel: z.number().optional().describe('Of the account'),
      })
      .describe('How many are healthy, or switched off on purpose'),
    dependent_records: z
      .array(dependentRow)
      .optional()
      .describe('DNS records of the zone with such an address'),
    dependent_records_more: z.number().optional().describe('Not shown'),
    unavailable: unavailableField,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const asked = input.zone === undefined ? undefined : await findAskedZone(cloudflare, input.zone);
    const zone = asked?.zone;
    const balancers = zone && (await tryPart(() => fetchLoadBalancers(cloudflare, zone.id)));
    const [pools, checks, tunnels] = await Promise.all([
      // A zone that is known to have no load balancers has no pools either.
      valueFrom(balancers)?.length === 0
        ? undefined
        : tryPart(() => fetchPools(cloudflare, valueFrom(balancers))),
      zone && tryPart(() => fetchHealthChecks(cloudflare, zone.id)),
      tryPart(() => fetchTunnels(cloudflare)),
    ]);
    const rows = [
      ...(valueFrom(pools)?.rows ?? []),
      ...(valueFrom(checks) ?? []),
      ...(valueFrom(tunnels) ?? []),
    ];
    const unhealthy = rows.filter(({ isHealthy, status }) => !isHealthy && status !== 'unknown');
    const unknown = rows.filter(({ isHealthy, status }) => !isHealthy && status === 'unknown').length;
    const dependents = zone && (await tryPart(() => dependentRecords(cloudflare, zone, unhealthy)));
    const shown = rowsThatFit(unhealthy, undefined, toRow);
    const found = valueFrom(dependents);
    const dependentRows = rowsThatFit(found?.rows ?? [], undefined, (row) => row);
    const notAsked = valueFrom(pools)?.notAsked ?? 0;
    const isWhole =
      [balancers, pools, checks, tunnels].every((part) => part === undefined || 'value' in part) &&
      (valueFrom(pools)?.missing ?? []).length === 0;
    return {
      ...(zone && { zone: zone.name }),
      unhealthy: shown,
      ...(shown.length < unhealthy.length && { unhealthy_more: unhealthy.length - shown.length }),
      healthy: countHealthy(rows),
      ...(dependentRows.length > 0 && { dependent_records: dependentRows }),
      ...(found &&
        dependentRows.length < found.rows.length && {
          dependent_records_more: found.rows.length - dependentRows.length,
        }),
      ...unavailableParts([
        ...missingFrom('load_balancers', balancers),
        ...missingFrom('pools', pools),
        ...(valueFrom(pools)?.missing ?? []),
        ...missingFrom('health_checks', checks),
        ...missingFrom('tunnels', tunnels),
        ...missingFrom('dependent_records', dependents),
      ]),
      ...presentNotes([
        wholeZoneNote(asked),
        isWhole &&
          rows.length === 0 &&
          'Nothing watches an origin here: no load balancer, health check or tunnel was found. See get_http_errors.',
        isWhole &&
          rows.length > 0 &&
          unhealthy.length + unknown === 0 &&
          'Everything that is watched is healthy.',
        unknown > 0 && `Cloudflare does not say whether ${unknown} origin(s) are healthy.`,
        notAsked > 0 && `${notAsked} more pools were not looked at. Give zone to see those that it uses.`,
        (found?.notAsked ?? 0) > 0 &&
          `Dependent records were looked up for the first ${DEPENDENTS_ASKED_MAX} unhealthy addresses only.`,
      ]),
    };
  },
});

function toRow(row: HealthRow): z.input<typeof unhealthyRow> {
  const { kind, name, status, reason, address, pool, loadBalancers = [] } = row;
  return {
    kind,
    name,
    status,
    reason,
    since: toTime(row.downSince),
    address,
    pool,
    ...(loadBalancers.length > 0 && { load_balancers: loadBalancers.slice(0, LOAD_BALANCERS_SHOWN_MAX) }),
    ...(loadBalancers.length > LOAD_BALANCERS_SHOWN_MAX && {
      load_balancers_more: loadBalancers.length - LOAD_BALANCERS_SHOWN_MAX,
    }),
    healthy_locations: row.healthyLocations,
    locations: row.locations,
  };
}

/** Records of the zone whose content is one of the unhealthy addresses. Costs one request for each address. */
async function dependentRecords(cloudflare: Cloudflare, zone: ZoneName, unhealthy: readonly HealthRow[]) {
  const addresses = [...new Set(unhealthy.map(({ address }) => address).filter((address) => address !== ''))];
  const asked = addresses.slice(0, DEPENDENTS_ASKED_MAX);
  const pages = await Promise.all(
    asked.map((content) =>
      fetchRecordsInZone(cloudflare, zone, parseRecordFilters({ content }), 0, ROWS_DEFAULT),
    ),
  );
  const rows = pages
    .flatMap((page) => page.rows)
    .map(({ name, type, content, proxied }) => ({
      name: toText(name) ?? UNKNOWN,
      type: toText(type) ?? UNKNOWN,
      content: toText(content),
      proxied: toBoolean(proxied),
    }));
  return { rows, notAsked: addresses.length - asked.length };
}

function countHealthy(rows: readonly HealthRow[]): { [kind in HealthRow['kind']]?: number } {
  const counts: { [kind in HealthRow['kind']]?: number } = {};
  for (const { kind, isHealthy, status } of rows) {
    if (isHealthy && status !== 'unknown') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
