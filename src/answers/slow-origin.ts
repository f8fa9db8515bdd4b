/** Does the origin take longer to answer than before, and since when? In words. */
import type { ErrorReport, SeriesBucket } from '../cloudflare/analytics/http-errors.ts';
import { formatTime } from '../text/moment.ts';

/** It is slow when it takes so many times as long as is usual, and so much longer. */
const FACTOR_MIN = 2;
const LONGER_MS_MIN = 100;
/** With fewer counted requests, the average of a bucket is chance. */
const COUNTED_MIN = 20;

export function describeSlowness(report: ErrorReport): string | undefined {
  const { durations, durationsBefore, series, sampleInterval } = report;
  const usual = durationsBefore?.originMs;
  if (durations?.originMs === undefined || usual === undefined) return undefined;
  // Averages are of all requests: with fewer answers from the cache they rise, though the origin is as fast as before.
  const askedMore = durations.askedShare / (durationsBefore?.askedShare ?? 0);
  const least = usual * FACTOR_MIN * askedMore;
  const isSlow = (ms: number) => ms >= least && ms >= usual * FACTOR_MIN && ms - usual >= LONGER_MS_MIN;
  const counted = series.filter(({ requests }) => requests / sampleInterval >= COUNTED_MIN);
  // Of a bucket it is not known how many requests the origin was asked for: it may be all, as after a purge of the cache.
  const leastOfAll = (usual * FACTOR_MIN) / (durationsBefore?.askedShare ?? 0);
  const stretch = slowStretch(counted, (ms) => ms >= leastOfAll && isSlow(ms));
  if (stretch.length > 1) {
    const requests = stretch.reduce((sum, each) => sum + each.requests, 0);
    const ms = stretch.reduce((sum, each) => sum + (each.originMs ?? 0) * each.requests, 0) / requests;
    return `The origin is slower since ${formatTime(stretch[0]?.timeMs ?? 0)}: it takes ${Math.round(ms)} ms to answer on average, ${Math.round(usual)} ms before.`;
  }
  if (!isSlow(durations.originMs)) return undefined;
  return `The origin is slower: it took ${Math.round(durations.originMs)} ms to answer on average, ${Math.round(usual)} ms before.`;
}

/** The buckets at the end that are slow; one between two others may be quick. */
function slowStretch(
  series: readonly SeriesBucket[],
  isSlow: (ms: number) => boolean,
): readonly SeriesBucket[] {
  const slowAt = (at: number) => isSlow(series[at]?.originMs ?? 0);
  let first = series.length;
  // The last one is still filling up.
  for (let at = series.length - 1; at >= 0 && (slowAt(at) || slowAt(at - 1)); at--)
    if (slowAt(at)) first = at;
  return series.slice(first);
}
