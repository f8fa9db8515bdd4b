/** Buckets of time in which the datasets count: which one fits a window, and a series without holes. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Group } from './analytics.ts';

export interface Bucket {
  /** The dimension of the dataset. */
  readonly dimension: string;
  readonly bucketMs: number;
}

const MINUTELY: Bucket = { dimension: 'datetimeMinute', bucketMs: MINUTE_MS };
const QUARTERLY: Bucket = { dimension: 'datetimeFifteenMinutes', bucketMs: 15 * MINUTE_MS };
export const DAILY: Bucket = { dimension: 'date', bucketMs: DAY_MS };
/** For the end of a long window, whose own buckets are so long that an hour without traffic hides in one. */
export const RECENT: Bucket & { spanMs: number } = {
  spanMs: 4 * HOUR_MS,
  dimension: 'datetimeFiveMinutes',
  bucketMs: 5 * MINUTE_MS,
};
/** From the finest one. */
export const FINE_BUCKETS: readonly Bucket[] = [
  MINUTELY,
  RECENT,
  QUARTERLY,
  { dimension: 'datetimeHour', bucketMs: HOUR_MS },
];
/** The first bucket whose span is long enough is used: a series then has about seventy rows at most. */
const BUCKETS: readonly (Bucket & { spanMs: number })[] = [
  { spanMs: HOUR_MS, ...MINUTELY },
  { spanMs: 6 * HOUR_MS, dimension: 'datetimeFiveMinutes', bucketMs: 5 * MINUTE_MS },
  { spanMs: 16 * HOUR_MS, ...QUARTERLY },
  { spanMs: 72 * HOUR_MS, dimension: 'datetimeHour', bucketMs: HOUR_MS },
];

export function bucketOf({ sinceMs, beforeMs }: TimeWindow): Bucket {
  return BUCKETS.find(({ spanMs }) => beforeMs - sinceMs <= spanMs) ?? DAILY;
}

/** Counts of one series by the start of the bucket, in milliseconds since 1970. */
export function countsByTime(groups: readonly Group[], { dimension }: Bucket): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { dimensions, count } of groups) {
    const timeMs = Date.parse(String(dimensions[dimension]));
    if (!Number.isNaN(timeMs)) counts.set(timeMs, (counts.get(timeMs) ?? 0) + count);
  }
  return counts;
}

/** The start of each bucket that overlaps the window, oldest first: those without any request have no group. */
export function bucketStarts({ sinceMs, beforeMs }: TimeWindow, { bucketMs }: Bucket): number[] {
  const first = Math.floor(sinceMs / bucketMs) * bucketMs;
  return Array.from({ length: Math.ceil((beforeMs - first) / bucketMs) }, (_, at) => first + at * bucketMs);
}
