/** Sends a request, and retries it if that may help and the call has time left. */
import { RETRIES_MAX, RETRY_WAIT_MS_MAX } from '../../limits/cloudflare.ts';
import type { Observer } from '../../telemetry/observer.ts';
import { CloudflareFailure } from './failure.ts';
import type { RateLimiter } from './rate-limiter.ts';
import {
  type ApiRequest,
  type ApiResponse,
  type Endpoint,
  pathOf,
  requestOnce,
  toAbortFailure,
} from './request.ts';
import { sleep } from './sleep.ts';

/** What all calls with one credential share to send their requests. */
export interface Channel {
  readonly endpoint: Endpoint;
  readonly rateLimiter: RateLimiter;
  readonly observer?: Observer | undefined;
}

/** The tool call that the requests belong to. */
export interface Call {
  /** Aborted when the caller goes away or the call's time is up. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Called once for each request, retries included. */
  onRequest(): void;
}

/** @throws CloudflareFailure */
export async function sendWithRetries(
  channel: Channel,
  call: Call,
  request: ApiRequest,
): Promise<ApiResponse> {
  const { endpoint, rateLimiter, observer } = channel;
  for (let retries = 0; ; retries++) {
    try {
      return await rateLimiter.run(call.signal, () => sendOnce(channel, call, request));
    } catch (error) {
      const failure = failureOf(error, call.signal);
      const waitMs = waitBeforeRetry(failure, retries, endpoint.timing.retryDelayMs);
      if (waitMs === undefined || Date.now() + waitMs >= call.deadlineMs) throw failure;
      await sleep(waitMs, call.signal).catch(() => {
        throw toAbortFailure(call.signal, failure.facts);
      });
      observer?.requestRetried();
    }
  }
}

async function sendOnce(
  { endpoint, rateLimiter, observer }: Channel,
  call: Call,
  request: ApiRequest,
): Promise<ApiResponse> {
  call.onRequest();
  const onEnd = (outcome: string) => observer?.requestEnded(pathOf(endpoint, request.url), outcome);
  try {
    const success = await requestOnce(endpoint, request, call.signal, (headers) =>
      rateLimiter.observeHeaders(headers),
    );
    onEnd(String(success.status));
    return success;
  } catch (error) {
    if (!(error instanceof CloudflareFailure)) throw error;
    onEnd(String(error.facts.status ?? error.kind));
    // Block before this request frees its slot, so that the next one in the queue is not sent.
    if (error.kind === 'rate_limited') rateLimiter.blockFor(error.facts.retryAfterSeconds ?? 0);
    throw error;
  }
}

/** @throws the error itself when it is neither a failure nor an abort, which means a mistake of our own. */
function failureOf(error: unknown, signal: AbortSignal): CloudflareFailure {
  if (error instanceof CloudflareFailure) return error;
  if (signal.aborted) return toAbortFailure(signal, {});
  throw error;
}

/** Undefined if a retry would not help, or if the wait is so long that the agent should be told instead. */
function waitBeforeRetry(
  failure: CloudflareFailure,
  retries: number,
  retryDelayMs: number,
): number | undefined {
  if (retries >= RETRIES_MAX || !isTransient(failure)) return undefined;
  const { retryAfterSeconds } = failure.facts;
  if (retryAfterSeconds !== undefined) {
    return retryAfterSeconds * 1_000 <= RETRY_WAIT_MS_MAX ? retryAfterSeconds * 1_000 : undefined;
  }
  const backoffMs = retryDelayMs * 2 ** retries;
  // Jitter, so that requests which failed together are not retried together.
  return backoffMs * (0.75 + Math.random() / 2);
}

function isTransient({ kind, facts }: CloudflareFailure): boolean {
  if (kind === 'rate_limited') return true;
  // A 408 is retried, because it came quickly. A time-out of our own is not: it would cost another fifteen seconds.
  if (kind === 'no_answer') return facts.status === 408;
  // A server error, or a connection that broke within the response: then the code is the connection's error code.
  if (kind === 'cloudflare_trouble')
    return (facts.status ?? 0) >= 500 || /^[A-Z_]+$/.test(String(facts.code));
  return kind === 'unreachable' && !/CERT|TLS|SSL|SIGNATURE|EPROTO|REDIRECT|UPGRADE/.test(String(facts.code));
}
