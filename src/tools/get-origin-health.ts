/** get_origin_health: is the origin reachable? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { notesField, presentNotes, UNKNOWN, zoneField } from '../answers/fields.ts';
import { dependentRecords, dependentRow, tunnelDependents } from '../answers/health-dependents.ts';
import {
  countHealthy,
  healthRow,
  healthyOriginRow,
  offRow,
  toHealthRow,
  toOffRow,
  toUnknownRow,
  unknownRow,
} from '../answers/health-rows.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { type AnswerPart, tryPart } from '../cloudflare/answer-part.ts';
import { fetchHealthChecks } from '../cloudflare/health/health-checks.ts';
import type { HealthRow, HealthState } from '../cloudflare/health/health-row.ts';
import { fetchExpectedAnswers, withExpected } from '../cloudflare/health/monitors.ts';
import { fetchBalancing } from '../cloudflare/health/pools.ts';
import {
  fetchTunnelRecords,
  fetchTunnels,
  isTunnelAddress,
  neededTunnels,
  type TunnelRecord,
  type TunnelRows,
} from '../cloudflare/health/tunnels.ts';
import {
  DNS_READ,
  HEALTH_CHECKS_READ,
  LOAD_BALANCERS_READ,
  POOLS_READ,
  TUNNEL_READ,
  ZONE_READ,
} from '../cloudflare/permissions.ts';
import { HEALTH_GROUP_ROWS_MAX, HEALTHY_ORIGINS_SHOWN_MAX } from '../limits/answers.ts';
import { DEPENDENTS_ASKED_MAX } from '../limits/cloudflare.ts';
import { defineTool } from '../tool.ts';

const more = z.number().optional().describe('Not shown');

export const getOriginHealth = defineTool({
  name: 'get_origin_health',
  title: 'Get origin health',
  group: 'health',
  question: 'Is the origin reachable?',
  details:
    'Load balancers, pools and origins, health checks, tunnels, and DNS records that depend on what is unhealthy. ' +
    'Without zone: pools and tunnels of the account. An origin without these is not watched: see get_http_errors.',
  example: { zone: 'example.com' },
  permissions: [ZONE_READ, LOAD_BALANCERS_READ, POOLS_READ, HEALTH_CHECKS_READ, TUNNEL_READ, DNS_READ],
  input: z.strictObject({ zone: zoneField.optional() }),
  output: z.strictObject({
    zone: z.string().optional().describe('Zone name'),
    unhealthy: z.array(healthRow).describe('What fails'),
    unhealthy_more: more,
    switched_off: z.array(offRow).optional().describe('No traffic, or not watched'),
    switched_off_more: more,
    without_status: z.array(unknownRow).optional().describe('Healthy or not: not known'),
    without_status_more: more,
    healthy: z
      .strictObject({
        origin: z.number().optional().describe('Of pools'),
        health_check: z.number().optional().describe('Of the zone'),
        tunnel: z.number().optional().describe('That the zone needs; without zone: of the account'),
      })
      .describe('How many are healthy'),
    healthy_origins: z.array(healthyOriginRow).optional().describe('Those of pools'),
    healthy_origins_more: more,
    dependent_records: z.array(dependentRow).optional().describe('Records of the zone that point at these'),
    dependent_records_more: more,
    unavailable: unavailableField,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const asked = input.zone === undefined ? undefined : await findAskedZone(cloudflare, input.zone);
    const zone = asked?.zone;
    const [{ balancers, pools }, checks, tunnels, tunnelRecords] = await Promise.all([
      fetchBalancing(cloudflare, zone?.id),
      zone && tryPart(() => fetchHealthChecks(cloudflare, zone.id)),
      tryPart(() => fetchTunnels(cloudflare)),
      zone && tryPart(() => fetchTunnelRecords(cloudflare, zone)),
    ]);
    const watched = [balancers, pools, checks].flatMap((part) => valueFrom(part)?.rows ?? []);
    const pointing = valueFrom(tunnelRecords);
    const rows = [...watched, ...tunnelRows(valueFrom(tunnels), pointing?.records, watched)];
    const [unhealthy, off, unknown] = (['unhealthy', 'off', 'unknown'] as const).map((state) =>
      rows.filter((row) => row.state === state),
    ) as [HealthRow[], HealthRow[], HealthRow[]];
    const [dependents, expected] = await Promise.all([
      zone && tryPart(() => dependentRecords(cloudflare, zone, unhealthy)),
      fetchExpectedAnswers(cloudflare, unhealthy),
    ]);
    const explained = unhealthy.map((row) => withExpected(row, valueFrom(expected)));
    const found = valueFrom(dependents);
    const records = [
      ...tunnelDependents(pointing?.records, [...unhealthy, ...unknown]),
      ...(found?.rows ?? []),
    ];
    const healthyOrigins = rows.filter(({ kind, state }) => kind === 'origin' && state === 'healthy');
    const { notAsked = 0, missing = [] } = valueFrom(pools) ?? {};
    const parts: readonly (AnswerPart<{ isCut: boolean }> | undefined)[] = [
      balancers,
      pools,
      checks,
      tunnels,
      tunnelRecords,
    ];
    const isCut = notAsked > 0 || parts.some((part) => valueFrom(part)?.isCut === true);
    const isWhole = !isCut && missing.length === 0 && parts.every((part) => !part || 'value' in part);
    // Without zone it is all tunnels; with zone an empty list matters only where a record points at a tunnel.
    const isEmptyTunnelList = valueFrom(tunnels)?.isEmpty === true;
    return {
      ...(zone && { zone: zone.name }),
      unhealthy: shown(explained),
      ...moreThan('unhealthy_more', explained, shown(explained)),
      ...group('switched_off', off, toOffRow),
      ...group('without_status', unknown, toUnknownRow),
      healthy: countHealthy(rows),
      ...origins(healthyOrigins),
      ...dependentRows(records),
      ...unavailableParts([
        ...missingFrom('load_balancers', balancers),
        ...missingFrom('pools', pools),
        ...missing,
        ...missingFrom('monitors', expected),
        ...missingFrom('health_checks', checks),
        ...missingFrom('tunnels', tunnels),
        ...missingFrom(
          'dependent_records',
          dependents && 'missing' in dependents ? dependents : tunnelRecords,
        ),
      ]),
      ...presentNotes([
        wholeZoneNote(asked),
        isEmptyTunnelList && (rows.length > 0 || !zone || !isWhole) && `No tunnel was found: ${OR_LACKS}.`,
        conclusion({ rows, isWhole, isZone: zone !== undefined, isEmptyTunnelList }),
        zone &&
          tunnelRecords &&
          'missing' in tunnelRecords &&
          rows.some(({ kind }) => kind === 'tunnel') &&
          'These tunnels are those of the account: which of them this zone needs could not be read.',
        notAsked > 0 && `${notAsked} more pools were not looked at. Give zone to see those that it uses.`,
        isCut &&
          notAsked === 0 &&
          'A list was longer than what was read of it, or had unreadable rows: the rest is not judged here.',
        (found?.notAsked ?? 0) > 0 &&
          `Dependent records were looked up for the first ${DEPENDENTS_ASKED_MAX} unhealthy addresses only.`,
      ]),
    };
  },
});

/** The tunnels that a zone needs, for its records or for origins of its pools; all of them where that is not known. */
function tunnelRows(
  tunnels: TunnelRows | undefined,
  records: readonly TunnelRecord[] | undefined,
  watched: readonly HealthRow[],
): readonly HealthRow[] {
  if (tunnels === undefined) return [];
  if (records === undefined) return tunnels.rows;
  const origins = watched.map(({ address = '' }) => address).filter(isTunnelAddress);
  const targets = records.map(({ content }) => content).filter(isTunnelAddress);
  return neededTunnels(tunnels, new Set([...targets, ...origins]));
}

/** What all of it says together, and only where all of it was read. */
function conclusion(seen: {
  rows: readonly HealthRow[];
  isWhole: boolean;
  isZone: boolean;
  isEmptyTunnelList: boolean;
}): string | undefined {
  const { rows, isWhole, isZone, isEmptyTunnelList } = seen;
  if (!isWhole) return undefined;
  if (rows.length === 0) {
    if (!isZone) return undefined;
    return `${isEmptyTunnelList ? `${NOT_WATCHED}, and no tunnel: ${OR_LACKS}` : NOT_WATCHED}. See get_http_errors.`;
  }
  const isHealthy = rows.every(({ state }) => state === ('healthy' satisfies HealthState));
  if (!isHealthy || (!isZone && isEmptyTunnelList)) return undefined;
  return isZone
    ? 'Everything that is watched is healthy.'
    : 'All pools and tunnels of the account are healthy. Load balancers and health checks need zone.';
}

const NOT_WATCHED =
  'Nothing watches an origin here: no load balancer, no health check, and no record that points at a tunnel';
const OR_LACKS = `there is none, or the token lacks ${TUNNEL_READ.label}, which looks the same`;

function shown(rows: readonly HealthRow[]) {
  return rowsThatFit(rows, undefined, toHealthRow);
}

function group(
  name: 'switched_off' | 'without_status',
  rows: readonly HealthRow[],
  toRow: (row: HealthRow) => object,
) {
  if (rows.length === 0) return {};
  const list = rowsThatFit(rows, HEALTH_GROUP_ROWS_MAX, toRow);
  return { [name]: list, ...moreThan(`${name}_more`, rows, list) };
}

function origins(rows: readonly HealthRow[]) {
  if (rows.length === 0) return {};
  const list = rows
    .slice(0, HEALTHY_ORIGINS_SHOWN_MAX)
    .map(({ address, name, pool }) => ({ address: address ?? UNKNOWN, name, pool }));
  return { healthy_origins: list, ...moreThan('healthy_origins_more', rows, list) };
}

function dependentRows(records: readonly z.input<typeof dependentRow>[]) {
  if (records.length === 0) return {};
  const list = rowsThatFit(records, undefined, (row) => row);
  return { dependent_records: list, ...moreThan('dependent_records_more', records, list) };
}

/** The field beside a list that was cut; no field when it was not. */
function moreThan(name: string, all: readonly unknown[], list: readonly unknown[]) {
  return list.length < all.length ? { [name]: all.length - list.length } : {};
}
