/** What fails on a zone: requests by status, at the edge and at the origin, over time and against the window before. */
import { ERROR_SERIES_ROWS_MAX, TOP_ROWS } from '../../limits.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { type FittedWindow, type Group, type GroupQuestion, readGroups } from './analytics.ts';

/** Requests of visitors; sub-requests of Workers would count twice. */
const EYEBALL = { requestSource: 'eyeball' };
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
  readonly bucket: string;
  /** By the bucket's time, RFC 3339, oldest first. */
  readonly series: ReadonlyMap<string, Readonly<Record<ErrorClass, number>>>;
  readonly totals: Readonly<Record<ErrorClass, number>>;
  readonly totalsBefore: Readonly<Record<ErrorClass, number>> | undefined;
  readonly edgeStatuses: readonly Group[];
  readonly originStatuses: readonly Group[];
  /** Of the requests that failed with 5xx. */
  readonly hosts: readonly Group[];
  readonly paths: readonly Group[];
  readonly countries: readonly Group[];
  readonly dataCentres: readonly Group[];
  /** One in so many requests was counted; 1 or undefined is all. */
  readonly sampleInterval: number | undefined;
}

const MINUTE_MS = 60_000;
/** The finest that gives a series of at most about seventy rows. */
const BUCKETS: readonly [spanMs: number, dimension: string][] = [
  [60 * MINUTE_MS, 'datetimeMinute'],
  [6 * 60 * MINUTE_MS, 'datetimeFiveMinutes'],
  [16 * 60 * MINUTE_MS, 'datetimeFifteenMinutes'],
  [72 * 60 * MINUTE_MS, 'datetimeHour'],
  [Number.POSITIVE_INFINITY, 'date'],
];

/** @param filter narrows to a host or path, as the dataset's filter has it. */
export async function readHttpErrors(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: Readonly<Record<string, unknown>>,
): Promise<ErrorReport> {
  const bucket = BUCKETS.find(([spanMs]) => window.beforeMs - window.sinceMs <= spanMs)?.[1] ?? 'date';
  const series = (own: object): GroupQuestion => ({
    ...{
      by: [bucket],
      window,
      filter: { ...own, ...filter },
      limit: ERROR_SERIES_ROWS_MAX,
      orderBy: `${bucket}_ASC`,
    },
  });
  const top = (dimension: string, own: object): GroupQuestion => ({
    ...{ by: [dimension], window, filter: { ...own, ...filter }, limit: TOP_ROWS },
  });
  // Where there is no earlier window the answer is not used: one shape of query is simpler than two.
  const before = (own: object): GroupQuestion => ({
    ...{ by: [], window: window.earlier ?? window, filter: { ...own, ...filter }, limit: 1 },
  });
  const read = await readGroups(cloudflare, zoneId, 'httpRequestsAdaptiveGroups', {
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
  const sum = (groups: readonly Group[] | undefined) =>
    (groups ?? []).reduce((total, { count }) => total + count, 0);
  const totalsOf = (prefix: '' | 'before_') =>
    Object.fromEntries(
      ERROR_CLASSES.map((name) => [
        name,
        sum((read as Record<string, readonly Group[]>)[`${prefix}${name}`]),
      ]),
    ) as Record<ErrorClass, number>;
  return {
    ...read,
    bucket: bucket
      .replace(/^datetime/, '')
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase(),
    series: toSeries(bucket, read),
    totals: totalsOf(''),
    totalsBefore: window.earlier && totalsOf('before_'),
    sampleInterval: Math.max(...read.requests.map(({ sampleInterval }) => sampleInterval ?? 1), 1),
  };
}

function toSeries(
  bucket: string,
  read: Readonly<Record<ErrorClass, readonly Group[]>>,
): ErrorReport['series'] {
  const series = new Map<string, Record<ErrorClass, number>>();
  for (const { dimensions } of read.requests) {
    series.set(String(dimensions[bucket]), { requests: 0, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 });
  }
  for (const name of ERROR_CLASSES) {
    for (const { dimensions, count } of read[name]) {
      const at = series.get(String(dimensions[bucket]));
      if (at) at[name] += count;
    }
  }
  return series;
}
