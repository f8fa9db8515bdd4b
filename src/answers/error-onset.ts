/** Since when does it fail: the first bucket of the last stretch in which the failing share stands out. */

export interface Bucket {
  /** RFC 3339. */
  readonly time: string;
  readonly of: number;
  readonly failed: number;
}

/** A share below this is the noise of any site. */
const SHARE_MIN = 0.01;
/** A share above this stands out whatever was before. */
const SHARE_MAX = 0.5;
/** A stretch stands out when its share is that many times the quiet one. */
const FACTOR_MIN = 5;

/** @param series oldest first. A sentence, or undefined when nothing stands out or everything does. */
export function onset(series: readonly Bucket[]): string | undefined {
  const shares = series.map(({ of, failed }) => (of === 0 ? 0 : failed / of));
  const quiet = [...shares].sort((a, b) => a - b)[Math.floor(shares.length / 10)] ?? 0;
  // Where nearly all fails there is no quiet to compare with, and no share above the whole.
  const threshold = Math.min(Math.max(SHARE_MIN, quiet * FACTOR_MIN), SHARE_MAX);
  const last = shares.findLastIndex((share) => share >= threshold);
  if (last < 0) return undefined;
  let first = last;
  while (first > 0 && (shares[first - 1] ?? 0) >= threshold) first--;
  const began =
    first === 0 ? `before ${series[0]?.time}, where the window begins` : `at ${series[first]?.time}`;
  // The last bucket is not full yet, so the one before it counts as the present too.
  const isOver = last < shares.length - 2;
  return `5xx began ${began}${isOver ? ` and ended after ${series[last]?.time}` : ' and goes on'}.`;
}
