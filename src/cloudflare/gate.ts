/** One credential's way out: how many requests at once, how many starts a second, and a stop when Cloudflare says so. */
import PQueue from 'p-queue';
import { REQUEST_STARTS_PER_SECOND_MAX, REQUESTS_AT_ONCE_MAX } from '../limits.ts';
import { CloudflareFailure } from './failure.ts';

export class Gate {
  readonly #queue = new PQueue({
    concurrency: REQUESTS_AT_ONCE_MAX,
    intervalCap: REQUEST_STARTS_PER_SECOND_MAX,
    interval: 1_000,
  });
  #closedUntilMs = 0;
  #budget: { remaining: number; resetsAtMs: number } | undefined;

  /** Waits for a free place, then runs; a caller that goes away gives its place up. */
  async pass<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    this.#refuseWhileClosed();
    const result = await this.#queue.add(
      () => {
        // Many requests may have been waiting when the limit was hit: none of them may start now.
        this.#refuseWhileClosed();
        return run();
      },
      { signal },
    );
    return result as T;
  }

  /** Requests that Cloudflare still allows this credential now, as last told; undefined when nothing was told. */
  get remainingRequests(): number | undefined {
    return this.#budget && Date.now() < this.#budget.resetsAtMs ? this.#budget.remaining : undefined;
  }

  /** Reads `Ratelimit: "default";r=50;t=30` (r requests remain, t seconds to the reset), sent with every answer. */
  learn(headers: Headers): void {
    const told = /r=(\d+);\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '');
    if (told) this.#budget = { remaining: Number(told[1]), resetsAtMs: Date.now() + Number(told[2]) * 1_000 };
  }

  /** Cloudflare blocks every call of a credential over its limit, and counts those that are sent nevertheless. */
  close(seconds: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, Date.now() + seconds * 1_000);
  }

  #refuseWhileClosed(): void {
    const waitMs = this.#closedUntilMs - Date.now();
    if (waitMs > 0) {
      throw new CloudflareFailure('rate_limited', {
        status: 429,
        retryAfterSeconds: Math.ceil(waitMs / 1_000),
      });
    }
  }
}
