/** How long a request to Cloudflare may take, how long a retry waits, and how many requests start in a second. */
import {
  BODY_TIMEOUT_MS,
  HEADERS_TIMEOUT_MS,
  REQUEST_STARTS_PER_SECOND_MAX,
  RETRY_DELAY_MS,
} from '../../limits/cloudflare.ts';

export interface Timing {
  /** From the start of a request to its headers, connecting included. */
  readonly headersTimeoutMs: number;
  /** From the headers to the last byte. */
  readonly bodyTimeoutMs: number;
  /** Before the first retry; the second waits twice as long. */
  readonly retryDelayMs: number;
  /** Requests with one credential. */
  readonly startsPerSecond: number;
}

export const TIMING_DEFAULT: Timing = {
  headersTimeoutMs: HEADERS_TIMEOUT_MS,
  bodyTimeoutMs: BODY_TIMEOUT_MS,
  retryDelayMs: RETRY_DELAY_MS,
  startsPerSecond: REQUEST_STARTS_PER_SECOND_MAX,
};
