/** Did the number of requests change, and since when? It fell to a fraction, or rose to a multiple, of what is usual. */
import { HOUR_MS, MINUTE_MS } from '../limits/time.ts';

export interface TrafficBucket {
  readonly timeMs: number;
  readonly requests: number;
}

export interface TrafficMove {
  readonly hasFallen: boolean;
  readonly sinceMs: number;
  readonly isBeforeWindow: boolean;
  /** Start of the last bucket that stands out; undefined while it goes on. */
  readonly lastMs: number | undefined;
  /** Requests in one bucket, on average: before, and since then. */
  readonly usual: number;
  readonly since: number;
}

/** Days have quiet nights: a long window needs a larger change than a short one. */
const FACTOR = { short: 2.5, long: 5 };
const SHORT_MS = 6 * HOUR_MS;
const PART_MS = 15 * MINUTE_MS;
/** With fewer counted requests in a usual bucket, their number says nothing. */
const COUNTED_MIN = 20;

/** The first of two finer buckets in a row that are nearer to the new number than to the usual one. */
export function refineTrafficMove(
  finer: readonly TrafficBucket[],
  finerMs: number,
  { usual, since, sinceMs }: TrafficMove,
  bucketMs: number,
): number {
  const [was, is] = [(usual * finerMs) / bucketMs, (since * finerMs) / bucketMs];
  const isOut = (at: number) =>
    finer[at] !== undefined && Math.abs(finer[at].requests - is) < Math.abs(finer[at].requests - was);
  const first = finer.findIndex((_, at) => isOut(at) && isOut(at + 1));
  return finer[first]?.timeMs ?? sinceMs;
}

/**
 * When it began before the window: back from its end, through parts long enough to have a steady number, as long as these are
 * nearer to the new number than to the usual one.
 */
export function traceTrafficMove(
  finer: readonly TrafficBucket[],
  finerMs: number,
  move: TrafficMove,
  bucketMs: number,
): { readonly ms: number; readonly isBeforeWindow: boolean } {
  const size = Math.max(1, Math.round(PART_MS / finerMs));
  const numberIn = (end: number) =>
    finer.slice(end - size, end).reduce((sum, { requests }) => sum + requests, 0) / size;
  const [was, is] = [(move.usual * finerMs) / bucketMs, (move.since * finerMs) / bucketMs];
  let end = finer.length;
  while (end >= size && Math.abs(numberIn(end) - is) < Math.abs(numberIn(end) - was)) end -= size;
  if (end < size) return { ms: finer[0]?.timeMs ?? move.sinceMs, isBeforeWindow: true };
  const around = finer.slice(Math.max(0, end - size), end + size);
  const sinceMs = finer[end]?.timeMs ?? move.sinceMs;
  return { ms: refineTrafficMove(around, finerMs, { ...move, sinceMs }, bucketMs), isBeforeWindow: false };
}

/**
 * @param series oldest first, without holes, and without buckets that the window covers in part only.
 * @param usualBefore requests in one bucket of the window before, on average.
 * @param interval one in this many requests was counted.
 */
export function findTrafficMove(
  series: readonly TrafficBucket[],
  bucketMs: number,
  usualBefore: number | undefined,
  interval: number,
): TrafficMove | undefined {
  const sorted = series.map(({ requests }) => requests).sort((a, b) => a - b);
  const usual = usualBefore ?? sorted[Math.floor(sorted.length / 2)] ?? 0;
  const factor = series.length * bucketMs > SHORT_MS ? FACTOR.long : FACTOR.short;
  const lengthMin = bucketMs > MINUTE_MS ? 2 : 3;
  const isOut = {
    fallen: ({ requests }: TrafficBucket) => usual / interval >= COUNTED_MIN && requests * factor <= usual,
    risen: ({ requests }: TrafficBucket) => requests / interval >= COUNTED_MIN && requests >= usual * factor,
  };
  for (const direction of ['fallen', 'risen'] as const) {
    const last = series.findLastIndex(isOut[direction]);
    let first = last;
    while (first > 0 && isOut[direction](series[first - 1] as TrafficBucket)) first--;
    const stretch = series.slice(first, last + 1);
    if (last < 0 || stretch.length < lengthMin) continue;
    return {
      hasFallen: direction === 'fallen',
      sinceMs: series[first]?.timeMs ?? 0,
      isBeforeWindow: first === 0,
      lastMs: last < series.length - 2 ? series[last]?.timeMs : undefined,
      usual,
      since: stretch.reduce((sum, { requests }) => sum + requests, 0) / stretch.length,
    };
  }
  return undefined;
}
