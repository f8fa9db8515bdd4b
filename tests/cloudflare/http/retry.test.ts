/** Retries: how often, for what, and never longer or after the caller's word. Requests are counted where they arrive. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { Gate } from '../../../src/cloudflare/http/rate-limiter.ts';
import { send } from '../../../src/cloudflare/http/retry.ts';
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

const FOR_EVER_MS = 1_000_000_000;
/** So that a test does not wait for the backoff: `Retry-After` decides alone where it is given. */
const AT_ONCE = { 'retry-after': '0' };

afterEach(() => {
  vi.useRealTimers();
});

function setUp(answer: Fault['answer'], times = Number.POSITIVE_INFINITY) {
  const fault = { when: () => true, times, answer };
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults: [fault] });
  const credential = { kind: 'api_token', token: DEMO_API_TOKEN } as const;
  const via = { baseUrl: BASE_URL_DEFAULT, credential, fetch: simulator.fetch };
  const gate = new Gate();
  const told = { requests: 0 };
  const get = ({ signal = new AbortController().signal, timeLeftMs = 60_000 } = {}) =>
    send(
      via,
      gate,
      { signal, deadlineMs: Date.now() + timeLeftMs, onRequest: () => told.requests++ },
      `${BASE_URL_DEFAULT}/zones`,
      'GET',
    ).then(
      ({ status }) => status,
      (error: unknown) => failureIn(error)?.kind ?? error,
    );
  return { simulator, gate, told, get };
}

describe('what may pass', () => {
  it.concurrent.each([
    ['408', errorAnswer(408, [], AT_ONCE), 'no_answer'],
    ['429', rateLimited(0), 'rate_limited'],
    ['500', errorAnswer(500, [], AT_ONCE), 'cloudflare_trouble'],
    ['503', errorAnswer(503, [{ code: 10001, message: 'internal error' }], AT_ONCE), 'cloudflare_trouble'],
    ['521', errorAnswer(521, [], AT_ONCE), 'cloudflare_trouble'],
    ['a page of 502', htmlPage(502), 'cloudflare_trouble'],
    ['a refused connection', connectionRefused(), 'unreachable'],
    ['an unknown name', dnsFailure(), 'unreachable'],
  ])('%s is tried twice more, and then told', async (_what, answer, kind) => {
    const { simulator, told, get } = setUp(answer);
    expect(await get()).toBe(kind);
    expect([simulator.requests.length, told.requests]).toEqual([3, 3]);
  });

  it.concurrent.each([1, 2])('is forgotten when it heals after %i', async (times) => {
    const { simulator, get } = setUp(errorAnswer(503, [], AT_ONCE), times);
    expect(await get()).toBe(200);
    expect(simulator.requests).toHaveLength(times + 1);
  });

  it('is waited for with Retry-After 1 and heals', async () => {
    const { simulator, get } = setUp(rateLimited(1), 1);
    expect(await get()).toBe(200);
    expect(simulator.requests).toHaveLength(2);
  });
});

describe('what will not pass', () => {
  it.concurrent.each([
    ['400', errorAnswer(400, [{ code: 1002, message: '' }], AT_ONCE), 'invalid_request'],
    ['401', errorAnswer(401, [{ code: 10000, message: '' }], AT_ONCE), 'credential_refused'],
    ['403', errorAnswer(403, [{ code: 9109, message: 'Unauthorized' }], AT_ONCE), 'permission_missing'],
    ['404', errorAnswer(404, [{ code: 7003, message: '' }], AT_ONCE), 'not_found'],
    ['410', errorAnswer(410, [], AT_ONCE), 'endpoint_retired'],
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
  ])('%s is told after one request', async (_what, answer, kind) => {
    const { simulator, get } = setUp(answer);
    expect(await get()).toBe(kind);
    expect(simulator.requests).toHaveLength(1);
  });

  it.concurrent.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('the TLS fault %s is told after one request', async (code) => {
    const cause = Object.assign(new Error('tls'), { code });
    const { simulator, get } = setUp(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(await get()).toBe('unreachable');
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('the time of the call', () => {
  it('is not slept through: no retry that would start after its end', async () => {
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '4' }));
    expect(await get({ timeLeftMs: 3_000 })).toBe('cloudflare_trouble');
    expect(simulator.requests).toHaveLength(1);
  });

  it.each([
    ['before the first request', () => AbortSignal.abort(), 0],
    ['in flight', () => abortedSoon(), 1],
  ])('ends at once when the caller goes away %s', async (_what, signal, requests) => {
    const { simulator, get } = setUp(slowHeaders(FOR_EVER_MS));
    expect(await get({ signal: signal() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(requests);
  });

  it('ends at once in the middle of a body', async () => {
    const { get } = setUp(stalledBody());
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
  });

  it('ends while waiting for a retry, without another request', async () => {
    const { simulator, get } = setUp(errorAnswer(503, [], { 'retry-after': '4' }), 1);
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(1);
  });

  it('ends in the queue, without a request of its own', async () => {
    const { simulator, get } = setUp(slowHeaders(FOR_EVER_MS));
    const others = new AbortController();
    const before = Array.from({ length: 8 }, () => get({ signal: others.signal }));
    expect(await get({ signal: abortedSoon() })).toBe('cancelled');
    expect(simulator.requests).toHaveLength(8);
    others.abort();
    expect(new Set(await Promise.all(before))).toEqual(new Set(['cancelled']));
  });

  it('when it is over is no answer, and no cancellation', async () => {
    const { get } = setUp(slowHeaders(FOR_EVER_MS));
    expect(await get({ signal: AbortSignal.timeout(20) })).toBe('no_answer');
  });
});

describe('a rate limit met by many', () => {
  it('keeps every request that waits from going out', async () => {
    const { simulator, get } = setUp(rateLimited(60));
    const kinds = await Promise.all(Array.from({ length: 40 }, () => get()));
    expect(new Set(kinds)).toEqual(new Set(['rate_limited']));
    expect(simulator.requests.length).toBeLessThanOrEqual(8);
    expect(await get()).toBe('rate_limited');
    expect(simulator.requests.length).toBeLessThanOrEqual(8);
  });

  it('is not prolonged by requests that were refused here and never sent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { gate, get } = setUp((_request, _signal, proceed) => proceed());
    gate.close(60);
    vi.setSystemTime(Date.now() + 59_500);
    expect(await get({ timeLeftMs: 100 })).toBe('rate_limited');
    vi.setSystemTime(Date.now() + 500);
    expect(await get()).toBe(200);
  });

  it('that is over after a second lets all of them through', async () => {
    const { get } = setUp(rateLimited(1), 1);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(outcomes.filter((outcome) => outcome !== 200)).toEqual([]);
  });
});

function abortedSoon(): AbortSignal {
  const caller = new AbortController();
  setTimeout(() => caller.abort(), 30);
  return caller.signal;
}
