/** Since when, as finely as it was counted: a class of statuses, or the number of requests; and which time to count more finely. */
import type { DatasetLimits } from '../cloudflare/analytics/analytics.ts';
import type { ErrorDetails } from '../cloudflare/analytics/http-error-details.ts';
import type { ErrorReport } from '../cloudflare/analytics/http-errors.ts';
import type { Focus } from '../cloudflare/analytics/request-classes.ts';
import { ANALYTICS_MARGIN_MS, ONSET_BACK_MS } from '../limits/cloudflare.ts';
import { HOUR_MS, MINUTE_MS } from '../limits/time.ts';
import type { TimeWindow } from '../text/moment.ts';
import { type MovedClass, type Moves, SHARE_MAX, type Since } from './error-moves.ts';
import { findOnset, refineOnset } from './error-onset.ts';
import { joined } from './local-since.ts';
import { findStart, refineTrafficMove, type TrafficMove } from './traffic-onset.ts';

/** Of a class of statuses. */
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
  const isLong = series.length * stepMs > 8 * HOUR_MS;
  const parts = isLong && stepMs < PART_MS ? joined(series, PART_MS) : series;
  const around = (ms: number) => series.filter(({ timeMs }) => Math.abs(timeMs - ms) < PART_MS);
  if (!isBeforeWindow) {
    const near = parts === series ? series : around(refineOnset(parts, onset, shareMax));
    return { ms: refineOnset(near, onset, shareMax), stepMs, isBeforeWindow: false };
  }
  const earlier = findOnset(parts, { before: undefined, shareMax, interval: 1 });
  if (earlier === undefined || earlier.lastMs !== undefined) return known;
  if (earlier.isBeforeWindow) return { ms: earlier.sinceMs, stepMs, isBeforeWindow: true };
  return { ms: refineOnset(around(earlier.sinceMs), earlier, shareMax), stepMs, isBeforeWindow: false };
}

/** Minutes of many hours have too few requests each to tell a stretch: parts tell it, and then minutes its begin. */
const PART_MS = 15 * MINUTE_MS;

/** Undefined where it began before what was counted. */
export function trafficSinceOf(
  traffic: TrafficMove | undefined,
  finer: ErrorDetails['finer'],
): Omit<Since, 'isBeforeWindow'> | undefined {
  if (traffic === undefined) return undefined;
  const known = { ms: traffic.sinceMs, stepMs: traffic.bucketMs };
  const series = (finer?.series ?? []).map(({ timeMs, total }) => ({ timeMs, requests: total }));
  if (traffic.isBeforeWindow) {
    // The last bucket may be covered in part only.
    const ms = finer && findStart(series.slice(0, -1), finer.bucketMs, traffic);
    return ms === undefined ? undefined : { ms, stepMs: finer?.bucketMs ?? 0 };
  }
  const first = series[0]?.timeMs ?? Number.POSITIVE_INFINITY;
  const isCovered = first < traffic.sinceMs && traffic.sinceMs <= (series.at(-1)?.timeMs ?? 0);
  if (!finer || !isCovered || finer.bucketMs > traffic.bucketMs) return known;
  // What is farther away may be a night.
  const near = series.filter(
    ({ timeMs }) =>
      timeMs >= traffic.sinceMs - traffic.bucketMs && timeMs < traffic.sinceMs + 2 * traffic.bucketMs,
  );
  return { ms: refineTrafficMove(near, finer.bucketMs, traffic), stepMs: finer.bucketMs };
}

/** Around the onset, for the minute; or, when it began before the window, back to where it may have begun. */
export function aroundOnset(
  { classes, traffic }: Moves,
  focus: Focus,
  { bucket: { bucketMs } }: ErrorReport,
  window: TimeWindow,
  limits: DatasetLimits,
): TimeWindow | undefined {
  const onset = classes.find(({ name }) => name === focus)?.onset ?? traffic;
  if (onset === undefined) return undefined;
  if (onset.isBeforeWindow) {
    const backMs = Math.min(ONSET_BACK_MS, limits.maxDurationMs / 2);
    const oldestMs = Date.now() - limits.notOlderThanMs + ANALYTICS_MARGIN_MS;
    return { sinceMs: Math.max(window.sinceMs - backMs, oldestMs), beforeMs: window.sinceMs + bucketMs };
  }
  if (bucketMs <= MINUTE_MS) return undefined;
  return {
    sinceMs: Math.max(onset.sinceMs - bucketMs, window.sinceMs),
    beforeMs: Math.min(onset.sinceMs + 2 * bucketMs, window.beforeMs),
  };
}
