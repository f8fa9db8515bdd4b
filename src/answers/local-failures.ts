/** Which status is new, or fails one host or path, while its class does not stand out in the whole zone? */
import type { ErrorReport, StatusPair } from '../cloudflare/analytics/http-errors.ts';
import type { LocalErrors } from '../cloudflare/analytics/local-errors.ts';

export interface LocalFailure {
  readonly status: number;
  /** The edge and origin status of it that became more; the most frequent where nothing is known of before. */
  readonly pair: StatusPair | undefined;
  /** Where it stands out; undefined where it is new in many places. */
  readonly at: LocalErrors | undefined;
}

/** Fewer counted requests than this are chance. */
const COUNTED_MIN = 12;
/** It stands out when it is this many times as frequent as before, and by more than noise. */
const FACTOR_MIN = 3;
const DEVIATIONS_MIN = 5;
/** Of all requests: less than this is no news. Sites have many more 4xx than 5xx. */
const PAIR_SHARE_MIN = { '4xx': 0.005, '5xx': 0.0005 };
/** Of the requests to one host or path, in a window of which it may have failed for a part only. */
const PLACE_SHARE_MIN = { '4xx': 0.05, '5xx': 0.02 };
/** The same, where it was as large before. */
const OLD_PLACE_SHARE_MIN = 0.2;
/** Shares that differ by less say nothing about which of two places it is. */
const ALIKE = 0.1;

/**
 * The most frequent first.
 * @param hasMoved whether this class is told already.
 */
export function findLocalFailures(
  { pairs, totals, sampleInterval }: Pick<ErrorReport, 'pairs' | 'totals' | 'sampleInterval'>,
  places: readonly LocalErrors[],
  hasMoved: (status: number) => boolean,
): LocalFailure[] {
  const newPairs = newStatusPairs(pairs, totals.requests, sampleInterval);
  const failing = places.filter((each) => isFailing(each, sampleInterval));
  const statuses = new Set([...newPairs.map(({ edge }) => edge), ...failing.map(({ status }) => status)]);
  return [...statuses]
    .filter((status) => !hasMoved(status))
    .map((status) => {
      const ofStatus = pairs.filter(({ edge }) => edge === status);
      const [pair] = ofStatus.toSorted((a, b) => excessOf(b) - excessOf(a));
      return { status, pair, at: clearest(failing.filter((each) => each.status === status)) };
    })
    .sort((a, b) => sizeOf(b) - sizeOf(a));
}

/** Pairs of edge and origin status that are much more frequent than in the window before. */
export function newStatusPairs(
  pairs: readonly StatusPair[],
  requests: number,
  interval: number,
): readonly StatusPair[] {
  return pairs.filter(
    (pair) =>
      pair.edge >= 400 &&
      pair.requestsBefore !== undefined &&
      pair.requests >= PAIR_SHARE_MIN[classOf(pair.edge)] * requests &&
      isMoreThanNoise(pair.requests, pair.requestsBefore, interval),
  );
}

/** 4xx are told only where requests worked before: scanners ask for what never was there. 5xx are told even if they are old. */
function isFailing({ status, requests, of, before }: LocalErrors, interval: number): boolean {
  if (of === undefined || requests / interval < COUNTED_MIN) return false;
  const [name, share] = [classOf(status), requests / of];
  if (name === '5xx' && share >= OLD_PLACE_SHARE_MIN) return true;
  if (before === undefined || share < PLACE_SHARE_MIN[name]) return false;
  const worked = (before.of - before.requests) / interval >= COUNTED_MIN;
  const expected = (before.requests / Math.max(before.of, 1)) * of;
  return worked && isMoreThanNoise(requests, expected, interval);
}

function isMoreThanNoise(now: number, before: number, interval: number): boolean {
  const [counted, expected] = [now / interval, before / interval];
  return (
    counted >= COUNTED_MIN &&
    now >= FACTOR_MIN * before &&
    counted - expected >= DEVIATIONS_MIN * Math.sqrt(expected + 1)
  );
}

/** A host whose requests all fail alike, rather than one of its paths. */
function clearest(failing: readonly LocalErrors[]): LocalErrors | undefined {
  const [most] = failing.toSorted((a, b) => shareAt(b) - shareAt(a) || b.requests - a.requests);
  const alike = failing.filter((each) => most && shareAt(each) > shareAt(most) - ALIKE);
  return alike.toSorted((a, b) => b.requests - a.requests)[0];
}

export function shareAt({ requests, of }: { requests: number; of: number | undefined }): number {
  return of ? requests / of : 0;
}

function excessOf({ requests, requestsBefore = 0 }: StatusPair): number {
  return requests - requestsBefore;
}

function sizeOf({ at, pair }: LocalFailure): number {
  return at?.requests ?? pair?.requests ?? 0;
}

function classOf(status: number): '4xx' | '5xx' {
  return status >= 500 ? '5xx' : '4xx';
}
