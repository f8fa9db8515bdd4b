/** One row a zone: its requests, 4xx and 5xx now and before, those whose share of errors rose most first. */
import type { ZonesTraffic, ZoneTraffic } from '../cloudflare/analytics/zone-traffic.ts';
import { FAILED_REQUESTS_MIN, SKIPPED_LISTED_MAX, ZONE_TRAFFIC_ROWS_MAX } from '../limits/answers.ts';
import { newStatusPairs } from './local-failures.ts';
import { percent } from './percent.ts';

/** Zones without any request in both windows have no row. */
export function toZoneTrafficRows({ rows }: Pick<ZonesTraffic, 'rows'>) {
  const busy = rows.filter(({ now, before }) => now.requests + before.requests > 0);
  const shown = [...busy].sort((a, b) => worseBy(b) - worseBy(a) || b.now.requests - a.now.requests);
  return {
    breakdown: shown.slice(0, ZONE_TRAFFIC_ROWS_MAX).map(({ zone, now, before }) => ({
      zone,
      requests: now.requests,
      requests_before: before.requests,
      edge_4xx: now.edge_4xx,
      edge_4xx_before: before.edge_4xx,
      edge_5xx: now.edge_5xx,
      edge_5xx_before: before.edge_5xx,
    })),
    ...(shown.length > ZONE_TRAFFIC_ROWS_MAX && { breakdown_more: shown.length - ZONE_TRAFFIC_ROWS_MAX }),
  };
}

export function zonesTrafficSearched(traffic: ZonesTraffic) {
  const { rows, skipped, total, next } = traffic;
  return {
    zones: rows.length,
    of: total,
    ...(total !== undefined && next !== undefined && { left: Math.max(0, total - next) }),
    ...(skipped.length > 0 && {
      skipped: skipped.length,
      skipped_zones: skipped.slice(0, SKIPPED_LISTED_MAX),
    }),
  };
}

/** Names what stands out; nothing is concluded from zones that could not be read. */
export function describeZones({ rows, skipped, next }: ZonesTraffic): (string | false)[] {
  const failing = rows.filter(isFailing).sort((a, b) => worseBy(b) - worseBy(a));
  const fallen = rows.filter(
    ({ now, before }) => before.requests >= 1_000 && now.requests * 4 < before.requests,
  );
  const names = (zones: readonly ZoneTraffic[]) =>
    zones
      .slice(0, 5)
      .map(({ zone }) => zone)
      .join(', ') + (zones.length > 5 ? ` and ${zones.length - 5} more` : '');
  const others = rows.filter((each) => !failing.includes(each));
  const fresh = others.flatMap(({ zone, pairs, now, interval }) =>
    newStatusPairs(pairs, now.requests, interval).map((pair) => ({ zone, ...pair })),
  );
  const isWhole = skipped.length === 0 && next === undefined;
  const silent = rows.filter(({ now, before }) => now.requests + before.requests === 0);
  const idle = silent.filter(({ noTraffic }) => noTraffic !== undefined);
  return [
    failing.length > 0 &&
      `5xx stand out in ${failing.length} of ${rows.length} zones: ${failing
        .slice(0, 5)
        .map(({ zone, now, before }) => `${zone} (${share5xx(now)} of requests, ${share5xx(before)} before)`)
        .join(', ')}. Ask again with zone for since when and why.`,
    fallen.length > 0 && `Requests fell to less than a quarter in ${fallen.length} zones: ${names(fallen)}.`,
    fresh.length > 0 &&
      `New in ${fresh
        .slice(0, 5)
        .map(
          ({ zone, edge, requests, requestsBefore = 0 }) =>
            `${zone}: ${edge} rose from ${requestsBefore} to ${requests}`,
        )
        .join('; ')}.`,
    failing.length === 0 &&
      !fresh.some(({ edge }) => edge >= 500) &&
      isWhole &&
      `In none of the ${rows.length} zones as a whole did 5xx stand out against the window before; whether one path fails is told with zone.`,
    silent.length > 0 &&
      `${silent.length} zones without any request have no row: ${[
        idle.length > 0 && `${names(idle)}: paused or not active, so that no traffic passes Cloudflare`,
        idle.length < silent.length &&
          `${idle.length > 0 ? 'the others: ' : ''}not proxied, or without visitors`,
      ]
        .filter(Boolean)
        .join('; ')}.`,
    skipped.length > 0 && 'Incomplete: some zones could not be read, see searched.skipped_zones.',
    next !== undefined && 'Incomplete: ask again with next_cursor for the remaining zones.',
  ];
}

/** A rise below this is no news, and a share above that is, however large it was before. */
const RISE_MIN = 0.01;
const SHARE_MAX = 0.05;

function isFailing(traffic: ZoneTraffic): boolean {
  return traffic.now.edge_5xx >= FAILED_REQUESTS_MIN && worseBy(traffic) >= RISE_MIN;
}

function worseBy({ now, before }: ZoneTraffic): number {
  const share = (counts: ZoneTraffic['now']) =>
    counts.requests === 0 ? 0 : counts.edge_5xx / counts.requests;
  return share(now) >= SHARE_MAX ? share(now) : share(now) - share(before);
}

function share5xx({ requests, edge_5xx }: ZoneTraffic['now']): string {
  return requests === 0 ? 'no requests' : percent(edge_5xx / requests);
}
