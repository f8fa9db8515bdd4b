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
/** A stretch has ended when so many standard deviations are lacking. */
const NOT_CHANCE = 3;
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
  const { before, shareMax } = question;
  // What was frequent before may be what is looked for: then the quietest part of the window tells what is usual.
  const isKnown = before !== undefined && before < shareMax;
  const quiet = isKnown ? before : Math.min(before ?? 1, quietestShare(series));
  // Where nearly everything is what is looked for, a rise still shows in how little else is left.
  const rise = quiet >= shareMax ? findStretch(series, quiet, (1 + quiet) / 2, question) : undefined;
  const found = rise ?? findStretch(series, quiet, thresholdOf(quiet, shareMax), question);
  return found && describe(series, found, quiet, rise === undefined && quiet >= shareMax, question.interval);
}

interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** The latest stretch of buckets at or above the threshold, with those around it that are as high but for chance. */
function findStretch(
  series: readonly OnsetBucket[],
  quiet: number,
  threshold: number,
  { interval }: OnsetQuestion,
): Stretch | undefined {
  const shares = series.map(shareOf);
  const isOut = (at: number) => (shares[at] ?? 0) >= threshold;
  const usual = Math.min(quiet, threshold / FACTOR_MIN);
  for (let last = shares.length - 1; last >= 0; last--) {
    if (!isOut(last)) continue;
    const strict = series.slice(startOfStretch(last, isOut), last + 1);
    // A share that is a little above the threshold falls below it now and then: half of the way up is enough to go on.
    const level = Math.min(threshold, (quiet + shareOf(sumsOf(strict))) / 2);
    const [first, end] = [
      edgeOf(series, last, -1, level, interval),
      edgeOf(series, last, 1, level, interval),
    ];
    const stretch = series.slice(first, end + 1);
    const isOutTogether = shareOf(sumsOf(stretch)) >= threshold;
    if (isOutTogether && isMoreThanNoise(stretch, usual, interval)) return { first, last: end };
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

/** The first minute of a stretch that is known from longer buckets. Undefined where the finer ones around its start do not say. */
export function refineOnset(
  finer: readonly OnsetBucket[],
  { quietShare, share }: Onset,
  shareMax: number,
): number | undefined {
  const middle = (quietShare + share) / 2;
  // Nearer to what is usual, because many begin slowly.
  const least = Math.max(Math.min(thresholdOf(quietShare, shareMax), middle), share / 3);
  const level = quietShare >= shareMax ? middle : least;
  // From where on the most are beyond that share, together: single minutes have too few requests to tell.
  let [beyond, most, first] = [0, 0, -1];
  for (let at = finer.length - 1; at >= 0; at--) {
    const { total, failed } = finer[at] as OnsetBucket;
    beyond += failed - level * total;
    if (beyond > most) [most, first] = [beyond, at];
  }
  return finer[first]?.timeMs;
}

function describe(
  series: readonly OnsetBucket[],
  { first, last }: Stretch,
  quiet: number,
  isAlways: boolean,
  interval: number,
): Onset {
  const stretch = series.slice(first, last + 1);
  // A first bucket that the window covers only in part has a few requests, or none: that is no quiet time before.
  const countedBefore = sumOf(series.slice(0, first), 'total') / interval;
  return {
    sinceMs: series[first]?.timeMs ?? 0,
    isBeforeWindow: countedBefore < COUNTED_MIN || isAlways,
    // The last bucket is still filling up, so what ended in the one before it counts as ongoing too.
    lastMs: last < series.length - 2 ? series[last]?.timeMs : undefined,
    share: shareOf(sumsOf(stretch)),
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

/**
 * How far the stretch reaches in one direction: to where the most requests beyond this share have come together (a cumulative
 * sum, by which change points are found). It ends when so many are lacking that chance does not explain them.
 */
function edgeOf(series: readonly OnsetBucket[], from: number, step: 1 | -1, share: number, interval: number) {
  let edge = from;
  let lacking = 0;
  let expected = 0;
  for (let at = from + step; at >= 0 && at < series.length; at += step) {
    const { total, failed } = series[at] as OnsetBucket;
    expected += (share * total) / interval;
    lacking += (share * total - failed) / interval;
    if (lacking < 0) {
      edge = at;
      lacking = 0;
      expected = 0;
    } else if (lacking > NOT_CHANCE * Math.sqrt(expected + 1)) break;
  }
  return edge;
}

function isMoreThanNoise(stretch: readonly OnsetBucket[], usual: number, interval: number): boolean {
  const failed = sumOf(stretch, 'failed') / interval;
  const expected = (usual * sumOf(stretch, 'total')) / interval;
  if (failed < COUNTED_MIN || failed - expected < DEVIATIONS_MIN * Math.sqrt(expected + 1)) return false;
  const share = shareOf(sumsOf(stretch));
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

function sumsOf(stretch: readonly OnsetBucket[]): Omit<OnsetBucket, 'timeMs'> {
  return { total: sumOf(stretch, 'total'), failed: sumOf(stretch, 'failed') };
}

function shareOf({ total, failed }: Omit<OnsetBucket, 'timeMs'>): number {
  return ratio(failed, total);
}

function sumOf(stretch: readonly OnsetBucket[], name: 'total' | 'failed'): number {
  return stretch.reduce((sum, bucket) => sum + bucket[name], 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
