/** When did the errors begin? The first bucket of the latest stretch in which the share of failures stands out. */

export interface Bucket {
  /** RFC 3339. */
  readonly time: string;
  readonly total: number;
  readonly failed: number;
}

/** Every site has some errors: a share below this never stands out. */
const SHARE_MIN = 0.01;
/** A share above this always stands out. */
const SHARE_MAX = 0.5;
/** In between, a share stands out when it is this many times that of a quiet bucket. */
const FACTOR_MIN = 5;

/** @param series oldest first. @returns a sentence; undefined when nothing stands out. */
export function describeErrorOnset(series: readonly Bucket[]): string | undefined {
  const shares = series.map(({ total, failed }) => (total === 0 ? 0 : failed / total));
  const quiet = [...shares].sort((a, b) => a - b)[Math.floor(shares.length / 10)] ?? 0;
  // When nearly everything fails, there is no quiet bucket to compare with: hence the upper bound.
  const threshold = Math.min(Math.max(SHARE_MIN, quiet * FACTOR_MIN), SHARE_MAX);
  const last = shares.findLastIndex((share) => share >= threshold);
  if (last < 0) return undefined;
  let first = last;
  while (first > 0 && (shares[first - 1] ?? 0) >= threshold) first--;
  const began =
    first === 0 ? `before ${series[0]?.time}, the start of the window,` : `at ${series[first]?.time}`;
  // The last bucket is still filling up, so errors in the one before it count as ongoing too.
  const isOver = last < shares.length - 2;
  return `5xx errors began ${began} and ${isOver ? `ended after ${series[last]?.time}` : 'continue'}.`;
}
