/** The rate limits of one credential: requests at once, starts per second, and Cloudflare's five-minute quota. */
import {
  BLOCK_SECONDS_MAX,
  BUDGET_SLOW_SHARE,
  BUDGET_STOP_SHARE,
  QUOTA_DEFAULT_REQUESTS,
  REQUESTS_AT_ONCE_MAX,
  RETRY_WAIT_MS_MAX,
} from '../../limits/cloudflare.ts';
import { NO_OBSERVER, type Observer } from '../../telemetry/observer.ts';
import { CloudflareFailure } from './failure.ts';
import type { HttpResponse } from './fetch.ts';
import { Semaphore } from './semaphore.ts';
import { sleep } from './sleep.ts';
import { TIMING_DEFAULT } from './timing.ts';

interface Budget {
  /** Lowered by one at each start, and replaced by what each response says. */
  remaining: number;
  readonly quota: number;
  readonly resetsAtMs: number;
}

export class RateLimiter {
  readonly #requestsAtOnce: () => number;
  readonly #startsPerSecond: number;
  readonly #slots: Semaphore;
  readonly #observer: Observer;
  /** The current second, by the monotonic clock. */
  #second = { endsAtMs: 0, startsLeft: 0 };
  #blockedUntilMs = 0;
  #budget: Budget | undefined;

  /** @param requestsAtOnce asked again for each request, because it depends on the protocol of the connection. */
  constructor(
    observer: Observer = NO_OBSERVER,
    requestsAtOnce: () => number = () => REQUESTS_AT_ONCE_MAX,
    startsPerSecond = TIMING_DEFAULT.startsPerSecond,
  ) {
    this.#observer = observer;
    this.#requestsAtOnce = requestsAtOnce;
    this.#startsPerSecond = startsPerSecond;
    this.#slots = new Semaphore(requestsAtOnce);
  }

  /**
   * Runs a request as soon as the limits allow.
   * @throws CloudflareFailure when that would take too long; the reason of the signal once it is aborted.
   */
  async run<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    this.#refuseWhileBlocked();
    await this.#slots.acquire(signal);
    try {
      await this.#waitForStart(signal);
      // Another request may have hit the limit while this one waited.
      this.#refuseWhileBlocked();
      if (await this.#slowDown(signal)) this.#refuseWhileBlocked();
      return await request();
    } finally {
      this.#slots.release();
    }
  }

  get requestsAtOnce(): number {
    return this.#requestsAtOnce();
  }

  /** What Cloudflare still allows this credential; undefined when no response said so, or when that has expired. */
  get budget(): { readonly remaining: number; readonly resetSeconds: number } | undefined {
    const budget = this.#currentBudget;
    if (budget === undefined) return undefined;
    return { remaining: budget.remaining, resetSeconds: Math.ceil((budget.resetsAtMs - Date.now()) / 1_000) };
  }

  /**
   * Reads the budget from a response: `Ratelimit: "default";r=50;t=30` (50 requests remain, 30 seconds to the reset) and
   * `Ratelimit-Policy: "default";q=1200;w=300`. Cloudflare counts all programs that use the credential.
   */
  observeHeaders(headers: HttpResponse['headers']): void {
    const rateLimit = /r=(\d+);\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '');
    if (!rateLimit) return;
    const quota = /q=(\d+)/.exec(headers.get('ratelimit-policy') ?? '')?.[1];
    this.#budget = {
      remaining: Number(rateLimit[1]),
      quota: Number(quota ?? QUOTA_DEFAULT_REQUESTS),
      resetsAtMs: Date.now() + Math.min(Number(rateLimit[2]), BLOCK_SECONDS_MAX) * 1_000,
    };
    this.#observer.budgetObserved(this.#budget.remaining);
  }

  /** Above the limit, Cloudflare blocks all requests of a credential and counts blocked ones too, so none must be sent. */
  blockFor(seconds: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, Date.now() + seconds * 1_000);
  }

  get #currentBudget(): Budget | undefined {
    return this.#budget && Date.now() < this.#budget.resetsAtMs ? this.#budget : undefined;
  }

  /** Allows a limited number of starts in a second (monotonic clock), and waits for the next second when they are used up. */
  async #waitForStart(signal: AbortSignal): Promise<void> {
    for (;;) {
      const nowMs = performance.now();
      if (nowMs >= this.#second.endsAtMs) {
        this.#second = { endsAtMs: nowMs + 1_000, startsLeft: this.#startsPerSecond };
      }
      if (this.#second.startsLeft > 0) break;
      await sleep(Math.ceil(this.#second.endsAtMs - nowMs), signal);
    }
    this.#second.startsLeft--;
  }

  /**
   * Spreads the remaining budget over the time to the reset. The last of it is never used: it is left to other copies
   * of this server, which may not know yet how little remains.
   * @returns whether it waited, so that the caller has to check again what it checked before.
   */
  async #slowDown(signal: AbortSignal): Promise<boolean> {
    const budget = this.#currentBudget;
    if (budget === undefined) return false;
    this.#refuseBelowReserve(budget);
    budget.remaining--;
    if (budget.remaining >= budget.quota * BUDGET_SLOW_SHARE) return false;
    this.#observer.rateLimitHit();
    // All slots wait at the same time, so each of them has to wait that many times the interval.
    const waitMs = (this.#requestsAtOnce() * (budget.resetsAtMs - Date.now())) / budget.remaining;
    await sleep(Math.min(waitMs, RETRY_WAIT_MS_MAX), signal);
    // Check again only if a response brought a newer budget: our own count already includes this request.
    const newest = this.#currentBudget;
    if (newest !== undefined && newest !== budget) this.#refuseBelowReserve(newest);
    return true;
  }

  #refuseBelowReserve({ remaining, quota, resetsAtMs }: Budget): void {
    if (remaining <= quota * BUDGET_STOP_SHARE) this.#refuse(resetsAtMs - Date.now());
  }

  #refuseWhileBlocked(): void {
    const waitMs = this.#blockedUntilMs - Date.now();
    if (waitMs > 0) this.#refuse(waitMs);
  }

  #refuse(waitMs: number): never {
    this.#observer.rateLimitHit();
    throw new CloudflareFailure('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  }
}
