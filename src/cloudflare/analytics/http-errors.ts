/** HTTP requests of a zone: over time by class of status, by edge and origin status as pairs, now and in the window before. */
import { ERROR_SERIES_ROWS_MAX, STATUS_PAIRS_MAX } from '../../limits/cloudflare.ts';
import type { Cloudflare } from '../cloudflare.ts';
import type { DatasetLimits, FittedWindow, Group, GroupQuestion } from './analytics.ts';
import { type Bucket, bucketOf, bucketStarts, countsByTime, RECENT } from './buckets.ts';
import { dayBeforeOf } from './day-before.ts';
import { fetchPermittedGroups } from './permitted-groups.ts';
import { CLASSES, ERROR_CLASSES, type ErrorCounts, EYEBALL, isInClass } from './request-classes.ts';

export const REQUESTS_DATASET = 'httpRequestsAdaptiveGroups';
/** Further filters, in the notation of the dataset. */
export type RequestFilter = Readonly<Record<string, unknown>>;

/** How many requests got this status while the origin had sent that one. */
export interface StatusPair {
  readonly edge: number;
  /** 0: the origin was not asked, or did not answer. Undefined when Cloudflare did not tell. */
  readonly origin: number | undefined;
  readonly requests: number;
  readonly requestsBefore: number | undefined;
}

export interface SeriesBucket extends ErrorCounts {
  readonly timeMs: number;
  /** How long the origin took on average, where the plan tells. */
  readonly originMs?: number | undefined;
}

/** Averages in milliseconds. */
interface Durations {
  readonly firstByteMs: number | undefined;
  readonly originMs: number | undefined;
  /** Share of the requests for which the origin was asked. */
  readonly askedShare: number;
}

export interface ErrorReport {
  readonly bucket: Bucket;
  /** Oldest first; every bucket of the window, also those without requests. */
  readonly series: readonly SeriesBucket[];
  /** The end of a window with long buckets, more finely; empty for others. */
  readonly recent: readonly { readonly timeMs: number; readonly requests: number }[];
  readonly totals: ErrorCounts;
  readonly totalsBefore: ErrorCounts | undefined;
  /** As many hours ago as `backMs`, in a window as long; undefined where it was not asked. */
  readonly dayBefore: { readonly requests: number; readonly backMs: number } | undefined;
  /** The most frequent first. */
  readonly pairs: readonly StatusPair[];
  readonly durations: Durations | undefined;
  readonly durationsBefore: Durations | undefined;
  /** One in this many requests was counted; 1 means all. */
  readonly sampleInterval: number;
}

const ORIGIN_MS = 'originResponseDurationMs';
const AVERAGES = ['edgeTimeToFirstByteMs', ORIGIN_MS] as const;

/** @throws CloudflareFailure */
export async function fetchHttpErrors(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: RequestFilter,
  limits: Pick<DatasetLimits, 'availableFields'> & Partial<Pick<DatasetLimits, 'notOlderThanMs'>> = {},
): Promise<ErrorReport> {
  const bucket = bucketOf(window);
  const series = (own: object): GroupQuestion => ({
    by: [bucket.dimension],
    window,
    filter: { ...own, ...filter },
    limit: ERROR_SERIES_ROWS_MAX,
    orderBy: `${bucket.dimension}_ASC`,
  });
  // Without an earlier window, these answers are not used: one form of the query is simpler than two.
  const earlier = window.earlier ?? window;
  const pairs = (asked: typeof earlier): GroupQuestion => ({
    by: ['edgeResponseStatus', 'originResponseStatus'],
    window: asked,
    filter: { ...EYEBALL, ...filter },
    limit: STATUS_PAIRS_MAX,
  });
  const durations = (asked: typeof earlier): GroupQuestion => ({
    by: [],
    window: asked,
    filter: { ...EYEBALL, ...filter },
    limit: 1,
    averages: AVERAGES,
  });
  const dayBefore = dayBeforeOf(window, limits, Date.now());
  const questions: Record<string, GroupQuestion> = {
    requests: { ...series(CLASSES.requests), averages: [ORIGIN_MS] },
    edge_3xx: series(CLASSES.edge_3xx),
    edge_4xx: series(CLASSES.edge_4xx),
    edge_5xx: series(CLASSES.edge_5xx),
    origin_5xx: series(CLASSES.origin_5xx),
    pairs: pairs(window),
    pairs_before: pairs(earlier),
    durations: durations(window),
    durations_before: durations(earlier),
  };
  const end = { sinceMs: window.beforeMs - RECENT.spanMs, beforeMs: window.beforeMs };
  const isLong = bucket.bucketMs > RECENT.bucketMs;
  if (isLong) {
    const orderBy = `${RECENT.dimension}_ASC`;
    questions.recent = { ...series(CLASSES.requests), by: [RECENT.dimension], window: end, orderBy };
  }
  if (dayBefore !== undefined)
    questions.day_before = { by: [], window: dayBefore, filter: { ...EYEBALL, ...filter }, limit: 1 };
  const { groups } = await fetchPermittedGroups(cloudflare, zoneId, REQUESTS_DATASET, limits, questions);
  const recent = countsByTime(groups.recent ?? [], RECENT);
  const counts = forEachClass((name) => countsByTime(groups[name] ?? [], bucket));
  const originMs = new Map(
    (groups.requests ?? []).map(({ dimensions, averages }) => [
      Date.parse(String(dimensions[bucket.dimension])),
      averages[ORIGIN_MS],
    ]),
  );
  return {
    bucket,
    series: bucketStarts(window, bucket).map((timeMs) => ({
      timeMs,
      originMs: originMs.get(timeMs),
      ...forEachClass((name) => counts[name].get(timeMs) ?? 0),
    })),
    recent: isLong
      ? bucketStarts(end, RECENT).map((timeMs) => ({ timeMs, requests: recent.get(timeMs) ?? 0 }))
      : [],
    totals: forEachClass((name) => (groups[name] ?? []).reduce((sum, { count }) => sum + count, 0)),
    totalsBefore: window.earlier && toTotals(groups.pairs_before ?? []),
    dayBefore: dayBefore && { requests: groups.day_before?.[0]?.count ?? 0, backMs: dayBefore.backMs },
    pairs: toPairs(groups.pairs ?? [], window.earlier && (groups.pairs_before ?? [])),
    durations: toDurations(groups.durations, groups.pairs),
    durationsBefore: window.earlier && toDurations(groups.durations_before, groups.pairs_before),
    sampleInterval: Math.max(...(groups.requests ?? []).map(({ sampleInterval }) => sampleInterval ?? 1), 1),
  };
}

function forEachClass<T>(make: (name: (typeof ERROR_CLASSES)[number]) => T) {
  return Object.fromEntries(ERROR_CLASSES.map((name) => [name, make(name)])) as Record<
    (typeof ERROR_CLASSES)[number],
    T
  >;
}

/** Of all pairs: a document of one question a class would be longer. */
export function toTotals(groups: readonly Group[]): ErrorCounts {
  return forEachClass((name) =>
    groups.reduce((sum, group) => {
      const { edge, origin } = statusesOf(group);
      return isInClass(name, edge, origin) ? sum + group.count : sum;
    }, 0),
  );
}

export function toPairs(now: readonly Group[], before: readonly Group[] | undefined): StatusPair[] {
  const keyOf = (group: Group) => {
    const { edge, origin } = statusesOf(group);
    return `${edge} ${origin}`;
  };
  const earlier = before && new Map(before.map((group) => [keyOf(group), group.count]));
  return now.map((group) => ({
    ...statusesOf(group),
    requests: group.count,
    requestsBefore: earlier && (earlier.get(keyOf(group)) ?? 0),
  }));
}

function statusesOf({ dimensions }: Group): { edge: number; origin: number | undefined } {
  const { edgeResponseStatus: edge, originResponseStatus: origin } = dimensions;
  return { edge: Number(edge ?? 0) || 0, origin: typeof origin === 'number' ? origin : undefined };
}

function toDurations(
  groups: readonly Group[] | undefined,
  pairs: readonly Group[] = [],
): Durations | undefined {
  const averages = groups?.[0]?.averages;
  if (averages === undefined) return undefined;
  const [firstByteMs, originMs] = AVERAGES.map((name) => averages[name]);
  const sum = (some: readonly Group[]) => some.reduce((total, { count }) => total + count, 0);
  const asked = pairs.filter((group) => {
    const { edge, origin } = statusesOf(group);
    return origin !== 0 || edge >= 520;
  });
  const askedShare = sum(asked) / Math.max(sum(pairs), 1);
  return firstByteMs === undefined && originMs === undefined
    ? undefined
    : { firstByteMs, originMs, askedShare };
}
