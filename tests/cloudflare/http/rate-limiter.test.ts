/** The limits of one credential: requests at once, starts per second, and none while Cloudflare blocks it. */
import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { RateLimiter } from '../../../src/cloudflare/http/rate-limiter.ts';
import { REQUEST_STARTS_PER_SECOND_MAX, REQUESTS_AT_ONCE_MAX } from '../../../src/limits/cloudflare.ts';

const never = new AbortController().signal;
// Many requests listen to it, as to the signal of a call.
setMaxListeners(0, never);

afterEach(() => {
  vi.useRealTimers();
});

describe('the rate limiter', () => {
  it('runs no more than eight requests at once, and all of them in the end', async () => {
    const limiter = new RateLimiter();
    let running = 0;
    let most = 0;
    const run = (n: number) =>
      limiter.run(never, async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        return n;
      });
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    expect(await Promise.all(numbers.map(run))).toEqual(numbers);
    expect(most).toBe(REQUESTS_AT_ONCE_MAX);
  });

  it('starts no more than 200 requests within a second', async () => {
    vi.useFakeTimers();
    const limiter = new RateLimiter();
    let started = 0;
    const runs = Array.from({ length: REQUEST_STARTS_PER_SECOND_MAX + 50 }, () =>
      limiter.run(never, async () => ++started),
    );
    await vi.advanceTimersByTimeAsync(900);
    expect(started).toBe(REQUEST_STARTS_PER_SECOND_MAX);
    await vi.advanceTimersByTimeAsync(1_200);
    await Promise.all(runs);
    expect(started).toBe(runs.length);
  });

  it('throws the error of a request, and runs the next one', async () => {
    const limiter = new RateLimiter();
    await expect(limiter.run(never, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await limiter.run(never, async () => 'next')).toBe('next');
  });

  it('does not run a request that was cancelled while it waited', async () => {
    const limiter = new RateLimiter();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holders = Array.from({ length: REQUESTS_AT_ONCE_MAX }, () => limiter.run(never, () => released));
    const caller = new AbortController();
    let hasRun = false;
    const waiting = limiter.run(caller.signal, async () => {
      hasRun = true;
    });
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    release();
    await Promise.all(holders);
    await limiter.run(never, async () => undefined);
    expect(hasRun).toBe(false);
  });
});

describe('while Cloudflare blocks the credential', () => {
  const outcomeOf = (limiter: RateLimiter) =>
    limiter
      .run(never, async () => 'ran')
      .catch((error: unknown) => failureIn(error)?.facts.retryAfterSeconds);

  it('the limiter refuses at once and says for how long, then runs requests again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const limiter = new RateLimiter();
    limiter.blockFor(60);
    expect(await outcomeOf(limiter)).toBe(60);
    vi.setSystemTime(Date.now() + 59_500);
    expect(await outcomeOf(limiter)).toBe(1);
    vi.setSystemTime(Date.now() + 500);
    expect(await outcomeOf(limiter)).toBe('ran');
  });

  it('a shorter block does not end the longer one', async () => {
    const limiter = new RateLimiter();
    limiter.blockFor(60);
    limiter.blockFor(1);
    limiter.blockFor(0);
    expect(await outcomeOf(limiter)).toBe(60);
  });
});

describe('the request budget', () => {
  const headers = (ratelimit: string) => new Headers({ ratelimit });

  it('is unknown before the first response, and after its time window has ended', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const limiter = new RateLimiter();
    expect(limiter.budget?.remaining).toBeUndefined();
    limiter.observeHeaders(headers('"default";r=50;t=30'));
    expect(limiter.budget?.remaining).toBe(50);
    vi.setSystemTime(Date.now() + 30_000);
    expect(limiter.budget?.remaining).toBeUndefined();
  });

  it('lasts no longer than five minutes, whatever the header says', () => {
    const limiter = new RateLimiter();
    limiter.observeHeaders(headers('"default";r=50;t=86400'));
    expect(limiter.budget?.resetSeconds).toBe(300);
  });

  it.each([
    ['"default";r=0;t=300', 0],
    ['"default";r=1199; t=12', 1199],
    ['nonsense', 7],
    ['', 7],
  ])('of the header %j is %i', (header, remaining) => {
    const limiter = new RateLimiter();
    limiter.observeHeaders(headers('"default";r=7;t=300'));
    limiter.observeHeaders(headers(header));
    expect(limiter.budget?.remaining).toBe(remaining);
  });
});
