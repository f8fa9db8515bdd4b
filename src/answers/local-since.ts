/** Since when a status is new, or one host or path fails: found in buckets with enough requests, and told by finer ones. */
import type { ErrorDetails } from '../cloudflare/analytics/http-error-details.ts';
import type { ErrorReport } from '../cloudflare/analytics/http-errors.ts';
import type { LocalErrors } from '../cloudflare/analytics/local-errors.ts';
import { MINUTE_MS } from '../limits/time.ts';
import { SHARE_MAX } from './error-moves.ts';
import { findOnset, joined, refineOnset } from './error-onset.ts';

export interface LocalSince {
  readonly ms: number;
  readonly isBeforeWindow: boolean;
  /** Of the requests there, since then. */
  readonly share: number;
  /** How finely it is known. */
  readonly bucketMs: number;
  /** Until then; undefined while it goes on. */
  readonly endedMs: number | undefined;
}

const PARTS_MAX = 96;

export function sinceOfLocal(
  { status, before }: LocalErrors,
  { series, bucketMs }: NonNullable<ErrorDetails['finer']>,
  { sampleInterval }: ErrorReport,
): LocalSince | undefined {
  const finer = series.map(({ timeMs, total, inFocus }) => ({ timeMs, total, failed: inFocus }));
  // So long that a place has some requests in each.
  const partMs = Math.max(5 * MINUTE_MS, (series.length * bucketMs) / PARTS_MAX);
  const coarseMs = Math.ceil(partMs / bucketMs) * bucketMs;
  const coarse = joined(finer, coarseMs);
  const shareMax = SHARE_MAX[status >= 500 ? 'edge_5xx' : 'edge_4xx'];
  const shareBefore = before && (before.of === 0 ? 0 : before.requests / before.of);
  const onset = findOnset(coarse, { before: shareBefore, shareMax, interval: sampleInterval });
  if (onset === undefined) return undefined;
  const { sinceMs, lastMs } = onset;
  // Where nobody asked before, it began with the first request.
  const isFirst = sinceMs === coarse[0]?.timeMs || (shareBefore ?? 0) >= shareMax;
  const isBeforeWindow = onset.isBeforeWindow && isFirst;
  const around = finer.filter(
    ({ timeMs }) => timeMs >= sinceMs - coarseMs && timeMs < sinceMs + 2 * coarseMs,
  );
  const exactMs = isBeforeWindow ? finer[0]?.timeMs : refineOnset(around, onset, shareMax);
  const ms = exactMs ?? sinceMs;
  const endedMs = lastMs && lastMs + coarseMs;
  const [during] = joined(
    finer.filter(({ timeMs }) => timeMs >= ms && timeMs < (endedMs ?? Number.POSITIVE_INFINITY)),
    Number.POSITIVE_INFINITY,
  );
  const share = during && during.total > 0 ? during.failed / during.total : onset.share;
  return { ms, isBeforeWindow, share, bucketMs: exactMs === undefined ? coarseMs : bucketMs, endedMs };
}

/** Of a status that is new in many places: from where on its counts are most likely those of another rate (Poisson). */
export function sinceOfStatus(
  requestsBefore: number,
  { series, bucketMs }: NonNullable<ErrorDetails['finer']>,
  { sampleInterval }: ErrorReport,
): LocalSince | undefined {
  const usual = Math.max(requestsBefore / sampleInterval, 0.5) / series.length;
  let [counted, best, found] = [0, 0, -1];
  for (let at = series.length - 1; at >= 0; at--) {
    counted += (series[at]?.inFocus ?? 0) / sampleInterval;
    const length = series.length - at;
    const rate = counted / length;
    const likelihood = rate > usual ? counted * Math.log(rate / usual) - (rate - usual) * length : 0;
    if (likelihood > best) [best, found] = [likelihood, at];
  }
  const ms = series[found]?.timeMs;
  return ms === undefined
    ? undefined
    : { ms, isBeforeWindow: found === 0, share: 0, bucketMs, endedMs: undefined };
}
