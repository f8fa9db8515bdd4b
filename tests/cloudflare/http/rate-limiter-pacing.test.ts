/** Below Cloudflare's limit: starts are spread when little of the quota is left, and stop before the last of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { Gate } from '../../../src/cloudflare/http/rate-limiter.ts';
import { BUDGET_SLOW_SHARE, BUDGET_STOP_SHARE, REQUESTS_AT_ONCE_MAX } from '../../../src/limits.ts';
import { NO_OBSERVER } from '../../../src/telemetry/observer.ts';

// Vitest's clock has the global timers only.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms, value);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new Error('aborted'));
      });
    }),
}));

const QUOTA = 1_200;
const SLOW_BELOW = QUOTA * BUDGET_SLOW_SHARE;
const STOP_AT = QUOTA * BUDGET_STOP_SHARE;
const never = new AbortController().signal;

// The second of its starts is measured by timers, too.
beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const answer = (remaining: number, seconds: number, quota = QUOTA) =>
  new Headers({
    ratelimit: `"default";r=${remaining};t=${seconds}`,
    'ratelimit-policy': `"default";q=${quota};w=300`,
  });

/** A gate, and requests through it whose starts and refusals are kept. */
function newGate(remaining?: number, seconds = 100, quota = QUOTA) {
  const met = { waits: 0, told: [] as number[] };
  const gate = new Gate({
    ...NO_OBSERVER,
    rateLimitMet: () => void met.waits++,
    budgetTold: (left) => void met.told.push(left),
  });
  if (remaining !== undefined) gate.learn(answer(remaining, seconds, quota));
  const starts: number[] = [];
  const refusals: (number | undefined)[] = [];
  const ask = (count: number, headers?: () => Headers) =>
    Promise.all(
      Array.from({ length: count }, () =>
        gate
          .pass(never, async () => {
            starts.push(Date.now());
            if (headers) gate.learn(headers());
          })
          .catch((error: unknown) => void refusals.push(failureIn(error)?.facts.retryAfterSeconds)),
      ),
    );
  return { gate, starts, refusals, ask, met };
}

describe('with enough left of the quota', () => {
  it.each([
    ['nothing told', undefined],
    ['a quarter', SLOW_BELOW + 100],
    ['all', QUOTA],
  ])('(%s) requests start at once', async (_case, remaining) => {
    const { starts, ask, met } = newGate(remaining);
    ask(50);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(50);
    expect(met.waits).toBe(0);
  });
});

describe('below a quarter of the quota', () => {
  it('starts are spread over the time to the reset', async () => {
    const { starts, ask, met } = newGate(200, 20);
    ask(60);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2_000);
    // 200 requests for 20 seconds: ten a second, give or take the eight that wait together.
    expect(starts.length).toBeGreaterThan(8);
    expect(starts.length).toBeLessThan(30);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(starts).toHaveLength(60);
    expect(met.waits).toBe(60);
  });

  it('starts never come faster than what is left allows', async () => {
    const { starts, ask } = newGate(250, 50);
    ask(250);
    for (let second = 1; second <= 49; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(starts.length, `after ${second} s`).toBeLessThanOrEqual(
        (250 / 50) * second + REQUESTS_AT_ONCE_MAX,
      );
    }
  });

  it('the share counts, not the number: a larger quota slows down earlier', async () => {
    const { starts, ask } = newGate(1_000, 20, 12_000);
    ask(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('no request waits longer than five seconds in silence', async () => {
    const { starts, ask } = newGate(100, 300);
    ask(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('a caller that goes away does not wait on, and gives its place up', async () => {
    const { gate, starts, ask } = newGate(100, 300);
    const caller = new AbortController();
    const waiting = Array.from({ length: REQUESTS_AT_ONCE_MAX }, () =>
      gate.pass(caller.signal, async () => 'ran').catch(() => 'stopped'),
    );
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['stopped']));
    ask(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(starts).toHaveLength(1);
  });

  it('what waits is refused when Cloudflare shuts the door meanwhile', async () => {
    const { gate, starts, refusals, ask } = newGate(100, 300);
    const asked = ask(3);
    await vi.advanceTimersByTimeAsync(1_000);
    gate.close(60);
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    expect(starts).toHaveLength(0);
    expect(refusals).toHaveLength(3);
  });

  it('what waits is refused when others have used up the rest meanwhile', async () => {
    const { gate, starts, refusals, ask } = newGate(100, 300);
    const asked = ask(3);
    await vi.advanceTimersByTimeAsync(1_000);
    gate.learn(answer(10, 299));
    await vi.advanceTimersByTimeAsync(10_000);
    await asked;
    expect(starts).toHaveLength(0);
    expect(refusals).toHaveLength(3);
  });
});

describe('the last twentieth of the quota', () => {
  it('is left alone: requests are refused with the wait until the reset', async () => {
    const { starts, refusals, ask, met } = newGate(STOP_AT, 42);
    await ask(3);
    expect(starts).toHaveLength(0);
    expect(refusals).toEqual([42, 42, 42]);
    expect(met.waits).toBe(3);
    await vi.advanceTimersByTimeAsync(40_500);
    await ask(1);
    expect(refusals.at(-1)).toBe(2);
  });

  it('is not entered by this copy alone, though no answer arrives to count down', async () => {
    const { starts, refusals, ask } = newGate(STOP_AT + 5, 30);
    ask(20);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(starts).toHaveLength(5);
    expect(refusals).toHaveLength(15);
  });

  it('is over with the reset: everything starts again', async () => {
    const { starts, ask } = newGate(0, 10);
    await vi.advanceTimersByTimeAsync(10_000);
    ask(20);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(20);
  });
});

describe('what other copies use', () => {
  it('is in the answers: a lower number slows this copy down, and stops it', async () => {
    const { gate, starts, refusals, ask, met } = newGate(1_000);
    await ask(1, () => answer(100, 300));
    expect(starts).toHaveLength(1);
    const slowed = ask(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(starts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    await slowed;
    expect(starts).toHaveLength(2);
    gate.learn(answer(20, 200));
    await ask(1);
    expect(refusals).toEqual([200]);
    expect(met.told).toEqual([1_000, 100, 20]);
  });
});
