/** What else follows from a request, retried or not: the observer hears of it, and the rate limiter learns from it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { RateLimiter } from '../../../src/cloudflare/http/rate-limiter.ts';
import { sendWithRetries } from '../../../src/cloudflare/http/retry.ts';
import { TIMING_DEFAULT } from '../../../src/cloudflare/http/timing.ts';
import { RETRY_DELAY_MS, RETRY_WAIT_MS_MAX } from '../../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { dnsFailure, errorAnswer } from '../../../src/simulator/faults.ts';
import { DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { NO_OBSERVER } from '../../../src/telemetry/observer.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function setUp(...answers: Fault['answer'][]) {
  const faults = answers.map((answer) => ({ when: () => true, times: 1, answer }));
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults });
  const rateLimiter = new RateLimiter();
  const ended: string[] = [];
  const endpoint = {
    baseUrl: BASE_URL_DEFAULT,
    credential: { kind: 'api_token', token: DEMO_API_TOKEN } as const,
    fetch: simulator.fetch,
    timing: { ...TIMING_DEFAULT, retryDelayMs: RETRY_DELAY_MS },
  };
  const observer = {
    ...NO_OBSERVER,
    requestEnded: (path: string, outcome: string) => void ended.push(`${path} ${outcome}`),
  };
  const get = ({ timeLeftMs = 60_000, signal = new AbortController().signal } = {}) =>
    sendWithRetries(
      { endpoint, rateLimiter, observer },
      { signal, deadlineMs: Date.now() + timeLeftMs, onRequest: () => undefined },
      { url: `${BASE_URL_DEFAULT}/zones`, method: 'GET' },
    ).then(
      ({ status }) => status,
      (error: unknown) => failureIn(error)?.kind ?? error,
    );
  return { simulator, rateLimiter, ended, get };
}

const answerWith =
  (headers: Record<string, string>): Fault['answer'] =>
  async (_request, _signal, proceed) => {
    const response = await proceed();
    return new Response(response.body, { status: response.status, headers });
  };

describe('the observer', () => {
  it('hears of each request how it ended: by its status, or by the kind of the failure without one', async () => {
    vi.useFakeTimers();
    const { get, ended } = setUp(errorAnswer(502, []), dnsFailure());
    const outcome = get();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toBe(200);
    expect(ended).toEqual(['/zones 502', '/zones unreachable', '/zones 200']);
  });
});

describe('the rate limiter', () => {
  it('learns the budget from a success', async () => {
    const { get, rateLimiter } = setUp(answerWith({ ratelimit: '"default";r=1100;t=200' }));
    expect(await get()).toBe(200);
    expect(rateLimiter.budget?.remaining).toBe(1100);
  });

  it('is blocked for as long as a rate limit says, although no budget comes with it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { simulator, get } = setUp(errorAnswer(429, [], { 'retry-after': '60' }));
    expect(await get()).toBe('rate_limited');
    expect(await get()).toBe('rate_limited');
    expect(simulator.requests).toHaveLength(1);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await get()).toBe(200);
  });

  it('is not blocked by other trouble, whenever Cloudflare says to come back', async () => {
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '60' }));
    expect(await get()).toBe('cloudflare_trouble');
    expect(await get()).toBe(200);
    expect(simulator.requests).toHaveLength(2);
  });
});

describe('the wait before a retry', () => {
  it.each([
    { random: 0, first: 375, second: 750 },
    { random: 0.5, first: 500, second: 1_000 },
    { random: 1, first: 625, second: 1_250 },
  ])('is $first ms and then $second ms, by chance $random', async ({ random, first, second }) => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { simulator, get } = setUp(errorAnswer(503, []), errorAnswer(503, []));
    const outcome = get();
    const requestsAfter: number[] = [];
    for (const ms of [first - 1, 1, second - 1, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      requestsAfter.push(simulator.requests.length);
    }
    expect(requestsAfter).toEqual([1, 2, 2, 3]);
    expect(await outcome).toBe(200);
  });

  it('may be as long as the longest that is waited for', async () => {
    vi.useFakeTimers();
    const { get } = setUp(errorAnswer(503, [], { 'retry-after': String(RETRY_WAIT_MS_MAX / 1_000) }));
    const outcome = get();
    await vi.advanceTimersByTimeAsync(RETRY_WAIT_MS_MAX);
    expect(await outcome).toBe(200);
  });

  it('has to end before the call does', async () => {
    vi.useFakeTimers();
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '2' }));
    expect(await get({ timeLeftMs: 2_000 })).toBe('cloudflare_trouble');
    expect(simulator.requests).toHaveLength(1);
  });

  it('ends as a time-out, with what Cloudflare said last, when the time of the call is up', async () => {
    const { get } = setUp(errorAnswer(503, [], { 'retry-after': '4' }));
    expect(await get({ signal: AbortSignal.timeout(20) })).toBe('no_answer');
  });
});
