/** Faults fail like a real network, end when they should, and stop when the caller aborts. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  connectionRefused,
  dnsFailure,
  errorAnswer,
  htmlPage,
  lyingTotal,
  onPath,
  rateLimited,
  redirectTo,
  slowHeaders,
  stalledBody,
  successFalse,
  tlsFailure,
  truncatedJson,
} from '../../src/simulator/faults.ts';
import { DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';
import { API, bearer, type Envelope, get, NOW, sample } from './client.ts';

const ZONES = `${API}/zones`;
const headers = bearer(DEMO_API_TOKEN);
const always = (answer: Fault['answer']) => sample([{ when: () => true, answer }]);

afterEach(() => {
  vi.useRealTimers();
});

describe('faults', () => {
  it.each([
    ['ECONNREFUSED', connectionRefused()],
    ['ENOTFOUND', dnsFailure()],
    ['CERT_HAS_EXPIRED', tlsFailure()],
  ])('%s rejects like undici', async (code, answer) => {
    const failed = await always(answer)
      .fetch(ZONES, { headers })
      .catch((error: Error) => error);
    expect(failed).toBeInstanceOf(TypeError);
    expect(failed).toMatchObject({ message: 'fetch failed', cause: { code } });
  });

  it('an HTML page, truncated JSON and `success: false` keep their status', async () => {
    const page = await always(htmlPage(502)).fetch(ZONES);
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=UTF-8']);
    const cut = await always(truncatedJson()).fetch(ZONES, { headers });
    expect(cut.status).toBe(200);
    await expect(cut.json()).rejects.toThrow(SyntaxError);
    expect(await get(always(successFalse()), '/zones')).toMatchObject({ status: 200, success: false });
  });

  it('a rate limit says when to try again', async () => {
    const response = await always(rateLimited(7)).fetch(ZONES, { headers });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('ratelimit')).toBe('"default";r=0;t=7');
  });

  it('a wrong total does not change the rows', async () => {
    const { result, result_info } = await get(always(lyingTotal(1000)), '/zones');
    expect(result).toHaveLength(12);
    expect(result_info).toMatchObject({ count: 12, total_count: 1000, total_pages: 50 });
  });

  it('a fault answers only the requests that it is for, and only so many times', async () => {
    const answer = errorAnswer(503, [{ code: 10001, message: 'internal error' }]);
    const simulator = sample([{ when: onPath(/^\/zones$/g), times: 2, answer }]);
    const statuses: number[] = [];
    for (const path of ['/accounts', '/zones', '/zones', '/zones']) {
      statuses.push((await get(simulator, path)).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200]);
  });
});

describe('an abort', () => {
  const reason = new Error('aborted by the test');

  it.each([
    ['latency', createSimulator({ world: sampleWorld(NOW), latencyMs: 60_000 })],
    ['slow headers', always(slowHeaders(60_000))],
    ['an answer that never comes', always(() => new Promise(() => {}))],
  ])('ends %s with its own reason', async (_what, simulator) => {
    const controller = new AbortController();
    const pending = simulator.fetch(ZONES, { headers, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 10);
    await expect(pending).rejects.toBe(reason);
  });

  it('ends a stalled body', async () => {
    const controller = new AbortController();
    const response = await always(stalledBody()).fetch(ZONES, { headers, signal: controller.signal });
    expect(response.status).toBe(200);
    setTimeout(() => controller.abort(reason), 10);
    await expect(response.text()).rejects.toBe(reason);
  });

  it('before the start keeps the request from being sent', async () => {
    const simulator = sample();
    await expect(simulator.fetch(ZONES, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(simulator.requests).toEqual([]);
  });

  it('is the only thing that ends a slow answer', async () => {
    const response = await always(slowHeaders(5)).fetch(new Request(ZONES, { headers }));
    expect(((await response.json()) as Envelope).result).toHaveLength(12);
  });
});

describe('redirects', () => {
  const elsewhere = () =>
    sample([{ when: onPath(/zones/), times: 1, answer: redirectTo('https://evil.example/x') }]);

  it('fail or are returned, depending on the redirect mode', async () => {
    await expect(elsewhere().fetch(ZONES, { headers, redirect: 'error' })).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { message: 'unexpected redirect' },
    });
    const response = await elsewhere().fetch(ZONES, { headers, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://evil.example/x']);
  });

  it('are followed by default, and then the other host receives the Global API key', async () => {
    const simulator = elsewhere();
    await simulator.fetch(ZONES, { headers: { ...headers, 'x-auth-key': 'k' } });
    const last = simulator.requests[1];
    expect([last?.url.host, last?.headers.get('authorization'), last?.headers.get('x-auth-key')]).toEqual([
      'evil.example',
      null,
      'k',
    ]);
  });

  it('that form a circle end', async () => {
    await expect(always(redirectTo(ZONES)).fetch(ZONES, { headers })).rejects.toThrow('fetch failed');
  });
});

describe('every answer', () => {
  it('has a ray id and the state of the rate limit', async () => {
    const simulator = sample();
    const first = await simulator.fetch(ZONES, { headers });
    const second = await simulator.fetch(ZONES);
    expect(first.headers.get('cf-ray')).toBe('8f2d0c1a2b3c4d5f-FRA');
    expect(second.headers.get('cf-ray')).toBe('8f2d0c1a2b3c4d60-FRA');
    expect(second.headers.get('ratelimit')).toBe('"default";r=1198;t=300');
    expect(second.headers.get('ratelimit-policy')).toBe('"default";q=1200;w=300');
    expect(second.headers.get('content-type')).toBe('application/json');
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/zones', '/zones']);
  });
});

describe('more than 1,200 requests', () => {
  it('are refused for five minutes, as Cloudflare does, and counted anew after that', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const simulator = sample();
    const statusOf = async () => (await simulator.fetch(ZONES)).status;
    const served = await statusOf();
    for (let n = 1; n < 1_200; n++) await simulator.fetch(ZONES);
    vi.setSystemTime(Date.now() + 299_000);
    const refused = await simulator.fetch(ZONES);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300']);
    vi.setSystemTime(Date.now() + 299_000);
    expect(await statusOf()).toBe(429);
    vi.setSystemTime(Date.now() + 1_000);
    expect(await statusOf()).toBe(served);
  });
});
