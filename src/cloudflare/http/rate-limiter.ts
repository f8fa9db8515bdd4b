/** One credential's way out: how many requests at once, how many starts a second, slower before Cloudflare's limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BLOCK_SECONDS_MAX,
  BUDGET_SLOW_SHARE,
  BUDGET_STOP_SHARE,
  QUOTA_DEFAULT_REQUESTS,
  REQUEST_STARTS_PER_SECOND_MAX,
  REQUESTS_AT_ONCE_MAX,
  RETRY_WAIT_MS_MAX,
} from '../../limits.ts';
import { NO_OBSERVER, type Observer } from '../../telemetry/observer.ts';
import type { Reply } from './client.ts';
import { CloudflareFailure } from './failure.ts';
import { Places } from './semaphore.ts';

interface Budget {
  /** Counted down here at each start, and corrected by each answer. */
  remaining: number;
  readonly quota: number;
  readonly resetsAtMs: number;
}

export class Gate {
  readonly #places = new Places(REQUESTS_AT_ONCE_MAX);
  #second = { endsAt: 0, startsLeft: 0 };
  readonly #observer: Observer;
  #closedUntilMs = 0;
  #budget: Budget | undefined;

  constructor(observer: Observer = NO_OBSERVER) {
    this.#observer = observer;
  }

  /** Waits for a free place, then runs; a caller that goes away gives its place up. */
  async pass<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    this.#refuseWhileClosed();
    await this.#places.take(signal);
    try {
      await this.#waitForStart(signal);
      // Many requests may have been waiting when the limit was hit: none of them may start now.
      this.#refuseWhileClosed();
      if (await this.#slowDown(signal)) this.#refuseWhileClosed();
      return await run();
    } finally {
      this.#places.give();
    }
  }

  /** What Cloudflare still allows this credential now, as last told; undefined when nothing was told. */
  get budget(): { readonly remaining: number; readonly resetSeconds: number } | undefined {
    const budget = this.#freshBudget;
    if (budget === undefined) return undefined;
    return { remaining: budget.remaining, resetSeconds: Math.ceil((budget.resetsAtMs - Date.now()) / 1_000) };
  }

  /**
   * Reads what every answer says: `Ratelimit: "default";r=50;t=30` (r requests remain, t seconds to the reset) and
   * `Ratelimit-Policy: "default";q=1200;w=300`. Other copies of this server and other tools on the credential are in it.
   */
  learn(headers: Reply['headers']): void {
    const told = /r=(\d+);\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '');
    if (!told) return;
    const quota = /q=(\d+)/.exec(headers.get('ratelimit-policy') ?? '')?.[1];
    this.#budget = {
      remaining: Number(told[1]),
      quota: Number(quota ?? QUOTA_DEFAULT_REQUESTS),
      resetsAtMs: Date.now() + Math.min(Number(told[2]), BLOCK_SECONDS_MAX) * 1_000,
    };
    this.#observer.budgetTold(this.#budget.remaining);
  }

  /** Cloudflare blocks every call of a credential over its limit, and counts those that are sent nevertheless. */
  close(seconds: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, Date.now() + seconds * 1_000);
  }

  get #freshBudget(): Budget | undefined {
    return this.#budget && Date.now() < this.#budget.resetsAtMs ? this.#budget : undefined;
  }

  /** Where the starts of this second are used up, the next is waited for; by a clock that is never set back. */
  async #waitForStart(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = performance.now();
      if (now >= this.#second.endsAt) {
        this.#second = { endsAt: now + 1_000, startsLeft: REQUEST_STARTS_PER_SECOND_MAX };
      }
      if (this.#second.startsLeft > 0) break;
      await sleep(Math.ceil(this.#second.endsAt - now), undefined, { signal });
    }
    this.#second.startsLeft--;
  }

  /**
   * What is left is spread over the time to the reset; the last of it is left alone, for copies that know less.
   * @returns whether it waited, so that what was checked before has to be checked again.
   */
  async #slowDown(signal: AbortSignal): Promise<boolean> {
    const budget = this.#freshBudget;
    if (budget === undefined) return false;
    this.#refuseTheLast(budget);
    budget.remaining--;
    if (budget.remaining >= budget.quota * BUDGET_SLOW_SHARE) return false;
    this.#observer.rateLimitMet();
    // All places wait at once, so each waits as many times as long.
    const waitMs = (REQUESTS_AT_ONCE_MAX * (budget.resetsAtMs - Date.now())) / budget.remaining;
    await sleep(Math.min(waitMs, RETRY_WAIT_MS_MAX), undefined, { signal });
    // Only what was told meanwhile: in the own count this request has its place already.
    const told = this.#freshBudget;
    if (told !== undefined && told !== budget) this.#refuseTheLast(told);
    return true;
  }

  #refuseTheLast({ remaining, quota, resetsAtMs }: Budget): void {
    if (remaining <= quota * BUDGET_STOP_SHARE) this.#refuse(resetsAtMs - Date.now());
  }

  #refuseWhileClosed(): void {
    const waitMs = this.#closedUntilMs - Date.now();
    if (waitMs > 0) this.#refuse(waitMs);
  }

  #refuse(waitMs: number): never {
    this.#observer.rateLimitMet();
    throw new CloudflareFailure('rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  }
}
