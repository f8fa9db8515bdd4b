/** Since when a class of statuses, or the number of requests, moved: told by the finer counts around it, where there are some. */
import type { ErrorDetails } from '../cloudflare/analytics/http-error-details.ts';
import type { ErrorReport } from '../cloudflare/analytics/http-errors.ts';
import { HOUR_MS, MINUTE_MS } from '../limits/time.ts';
import type { TimeWindow } from '../text/moment.ts';
import { type MovedClass, SHARE_MAX, type Since } from './error-moves.ts';
import { findOnset, joined, type OnsetBucket, refineOnset } from './error-onset.ts';
import { refineTrafficMove, type TrafficMove, traceTrafficMove } from './traffic-onset.ts';

export function sinceOf(
  { name, onset }: MovedClass,
  finer: ErrorDetails['finer'],
  { bucket }: ErrorReport,
  window: TimeWindow,
): Since {
  const { isBeforeWindow } = onset;
  const known = { ms: Math.max(onset.sinceMs, window.sinceMs), stepMs: bucket.bucketMs, isBeforeWindow };
  if (finer === undefined) return known;
  const stepMs = finer.bucketMs;
  const shareMax = SHARE_MAX[name];
  const series = finer.series.map(({ timeMs, total, inFocus }) => ({ timeMs, total, failed: inFocus }));
  if (!isBeforeWindow) {
    const ms = refineOnset(series, onset, shareMax);
    return ms === undefined ? known : { ms, stepMs, isBeforeWindow: false };
  }
  const earlier = findOnset(inParts(series, finer.bucketMs), { before: undefined, shareMax, interval: 1 });
  if (earlier === undefined || earlier.lastMs !== undefined) return known;
  if (earlier.isBeforeWindow) return { ms: earlier.sinceMs, stepMs, isBeforeWindow: true };
  const around = series.filter(({ timeMs }) => Math.abs(timeMs - earlier.sinceMs) < PART_MS);
  return { ms: refineOnset(around, earlier, shareMax) ?? earlier.sinceMs, stepMs, isBeforeWindow: false };
}

const PART_MS = 15 * MINUTE_MS;

/** Minutes of many hours have too few requests each to tell a stretch: quarters of an hour tell it, and then minutes its begin. */
function inParts(series: readonly OnsetBucket[], bucketMs: number): readonly OnsetBucket[] {
  const isFine = bucketMs >= PART_MS || series.length * bucketMs <= 8 * HOUR_MS;
  return isFine ? series : joined(series, PART_MS);
}

/** Undefined where it began before what was counted. */
export function trafficSinceOf(
  traffic: TrafficMove | undefined,
  finer: ErrorDetails['finer'],
): Omit<Since, 'isBeforeWindow'> | undefined {
  if (traffic === undefined) return undefined;
  const known = { ms: traffic.sinceMs, stepMs: traffic.bucketMs };
  const series = (finer?.series ?? []).map(({ timeMs, total }) => ({ timeMs, requests: total }));
  const first = series[0]?.timeMs ?? Number.POSITIVE_INFINITY;
  const isCovered = first < traffic.sinceMs && traffic.sinceMs <= (series.at(-1)?.timeMs ?? 0);
  const isFiner = finer && isCovered && finer.bucketMs <= traffic.bucketMs;
  if (traffic.isBeforeWindow) {
    const traced = finer && isCovered ? traceTrafficMove(series, finer.bucketMs, traffic) : undefined;
    return traced === undefined ? undefined : { ms: traced, stepMs: finer?.bucketMs ?? 0 };
  }
  if (!isFiner) return known;
  const around = series.filter(({ timeMs }) => Math.abs(timeMs - traffic.sinceMs) <= traffic.bucketMs);
  return { ms: refineTrafficMove(around, finer.bucketMs, traffic), stepMs: finer.bucketMs };
}
