/** When did something begin? The latest stretch of buckets in which a share or a number stands out, by more than noise. */

export interface OnsetBucket {
  readonly timeMs: number;
  /** All requests. */
  readonly total: number;
  /** Those that are looked for. */
  readonly failed: number;
}

export interface Onset {
  /** Start of the first bucket; the start of the window when it began before. */
  readonly sinceMs: number;
  readonly isBeforeWindow: boolean;
  /** Start of the last bucket that stands out; undefined while it goes on. */
  readonly lastMs: number | undefined;
  /** Share since then, while it lasted. */
  readonly share: number;
  /** Share before: of the quiet buckets, or of the window before. */
  readonly quietShare: number;
}

/** Every site has some errors: a share below this never stands out. */
const SHARE_MIN = 0.01;
/** It stands out when it is this many times that of a quiet bucket … */
const FACTOR_MIN = 3;
/** … or this much above it, for what is frequent anyway, such as redirects. */
const MARGIN = 0.15;
/** Fewer counted requests than this are chance, however large their share is. */
const COUNTED_MIN = 12;
/** A stretch is noise when it is not this many standard deviations above what is usual. */
const DEVIATIONS_MIN = 5;
/** One bucket alone needs this many counted requests, and this share. */
const SINGLE = { counted: 50, share: 0.1 };

export interface OnsetQuestion {
  /** The share in the window before, if it is known. */
  readonly before: number | undefined;
  /** A share above this always stands out, whatever is usual. */
  readonly shareMax: number;
  /** One in this many requests was counted. */
  readonly interval: number;
}

/** @param series oldest first, without holes. */
export function findOnset(series: readonly OnsetBucket[], question: OnsetQuestion): Onset | undefined {
  const { before, shareMax, interval } = question;
  const shares = series.map(shareOf);
  // What was frequent before may be what is looked for: then the quietest part of the window tells what is usual.
  const isKnown = before !== undefined && before < shareMax;
  const quiet = isKnown ? before : Math.min(before ?? 1, quietestShare(series));
  const threshold = thresholdOf(quiet, shareMax);
  const isOut = (at: number) => (shares[at] ?? 0) >= threshold;
  for (let last = shares.length - 1; last >= 0; last--) {
    if (!isOut(last)) continue;
    const first = startOfStretch(last, isOut);
    const stretch = series.slice(first, last + 1);
    const usual = Math.min(quiet, threshold / FACTOR_MIN);
    if (isMoreThanNoise(stretch, usual, interval)) return describe(series, first, last, quiet, question);
    last = first;
  }
  return undefined;
}

/** Of a sixth of the buckets together, because single ones have too few requests. */
function quietestShare(series: readonly OnsetBucket[]): number {
  const length = Math.max(2, Math.ceil(series.length / 6));
  const shares: number[] = [];
  for (let at = 0; at + length <= series.length; at++) {
    const part = series.slice(at, at + length);
    if (sumOf(part, 'total') > 0) shares.push(ratio(sumOf(part, 'failed'), sumOf(part, 'total')));
  }
  return shares.length > 0 ? Math.min(...shares) : 0;
}

/** The first minute of a stretch that is known from longer buckets: finer ones around its start say when. */
export function refineOnset(
  finer: readonly OnsetBucket[],
  { quietShare, share, sinceMs }: Onset,
  shareMax: number,
): number {
  // A minute has few requests: one that failed by chance must not begin it.
  const threshold = Math.max(thresholdOf(quietShare, shareMax), share / 3);
  const isOut = (at: number) => finer[at] !== undefined && shareOf(finer[at]) >= threshold;
  // Two in a row: one minute before it may have had an error of its own.
  const first = finer.findIndex((_, at) => isOut(at) && (isOut(at + 1) || isOut(at + 2)));
  return finer[first]?.timeMs ?? sinceMs;
}

function describe(
  series: readonly OnsetBucket[],
  first: number,
  last: number,
  quiet: number,
  { shareMax, interval }: OnsetQuestion,
): Onset {
  const stretch = series.slice(first, last + 1);
  // A first bucket that the window covers only in part has a few requests, or none: that is no quiet time before.
  const countedBefore = sumOf(series.slice(0, first), 'total') / interval;
  return {
    sinceMs: series[first]?.timeMs ?? 0,
    isBeforeWindow: countedBefore < COUNTED_MIN || quiet >= shareMax,
    // The last bucket is still filling up, so what ended in the one before it counts as ongoing too.
    lastMs: last < series.length - 2 ? series[last]?.timeMs : undefined,
    share: ratio(sumOf(stretch, 'failed'), sumOf(stretch, 'total')),
    quietShare: quiet,
  };
}

/** When nearly everything fails, there is no quiet bucket to compare with: hence the upper bound. */
function thresholdOf(quiet: number, shareMax: number): number {
  return Math.min(Math.max(SHARE_MIN, Math.min(quiet * FACTOR_MIN, quiet + MARGIN)), shareMax);
}

/** One quiet bucket between two others does not end a stretch. */
function startOfStretch(last: number, isOut: (at: number) => boolean): number {
  let first = last;
  for (let at = last - 1; at >= 0 && (isOut(at) || isOut(at - 1)); at--) if (isOut(at)) first = at;
  return first;
}

function isMoreThanNoise(stretch: readonly OnsetBucket[], usual: number, interval: number): boolean {
  const failed = sumOf(stretch, 'failed') / interval;
  const expected = (usual * sumOf(stretch, 'total')) / interval;
  if (failed < COUNTED_MIN || failed - expected < DEVIATIONS_MIN * Math.sqrt(expected + 1)) return false;
  const share = ratio(sumOf(stretch, 'failed'), sumOf(stretch, 'total'));
  return stretch.length > 1 || (failed >= SINGLE.counted && share >= SINGLE.share);
}

/** The same in longer buckets; in one, if they are infinite. */
export function joined(series: readonly OnsetBucket[], spanMs: number): OnsetBucket[] {
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

function shareOf({ total, failed }: OnsetBucket): number {
  return ratio(failed, total);
}

function sumOf(stretch: readonly OnsetBucket[], name: 'total' | 'failed'): number {
  return stretch.reduce((sum, bucket) => sum + bucket[name], 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
