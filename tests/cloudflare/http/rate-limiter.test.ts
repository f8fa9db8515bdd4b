/** The way out of one credential: how many at once, how many a second, and shut when Cloudflare says so. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { Gate } from '../../../src/cloudflare/http/rate-limiter.ts';
import { REQUEST_STARTS_PER_SECOND_MAX, REQUESTS_AT_ONCE_MAX } from '../../../src/limits.ts';

const never = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

describe('the gate', () => {
  it('lets no more than eight through at once, and all in the end', async () => {
    const gate = new Gate();
    let inside = 0;
    let most = 0;
    const pass = (n: number) =>
      gate.pass(never, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside--;
        return n;
      });
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    expect(await Promise.all(numbers.map(pass))).toEqual(numbers);
    expect(most).toBe(REQUESTS_AT_ONCE_MAX);
  });

  it('lets no more than its share start within a second', async () => {
    vi.useFakeTimers();
    const gate = new Gate();
    let started = 0;
    const passes = Array.from({ length: REQUEST_STARTS_PER_SECOND_MAX + 50 }, () =>
      gate.pass(never, async () => ++started),
    );
    await vi.advanceTimersByTimeAsync(900);
    expect(started).toBe(REQUEST_STARTS_PER_SECOND_MAX);
    await vi.advanceTimersByTimeAsync(1_200);
    await Promise.all(passes);
    expect(started).toBe(passes.length);
  });

  it('gives the error of what it runs, and goes on', async () => {
    const gate = new Gate();
    await expect(gate.pass(never, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await gate.pass(never, async () => 'next')).toBe('next');
  });

  it('does not run what was called off while it waited', async () => {
    const gate = new Gate();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holders = Array.from({ length: REQUESTS_AT_ONCE_MAX }, () => gate.pass(never, () => released));
    const caller = new AbortController();
    let hasRun = false;
    const waiting = gate.pass(caller.signal, async () => {
      hasRun = true;
    });
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    release();
    await Promise.all(holders);
    await gate.pass(never, async () => undefined);
    expect(hasRun).toBe(false);
  });
});

describe('a closed gate', () => {
  const outcomeOf = (gate: Gate) =>
    gate
      .pass(never, async () => 'passed')
      .catch((error: unknown) => failureIn(error)?.facts.retryAfterSeconds);

  it('refuses at once and says for how long, then opens by itself', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const gate = new Gate();
    gate.close(60);
    expect(await outcomeOf(gate)).toBe(60);
    vi.setSystemTime(Date.now() + 59_500);
    expect(await outcomeOf(gate)).toBe(1);
    vi.setSystemTime(Date.now() + 500);
    expect(await outcomeOf(gate)).toBe('passed');
  });

  it('is not opened early by a shorter limit', async () => {
    const gate = new Gate();
    gate.close(60);
    gate.close(1);
    gate.close(0);
    expect(await outcomeOf(gate)).toBe(60);
  });
});

describe('the request budget', () => {
  const told = (ratelimit: string) => new Headers({ ratelimit });

  it('is unknown until it is told, and after its window ended', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const gate = new Gate();
    expect(gate.budget?.remaining).toBeUndefined();
    gate.learn(told('"default";r=50;t=30'));
    expect(gate.budget?.remaining).toBe(50);
    vi.setSystemTime(Date.now() + 30_000);
    expect(gate.budget?.remaining).toBeUndefined();
  });

  it('is not believed to last longer than five minutes', () => {
    const gate = new Gate();
    gate.learn(told('"default";r=50;t=86400'));
    expect(gate.budget?.resetSeconds).toBe(300);
  });

  it.each([
    ['"default";r=0;t=300', 0],
    ['"default";r=1199; t=12', 1199],
    ['nonsense', 7],
    ['', 7],
  ])('%j leaves %i', (header, remaining) => {
    const gate = new Gate();
    gate.learn(told('"default";r=7;t=300'));
    gate.learn(told(header));
    expect(gate.budget?.remaining).toBe(remaining);
  });
});
