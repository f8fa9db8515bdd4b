/** In which of Cloudflare's data centres do requests fail more than elsewhere? Those alone point at Cloudflare. */
import { FAILED_REQUESTS_MIN } from '../limits/answers.ts';

export interface DataCentre {
  /** IATA code. */
  readonly code: string;
  /** Requests that failed with 5xx. */
  readonly failed: number;
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

/** Those whose share of failed requests stands out from that of the others, the worst first. A single one always does. */
export function standingOut(dataCentres: readonly DataCentre[]): DataCentre[] {
  const failing = dataCentres
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => shareOf(b) - shareOf(a) || b.failed - a.failed);
  if (dataCentres.length <= 1) return failing;
  const shares = dataCentres.map(shareOf).sort((a, b) => a - b);
  const quiet = shares[Math.floor((shares.length - 1) * QUIET_SHARE)] ?? 0;
  const threshold = Math.max(SHARE_MIN, Math.min(quiet * FACTOR_MIN, quiet + MARGIN));
  return failing.filter((each) => each.failed >= FAILED_REQUESTS_MIN && shareOf(each) > threshold);
}

function shareOf({ failed, of }: DataCentre): number {
  return failed / of;
}
