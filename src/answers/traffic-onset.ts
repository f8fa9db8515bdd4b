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
  /** How long ago `usual` was, where the window before had changed as well. */
  readonly usualBackMs?: number | undefined;
  readonly bucketMs: number;
  /** Requests in one bucket, on average: before, and since then. */
  readonly usual: number;
  readonly since: number;
}

/** Days have quiet nights: a long window needs a larger change than a short one. */
const FACTOR = { short: 2.5, long: 5 };
export const SHORT_MS = 6 * HOUR_MS;
const PART_MS = 15 * MINUTE_MS;
/** Buckets before and after a change. */
const COMPARED = 6;
const SHARP_MIN = 1.5;
/** With fewer counted requests in a usual bucket, their number says nothing. */
const COUNTED_MIN = 20;

/** The first of two finer buckets in a row that are nearer to the new number than to the usual one. */
export function refineTrafficMove(
  finer: readonly TrafficBucket[],
  finerMs: number,
  { usual, since, sinceMs, bucketMs }: TrafficMove,
): number {
  const [was, is] = [(usual * finerMs) / bucketMs, (since * finerMs) / bucketMs];
  const isOut = (at: number) =>
    finer[at] !== undefined && Math.abs(finer[at].requests - is) < Math.abs(finer[at].requests - was);
  const first = finer.findIndex((_, at) => isOut(at) && isOut(at + 1));
  return finer[first]?.timeMs ?? sinceMs;
}

/**
 * When it began before the window: back from its end, through parts long enough to have a steady number, as long as these are
 * nearer to the new number than to the usual one. Undefined where it is older than these.
 */
export function traceTrafficMove(
  finer: readonly TrafficBucket[],
  finerMs: number,
  move: TrafficMove,
): number | undefined {
  const size = Math.max(1, Math.round(PART_MS / finerMs));
  const numberIn = (end: number) =>
    finer.slice(end - size, end).reduce((sum, { requests }) => sum + requests, 0) / size;
  const [was, is] = [(move.usual * finerMs) / move.bucketMs, (move.since * finerMs) / move.bucketMs];
  let end = finer.length;
  while (end >= size && Math.abs(numberIn(end) - is) < Math.abs(numberIn(end) - was)) end -= size;
  if (end < size) return undefined;
  const around = finer.slice(Math.max(0, end - size), end + size);
  return refineTrafficMove(around, finerMs, { ...move, sinceMs: finer[end]?.timeMs ?? move.sinceMs });
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
    if (last < 0 || last + 1 - first < lengthMin) continue;
    const hasFallen = direction === 'fallen';
    const change = first === 0 ? { at: 0, usual } : sharpestChange(series, first, last, hasFallen);
    // No sharp change: by day and night, each site has fewer requests and more.
    if (change === undefined) continue;
    return {
      hasFallen,
      sinceMs: series[change.at]?.timeMs ?? 0,
      isBeforeWindow: change.at === 0,
      lastMs: last < series.length - 2 ? series[last]?.timeMs : undefined,
      bucketMs,
      usual: change.usual,
      since: meanOf(series.slice(change.at, last + 1)),
    };
  }
  return undefined;
}

/**
 * Where the number changed most from some buckets to the next ones, up to the first that is out of what is usual: before a fall at
 * night it had become less already. Undefined where it changed little by little.
 */
function sharpestChange(series: readonly TrafficBucket[], first: number, last: number, hasFallen: boolean) {
  const changes = Array.from({ length: first }, (_, index) => {
    const at = index + 1;
    const before = meanOf(series.slice(Math.max(0, at - COMPARED), at));
    const after = meanOf(series.slice(at, Math.min(at + COMPARED, last + 1)));
    return { at, usual: before, factor: hasFallen ? before / after : after / before };
  });
  // Of equal ones the last: nothing to nothing is no change.
  const sharpest = changes.reduce((most, each) => (each.factor >= most.factor ? each : most));
  return sharpest.factor >= SHARP_MIN ? sharpest : undefined;
}

function meanOf(series: readonly TrafficBucket[]): number {
  return series.reduce((sum, { requests }) => sum + requests, 0) / series.length;
}

/** Weekends differ from weekdays by several times: what is compared with the day before needs a larger change. */
const FACTOR_OF_DAYS = 8;

/** What changed before both the window and the one before it: they are alike, and the day before was not. */
export function findOlderMove(
  series: readonly TrafficBucket[],
  bucketMs: number,
  dayBefore: { readonly requests: number; readonly backMs: number } | undefined,
  buckets: number,
  interval: number,
): TrafficMove | undefined {
  const [first] = series;
  if (dayBefore === undefined || first === undefined) return undefined;
  const usual = dayBefore.requests / buckets;
  const since = meanOf(series);
  const hasFallen = since * FACTOR_OF_DAYS <= usual && usual / interval >= COUNTED_MIN;
  const hasRisen = since >= usual * FACTOR_OF_DAYS && since / interval >= COUNTED_MIN;
  if (!hasFallen && !hasRisen) return undefined;
  return {
    hasFallen,
    sinceMs: first.timeMs,
    isBeforeWindow: true,
    lastMs: undefined,
    bucketMs,
    usual,
    usualBackMs: dayBefore.backMs,
    since,
  };
}
