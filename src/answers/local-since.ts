/** Since when one host or path fails: found in buckets with enough requests, and told by finer ones. */
import type { ErrorDetails } from '../cloudflare/analytics/http-error-details.ts';
import type { ErrorReport } from '../cloudflare/analytics/http-errors.ts';
import type { LocalErrors } from '../cloudflare/analytics/local-errors.ts';
import { MINUTE_MS } from '../limits/time.ts';
import { SHARE_MAX } from './error-moves.ts';
import { findOnset, type OnsetBucket, refineOnset } from './error-onset.ts';

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

export function sinceOfLocal(
  { status, before }: LocalErrors,
  { series, bucketMs }: NonNullable<ErrorDetails['finer']>,
  { bucket, sampleInterval }: ErrorReport,
): LocalSince | undefined {
  const finer = series.map(({ timeMs, total, inFocus }) => ({ timeMs, total, failed: inFocus }));
  const coarseMs = Math.max(bucket.bucketMs, bucketMs, 5 * MINUTE_MS);
  const shareMax = SHARE_MAX[status >= 500 ? 'edge_5xx' : 'edge_4xx'];
  const shareBefore = before && (before.of === 0 ? 0 : before.requests / before.of);
  const onset = findOnset(joined(finer, coarseMs), {
    before: shareBefore,
    shareMax,
    interval: sampleInterval,
  });
  if (onset === undefined) return undefined;
  const { sinceMs, isBeforeWindow, lastMs } = onset;
  const around = finer.filter(
    ({ timeMs }) => timeMs >= sinceMs - coarseMs && timeMs < sinceMs + 2 * coarseMs,
  );
  const ms = isBeforeWindow ? (finer[0]?.timeMs ?? sinceMs) : refineOnset(around, onset, shareMax);
  const endedMs = lastMs && lastMs + coarseMs;
  const [during] = joined(
    finer.filter(({ timeMs }) => timeMs >= ms && timeMs < (endedMs ?? Number.POSITIVE_INFINITY)),
    Number.POSITIVE_INFINITY,
  );
  const share = during && during.total > 0 ? during.failed / during.total : onset.share;
  return { ms, isBeforeWindow, share, bucketMs, endedMs };
}

function joined(series: readonly OnsetBucket[], spanMs: number): OnsetBucket[] {
  const buckets = new Map<number, { timeMs: number; total: number; failed: number }>();
  for (const { timeMs, total, failed } of series) {
    const startMs = spanMs === Number.POSITIVE_INFINITY ? 0 : Math.floor(timeMs / spanMs) * spanMs;
    const bucket = buckets.get(startMs) ?? { timeMs: startMs, total: 0, failed: 0 };
    bucket.total += total;
    bucket.failed += failed;
    buckets.set(startMs, bucket);
  }
  return [...buckets.values()];
}
