/** The pace below Cloudflare's quota: requests slow down when little of it remains, and stop before the last of it. */
import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { RateLimiter } from '../../../src/cloudflare/http/rate-limiter.ts';
import {
  BUDGET_SLOW_SHARE,
  BUDGET_STOP_SHARE,
  REQUESTS_AT_ONCE_MAX,
} from '../../../src/limits/cloudflare.ts';
import { NO_OBSERVER } from '../../../src/telemetry/observer.ts';

const QUOTA = 1_200;
const SLOW_BELOW = QUOTA * BUDGET_SLOW_SHARE;
const STOP_AT = QUOTA * BUDGET_STOP_SHARE;
const never = new AbortController().signal;
// Many requests listen to it, as to the signal of a call.
setMaxListeners(0, never);

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const headersWith = (remaining: number, seconds: number, quota = QUOTA) =>
  new Headers({
    ratelimit: `"default";r=${remaining};t=${seconds}`,
    'ratelimit-policy': `"default";q=${quota};w=300`,
  });

/** A rate limiter, and a record of when its requests start and are refused. */
function newLimiter(remaining?: number, seconds = 100, quota = QUOTA) {
  const observed = { waits: 0, budgets: [] as number[] };
  const limiter = new RateLimiter({
    ...NO_OBSERVER,
    rateLimitHit: () => void observed.waits++,
    budgetObserved: (left) => void observed.budgets.push(left),
  });
  if (remaining !== undefined) limiter.observeHeaders(headersWith(remaining, seconds, quota));
  const starts: number[] = [];
  const refusals: (number | undefined)[] = [];
  const send = (count: number, headers?: () => Headers) =>
    Promise.all(
      Array.from({ length: count }, () =>
        limiter
          .run(never, async () => {
            starts.push(Date.now());
            if (headers) limiter.observeHeaders(headers());
          })
          .catch((error: unknown) => void refusals.push(failureIn(error)?.facts.retryAfterSeconds)),
      ),
    );
  return { limiter, starts, refusals, send, observed };
}

describe('while enough of the quota remains', () => {
  it.each([
    ['unknown', undefined],
    ['a quarter', SLOW_BELOW + 50],
    ['all', QUOTA],
  ])('(%s) requests start at once', async (_case, remaining) => {
    const { starts, send, observed } = newLimiter(remaining);
    send(50);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(50);
    expect(observed.waits).toBe(0);
  });
});

describe('below a quarter of the quota', () => {
  it('starts are spread over the time to the reset', async () => {
    const { starts, send, observed } = newLimiter(200, 20);
    send(60);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(3_000);
    // 200 requests for 20 seconds are ten a second, plus or minus those that wait at the same time.
    expect(starts.length).toBeGreaterThan(8);
    expect(starts.length).toBeLessThan(30 + REQUESTS_AT_ONCE_MAX);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(starts).toHaveLength(60);
    expect(observed.waits).toBe(60);
  });

  it('requests never start faster than the rest of the quota allows', async () => {
    const { starts, send } = newLimiter(250, 50);
    send(250);
    for (let second = 1; second <= 49; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(starts.length, `after ${second} s`).toBeLessThanOrEqual(
        (250 / 50) * second + REQUESTS_AT_ONCE_MAX,
      );
    }
  });

  it('the share counts, not the number: with a larger quota, requests slow down earlier', async () => {
    const { starts, send } = newLimiter(1_000, 20, 12_000);
    send(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('no request waits longer than five seconds', async () => {
    const { starts, send } = newLimiter(100, 300);
    send(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('a caller that goes away stops waiting and frees its slot', async () => {
    const { limiter, starts, send } = newLimiter(100, 300);
    const caller = new AbortController();
    const waiting = Array.from({ length: REQUESTS_AT_ONCE_MAX }, () =>
      limiter.run(caller.signal, async () => 'ran').catch(() => 'stopped'),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['stopped']));
    send(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('waiting requests are refused when Cloudflare blocks the credential meanwhile', async () => {
    const { limiter, starts, refusals, send } = newLimiter(100, 300);
    const asked = send(3);
    await vi.advanceTimersByTimeAsync(1_000);
    limiter.blockFor(60);
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    expect(starts).toHaveLength(0);
    expect(refusals).toHaveLength(3);
  });

  it('waiting requests are refused when others use up the rest meanwhile', async () => {
    const { limiter, starts, refusals, send } = newLimiter(100, 300);
    const asked = send(3);
    await vi.advanceTimersByTimeAsync(1_000);
    limiter.observeHeaders(headersWith(10, 299));
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    expect(starts).toHaveLength(0);
    expect(refusals).toHaveLength(3);
  });
});

describe('the last twentieth of the quota', () => {
  it('is never used: requests are refused, with the seconds until the reset', async () => {
    const { starts, refusals, send, observed } = newLimiter(STOP_AT, 42);
    await send(3);
    expect(starts).toHaveLength(0);
    expect(refusals).toEqual([42, 42, 42]);
    expect(observed.waits).toBe(3);
    await vi.advanceTimersByTimeAsync(40_500);
    await send(1);
    expect(refusals.at(-1)).toBe(2);
  });

  it('is not used even if no response says how little remains', async () => {
    const { starts, refusals, send } = newLimiter(STOP_AT + 5, 30);
    send(20);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(starts).toHaveLength(5);
    expect(refusals).toHaveLength(15);
  });

  it('is available again after the reset', async () => {
    const { starts, send } = newLimiter(0, 10);
    await vi.advanceTimersByTimeAsync(10_000);
    send(20);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(20);
  });
});

describe('what other copies of this server use', () => {
  it('shows in the responses: a lower number slows this copy down, and stops it', async () => {
    const { limiter, starts, refusals, send, observed } = newLimiter(1_000);
    await send(1, () => headersWith(100, 300));
    expect(starts).toHaveLength(1);
    const slowed = send(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    await slowed;
    expect(starts).toHaveLength(2);
    limiter.observeHeaders(headersWith(20, 200));
    await send(1);
    expect(refusals).toEqual([200]);
    expect(observed.budgets).toEqual([1_000, 100, 20]);
  });
});
