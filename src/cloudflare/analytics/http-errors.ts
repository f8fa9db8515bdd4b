/** HTTP errors of a zone: by status, at the edge and at the origin, over time, and compared with the window before. */
import { TOP_ROWS } from '../../limits/answers.ts';
import { ERROR_SERIES_ROWS_MAX } from '../../limits/cloudflare.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../limits/time.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { type FittedWindow, fetchGroups, type Group, type GroupQuestion } from './analytics.ts';
import type { HostFilter } from './host-filter.ts';

/** Requests of visitors only ("eyeball" is Cloudflare's word): sub-requests of Workers would be counted a second time. */
export const EYEBALL = { requestSource: 'eyeball' };
const EDGE_4XX = { ...EYEBALL, edgeResponseStatus_geq: 400, edgeResponseStatus_lt: 500 };
export const EDGE_5XX = { ...EYEBALL, edgeResponseStatus_geq: 500, edgeResponseStatus_lt: 600 };
const ORIGIN_5XX = { ...EYEBALL, originResponseStatus_geq: 500, originResponseStatus_lt: 600 };
const CLASSES = {
  requests: EYEBALL,
  edge_4xx: EDGE_4XX,
  edge_5xx: EDGE_5XX,
  origin_5xx: ORIGIN_5XX,
} as const;
export type ErrorClass = keyof typeof CLASSES;
export const ERROR_CLASSES = Object.keys(CLASSES) as ErrorClass[];

export interface ErrorReport {
  readonly bucketMs: number;
  /** Start of the bucket (RFC 3339) -> requests in it, oldest first. */
  readonly series: ReadonlyMap<string, Readonly<Record<ErrorClass, number>>>;
  readonly totals: Readonly<Record<ErrorClass, number>>;
  readonly totalsBefore: Readonly<Record<ErrorClass, number>> | undefined;
  readonly edgeStatuses: readonly Group[];
  readonly originStatuses: readonly Group[];
  /** This list and the three that follow count requests that failed with 5xx at the edge. */
  readonly hosts: readonly Group[];
  readonly paths: readonly Group[];
  readonly countries: readonly Group[];
  readonly dataCentres: readonly Group[];
  /** One in this many requests was counted; 1 means all. */
  readonly sampleInterval: number;
}

const DAILY = { dimension: 'date', bucketMs: DAY_MS };
/** The first bucket whose span is long enough is used: a series then has about seventy rows at most. */
const BUCKETS: readonly { spanMs: number; dimension: string; bucketMs: number }[] = [
  { spanMs: HOUR_MS, dimension: 'datetimeMinute', bucketMs: MINUTE_MS },
  { spanMs: 6 * HOUR_MS, dimension: 'datetimeFiveMinutes', bucketMs: 5 * MINUTE_MS },
  { spanMs: 16 * HOUR_MS, dimension: 'datetimeFifteenMinutes', bucketMs: 15 * MINUTE_MS },
  { spanMs: 72 * HOUR_MS, dimension: 'datetimeHour', bucketMs: HOUR_MS },
];

export async function fetchHttpErrors(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: HostFilter,
): Promise<ErrorReport> {
  const { dimension: bucket, bucketMs } =
    BUCKETS.find(({ spanMs }) => window.beforeMs - window.sinceMs <= spanMs) ?? DAILY;
  const series = (own: object): GroupQuestion => ({
    by: [bucket],
    window,
    filter: { ...own, ...filter },
    limit: ERROR_SERIES_ROWS_MAX,
    orderBy: `${bucket}_ASC`,
  });
  const top = (dimension: string, own: object): GroupQuestion => ({
    by: [dimension],
    window,
    filter: { ...own, ...filter },
    limit: TOP_ROWS,
  });
  // Without an earlier window, these answers are not used: one form of the query is simpler than two.
  const before = (own: object): GroupQuestion => ({
    by: [],
    window: window.earlier ?? window,
    filter: { ...own, ...filter },
    limit: 1,
  });
  const groups = await fetchGroups(cloudflare, zoneId, 'httpRequestsAdaptiveGroups', {
    requests: series(CLASSES.requests),
    edge_4xx: series(CLASSES.edge_4xx),
    edge_5xx: series(CLASSES.edge_5xx),
    origin_5xx: series(CLASSES.origin_5xx),
    edgeStatuses: top('edgeResponseStatus', { ...EYEBALL, edgeResponseStatus_geq: 400 }),
    originStatuses: top('originResponseStatus', EDGE_5XX),
    hosts: top('clientRequestHTTPHost', EDGE_5XX),
    paths: top('clientRequestPath', EDGE_5XX),
    countries: top('clientCountryName', EDGE_5XX),
    dataCentres: top('coloCode', EDGE_5XX),
    before_requests: before(CLASSES.requests),
    before_edge_4xx: before(CLASSES.edge_4xx),
    before_edge_5xx: before(CLASSES.edge_5xx),
    before_origin_5xx: before(CLASSES.origin_5xx),
  });
  return {
    bucketMs,
    series: toSeries(bucket, groups),
    totals: forEachClass((name) => sum(groups[name])),
    totalsBefore: window.earlier && forEachClass((name) => sum(groups[`before_${name}`])),
    edgeStatuses: groups.edgeStatuses,
    originStatuses: groups.originStatuses,
    hosts: groups.hosts,
    paths: groups.paths,
    countries: groups.countries,
    dataCentres: groups.dataCentres,
    sampleInterval: Math.max(...groups.requests.map(({ sampleInterval }) => sampleInterval ?? 1), 1),
  };
}

function sum(groups: readonly Group[]): number {
  return groups.reduce((total, { count }) => total + count, 0);
}

function forEachClass<T>(make: (name: ErrorClass) => T): Record<ErrorClass, T> {
  return Object.fromEntries(ERROR_CLASSES.map((name) => [name, make(name)])) as Record<ErrorClass, T>;
}

/** Every bucket that has requests, with 0 where none of them failed. */
function toSeries(
  bucket: string,
  groups: Readonly<Record<ErrorClass, readonly Group[]>>,
): ErrorReport['series'] {
  const series = new Map<string, Record<ErrorClass, number>>();
  for (const { dimensions } of groups.requests) {
    series.set(String(dimensions[bucket]), { requests: 0, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 });
  }
  for (const name of ERROR_CLASSES) {
    for (const { dimensions, count } of groups[name]) {
      const row = series.get(String(dimensions[bucket]));
      if (row) row[name] += count;
    }
  }
  return series;
}
