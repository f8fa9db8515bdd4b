/** In which of Cloudflare's data centres do requests fail more than elsewhere? Those alone point at Cloudflare. */
import { COMPARED_REQUESTS_MIN, FAILED_REQUESTS_MIN } from '../limits/answers.ts';

export interface DataCentre {
  /** IATA code. */
  readonly code: string;
  /** Requests that failed with 5xx which the origin did not give. */
  readonly failed: number;
  /** How many of them were really seen, where only one in some was counted; all when absent. */
  readonly failedSeen?: number;
  /** All requests: never 0. */
  readonly of: number;
}

/** Every site has some errors: a share below this never stands out. */
const SHARE_MIN = 0.01;
/** A share stands out when it is this many times that of the quiet data centres … */
const FACTOR_MIN = 3;
/** … or this much above it, for when much fails everywhere. */
const MARGIN = 0.3;
/** The share of a data centre at this place from below, of all of them, is the quiet one to compare with. */
const QUIET_SHARE = 0.25;

/**
 * Those whose share of failed requests stands out from that of the others, the worst first. Of a single one nothing is
 * known: where there is nothing to compare with, the origin may fail just as well.
 */
export function standingOut(dataCentres: readonly DataCentre[]): DataCentre[] {
  const failing = dataCentres
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => shareOf(b) - shareOf(a) || b.failed - a.failed);
  const shares = comparable(dataCentres)
    .map(shareOf)
    .sort((a, b) => a - b);
  if (shares.length <= 1) return [];
  const quiet = shares[Math.floor((shares.length - 1) * QUIET_SHARE)] ?? 0;
  const threshold = Math.max(SHARE_MIN, Math.min(quiet * FACTOR_MIN, quiet + MARGIN));
  return failing.filter(
    (each) => (each.failedSeen ?? each.failed) >= FAILED_REQUESTS_MIN && shareOf(each) > threshold,
  );
}

/** With a few requests, a share is chance. */
export function comparable(dataCentres: readonly DataCentre[]): readonly DataCentre[] {
  return dataCentres.filter(({ of }) => of >= COMPARED_REQUESTS_MIN);
}

export function shareOf({ failed, of }: DataCentre): number {
  return failed / of;
}
