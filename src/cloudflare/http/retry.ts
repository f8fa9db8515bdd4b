/** A request that is tried again where that may help, and waits no longer than its call can. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RETRIES_MAX, RETRY_DELAY_MS, RETRY_WAIT_MS_MAX } from '../../limits.ts';
import { CloudflareFailure } from './failure.ts';
import type { Gate } from './rate-limiter.ts';
import { type Answer, type Exchange, exchange, pathOf, stopped } from './request.ts';

/** The tool call on whose behalf requests are sent. */
export interface Call {
  /** Aborted when the caller goes away or the call's time is over. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** Told once for each request, retries included. */
  onRequest(): void;
}

/** @throws CloudflareFailure */
export async function send(
  via: Exchange,
  gate: Gate,
  call: Call,
  url: string,
  method: string,
  body?: string,
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await gate
      .pass(call.signal, () => sendOnce(via, gate, call, url, method, body))
      .catch((error: unknown) => {
        if (error instanceof CloudflareFailure) return error;
        if (call.signal.aborted) return stopped(call.signal, {});
        throw error;
      });
    if (!(answer instanceof CloudflareFailure)) return answer;

    const waitMs = waitBeforeRetry(answer, attempt);
    if (waitMs === undefined || Date.now() + waitMs >= call.deadlineMs) throw answer;
    await sleep(waitMs, undefined, { signal: call.signal }).catch(() => {
      throw stopped(call.signal, answer.facts);
    });
    via.observer?.requestRetried();
  }
}

async function sendOnce(
  via: Exchange,
  gate: Gate,
  call: Call,
  url: string,
  method: string,
  body: string | undefined,
): Promise<Answer> {
  call.onRequest();
  const ended = (outcome: string) => via.observer?.requestEnded(pathOf(via, url), outcome);
  try {
    const answer = await exchange(via, url, method, call.signal, (headers) => gate.learn(headers), body);
    ended(String(answer.status));
    return answer;
  } catch (error) {
    if (!(error instanceof CloudflareFailure)) throw error;
    ended(String(error.facts.status ?? error.kind));
    // Before the place is given up: the next in the queue must find the gate closed.
    if (error.kind === 'rate_limited') gate.close(error.facts.retryAfterSeconds ?? 0);
    throw error;
  }
}

/** Undefined where another try would not help, or only after a wait that the agent should know of. */
function waitBeforeRetry(failure: CloudflareFailure, attempt: number): number | undefined {
  if (attempt >= RETRIES_MAX || !mayPass(failure)) return undefined;
  const { retryAfterSeconds } = failure.facts;
  if (retryAfterSeconds !== undefined) {
    return retryAfterSeconds * 1_000 <= RETRY_WAIT_MS_MAX ? retryAfterSeconds * 1_000 : undefined;
  }
  const backoffMs = RETRY_DELAY_MS * 2 ** attempt;
  // Jitter, so that requests which failed together do not come back together.
  return backoffMs * (0.75 + Math.random() / 2);
}

function mayPass({ kind, facts }: CloudflareFailure): boolean {
  // Fifteen seconds of silence are not waited for again; a 408 is an answer.
  if (kind === 'rate_limited' || (kind === 'no_answer' && facts.status === 408)) return true;
  // Or it broke off, with the code of the connection.
  if (kind === 'cloudflare_trouble')
    return (facts.status ?? 0) >= 500 || /^[A-Z_]+$/.test(String(facts.code));
  return kind === 'unreachable' && !/CERT|TLS|SSL|SIGNATURE|EPROTO|REDIRECT|UPGRADE/.test(String(facts.code));
}
