/** Retries: how often, after what, and never beyond the end of the call. Requests are counted where they arrive. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { RateLimiter } from '../../../src/cloudflare/http/rate-limiter.ts';
import { sendWithRetries } from '../../../src/cloudflare/http/retry.ts';
import { TIMING_DEFAULT } from '../../../src/cloudflare/http/timing.ts';
import { REQUESTS_AT_ONCE_MAX, RETRY_DELAY_MS } from '../../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import {
  connectionRefused,
  dnsFailure,
  errorAnswer,
  htmlPage,
  rateLimited,
  redirectTo,
  slowHeaders,
  stalledBody,
  tlsFailure,
  truncatedJson,
} from '../../../src/simulator/faults.ts';
import { DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { NO_OBSERVER } from '../../../src/telemetry/observer.ts';

const FOR_EVER_MS = 1_000_000_000;

afterEach(() => {
  vi.useRealTimers();
});

/** Retries come at once unless a delay is given. */
function setUp(answer: Fault['answer'], times = Number.POSITIVE_INFINITY, retryDelayMs = 1) {
  const fault = { when: () => true, times, answer };
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults: [fault] });
  const credential = { kind: 'api_token', token: DEMO_API_TOKEN } as const;
  const timing = { ...TIMING_DEFAULT, retryDelayMs };
  const endpoint = { baseUrl: BASE_URL_DEFAULT, credential, fetch: simulator.fetch, timing };
  const rateLimiter = new RateLimiter();
  const counted = { requests: 0, retries: 0 };
  const observer = { ...NO_OBSERVER, requestRetried: () => void counted.retries++ };
  const get = ({ signal = new AbortController().signal, timeLeftMs = 60_000 } = {}) =>
    sendWithRetries(
      { endpoint, rateLimiter, observer },
      { signal, deadlineMs: Date.now() + timeLeftMs, onRequest: () => counted.requests++ },
      { url: `${BASE_URL_DEFAULT}/zones`, method: 'GET' },
    ).then(
      ({ status }) => status,
      (error: unknown) => failureIn(error)?.kind ?? error,
    );
  return { simulator, rateLimiter, counted, get };
}

describe('a failure that may pass', () => {
  it.concurrent.each([
    ['408', errorAnswer(408, []), 'no_answer'],
    ['429', rateLimited(0), 'rate_limited'],
    ['500', errorAnswer(500, []), 'cloudflare_trouble'],
    ['503', errorAnswer(503, [{ code: 10001, message: 'internal error' }]), 'cloudflare_trouble'],
    ['521', errorAnswer(521, []), 'cloudflare_trouble'],
    ['a page of 502', htmlPage(502), 'cloudflare_trouble'],
    ['a refused connection', connectionRefused(), 'unreachable'],
    ['an unknown name', dnsFailure(), 'unreachable'],
  ])('(%s) is retried twice, and then thrown', async (_what, answer, kind) => {
    const { simulator, counted, get } = setUp(answer);
    expect(await get()).toBe(kind);
    expect([simulator.requests.length, counted]).toEqual([3, { requests: 3, retries: 2 }]);
  });

  it.concurrent.each([1, 2])('does not show if it passes after %i requests', async (times) => {
    const { simulator, get } = setUp(errorAnswer(503, []), times);
    expect(await get()).toBe(200);
    expect(simulator.requests).toHaveLength(times + 1);
  });

  it('is retried after the seconds of Retry-After, not before', async () => {
    vi.useFakeTimers();
    const { simulator, get } = setUp(rateLimited(1), 1);
    const outcome = get();
    await vi.advanceTimersByTimeAsync(999);
    expect(simulator.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBe(200);
    expect(simulator.requests).toHaveLength(2);
  });

  it('is retried after about half a second, and again after about a second', async () => {
    vi.useFakeTimers();
    const { simulator, get } = setUp(errorAnswer(503, []), Number.POSITIVE_INFINITY, RETRY_DELAY_MS);
    const outcome = get();
    const requestsAfter: number[] = [];
    // The jitter is a quarter of the delay in both directions.
    for (const ms of [374, 252, 1_250]) {
      await vi.advanceTimersByTimeAsync(ms);
      requestsAfter.push(simulator.requests.length);
    }
    expect(requestsAfter).toEqual([1, 2, 3]);
    expect(await outcome).toBe('cloudflare_trouble');
  });
});

describe('a failure that will not pass', () => {
  it.concurrent.each([
    ['400', errorAnswer(400, [{ code: 1002, message: '' }]), 'invalid_request'],
    ['401', errorAnswer(401, [{ code: 10000, message: '' }]), 'credential_refused'],
    ['403', errorAnswer(403, [{ code: 9109, message: 'Unauthorized' }]), 'permission_missing'],
    ['404', errorAnswer(404, [{ code: 7003, message: '' }]), 'not_found'],
    ['410', errorAnswer(410, []), 'endpoint_retired'],
    ['a page under 200', htmlPage(200), 'cloudflare_trouble'],
    ['cut JSON', truncatedJson(), 'cloudflare_trouble'],
    ['a bad certificate', tlsFailure(), 'unreachable'],
    ['a redirect', redirectTo('https://evil.example/'), 'unreachable'],
    ['a rate limit of more than five seconds', rateLimited(6), 'rate_limited'],
    [
      'trouble of more than five seconds',
      errorAnswer(503, [], { 'retry-after': '120' }),
      'cloudflare_trouble',
    ],
  ])('(%s) is thrown after one request', async (_what, answer, kind) => {
    const { simulator, get } = setUp(answer);
    expect(await get()).toBe(kind);
    expect(simulator.requests).toHaveLength(1);
  });

  it.concurrent.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
    'UPGRADE',
  ])('(the connection error %s) is thrown after one request', async (code) => {
    const cause = Object.assign(new Error('failed'), { code });
    const { simulator, get } = setUp(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(await get()).toBe('unreachable');
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('the end of the call', () => {
  it('prevents a retry that would only start after it', async () => {
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '4' }));
    expect(await get({ timeLeftMs: 3_000 })).toBe('cloudflare_trouble');
    expect(simulator.requests).toHaveLength(1);
  });

  it.each([
    ['before the first request', () => AbortSignal.abort(), 0],
    ['in flight', () => abortedSoon(), 1],
  ])('comes at once when the caller goes away %s', async (_what, signal, requests) => {
    const { simulator, get } = setUp(slowHeaders(FOR_EVER_MS));
    expect(await get({ signal: signal() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(requests);
  });

  it('comes at once in the middle of a body', async () => {
    const { get } = setUp(stalledBody());
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
  });

  it('comes while a retry is waiting, which is then not sent', async () => {
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '4' }), 1);
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(1);
  });

  it('comes while a request is queued, which is then not sent', async () => {
    const { simulator, get } = setUp(slowHeaders(FOR_EVER_MS));
    const others = new AbortController();
    const before = Array.from({ length: REQUESTS_AT_ONCE_MAX }, () => get({ signal: others.signal }));
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(REQUESTS_AT_ONCE_MAX);
    others.abort();
    expect(new Set(await Promise.all(before))).toEqual(new Set(['cancelled']));
  });

  it('is a time-out, not a cancellation, when its time is up', async () => {
    const { get } = setUp(slowHeaders(FOR_EVER_MS));
    expect(await get({ signal: AbortSignal.timeout(20) })).toBe('no_answer');
  });
});

describe('a rate limit that many requests hit', () => {
  it('stops every request that waits from being sent', async () => {
    const { simulator, get } = setUp(rateLimited(60));
    const kinds = await Promise.all(Array.from({ length: 2 * REQUESTS_AT_ONCE_MAX }, () => get()));
    expect(new Set(kinds)).toEqual(new Set(['rate_limited']));
    expect(simulator.requests.length).toBeLessThanOrEqual(REQUESTS_AT_ONCE_MAX);
    expect(await get()).toBe('rate_limited');
    expect(simulator.requests.length).toBeLessThanOrEqual(REQUESTS_AT_ONCE_MAX);
  });

  it('does not last longer because of requests that were refused here and never sent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { rateLimiter, get } = setUp((_request, _signal, proceed) => proceed());
    rateLimiter.blockFor(60);
    vi.setSystemTime(Date.now() + 59_500);
    expect(await get({ timeLeftMs: 100 })).toBe('rate_limited');
    vi.setSystemTime(Date.now() + 500);
    expect(await get()).toBe(200);
  });

  it('lets all of them through when it is over after a second', async () => {
    vi.useFakeTimers();
    const { get } = setUp(rateLimited(1), 1);
    const all = Promise.all(Array.from({ length: 20 }, () => get()));
    await vi.advanceTimersByTimeAsync(3_000);
    const outcomes = await all;
    expect(outcomes.filter((outcome) => outcome !== 200)).toEqual([]);
  });
});

function abortedSoon(): AbortSignal {
  const caller = new AbortController();
  setTimeout(() => caller.abort(), 30);
  return caller.signal;
}
