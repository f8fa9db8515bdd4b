/** When the wait for a response ends: at the time-outs for headers and body, when the connection breaks, when the caller goes away. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { requestOnce } from '../../../src/cloudflare/http/request.ts';
import { TIMING_DEFAULT } from '../../../src/cloudflare/http/timing.ts';
import { BODY_TIMEOUT_MS, HEADERS_TIMEOUT_MS } from '../../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import {
  connectionRefused,
  dnsFailure,
  slowHeaders,
  stalledBody,
  tlsFailure,
} from '../../../src/simulator/faults.ts';
import { DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';

const FOR_EVER_MS = 1_000_000_000;
const never = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

function request(answer: Fault['answer'], signal = never, onHeaders = () => {}) {
  const world = sampleWorld(new Date());
  const { fetch } = createSimulator({ world, faults: [{ when: () => true, answer }] });
  const credential = { kind: 'api_token', token: DEMO_API_TOKEN } as const;
  const endpoint = { baseUrl: BASE_URL_DEFAULT, credential, fetch, timing: TIMING_DEFAULT };
  return requestOnce(endpoint, { method: 'GET', url: `${BASE_URL_DEFAULT}/zones` }, signal, onHeaders);
}

function watch(answer: Fault['answer'], signal = never) {
  const outcome: { headersSeen: boolean; settled?: unknown } = { headersSeen: false };
  const done = request(answer, signal, () => {
    outcome.headersSeen = true;
  }).then(
    () => {
      outcome.settled = 'answered';
    },
    (error: unknown) => {
      outcome.settled = failureIn(error)?.kind ?? error;
    },
  );
  return { outcome, done };
}

const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

describe('waiting', () => {
  it('for headers ends at its time-out, not before', async () => {
    fakeTimers();
    const { outcome, done } = watch(slowHeaders(FOR_EVER_MS));
    await vi.advanceTimersByTimeAsync(HEADERS_TIMEOUT_MS - 1);
    expect(outcome.settled).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(outcome).toEqual({ headersSeen: false, settled: 'no_answer' });
  });

  it('for a body that stalls ends at its own time-out, counted from the headers', async () => {
    fakeTimers();
    const { outcome, done } = watch(async (request, signal, proceed) => {
      await slowHeaders(HEADERS_TIMEOUT_MS - 10)(request, signal, proceed);
      return stalledBody()(request, signal, proceed);
    });
    await vi.advanceTimersByTimeAsync(HEADERS_TIMEOUT_MS - 10);
    await vi.waitFor(() => expect(outcome.headersSeen).toBe(true));
    await vi.advanceTimersByTimeAsync(BODY_TIMEOUT_MS - 1_000);
    expect(outcome.settled).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1_000);
    await done;
    expect(outcome.settled).toBe('no_answer');
  });

  it('leaves no timer behind, answered or not', async () => {
    fakeTimers();
    await watch((_request, _signal, proceed) => proceed()).done;
    await watch(connectionRefused()).done;
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['headers', slowHeaders(FOR_EVER_MS)],
    ['a body', stalledBody()],
  ])('for %s ends when the caller goes away', async (_what, answer) => {
    const caller = new AbortController();
    const { outcome, done } = watch(answer, caller.signal);
    setTimeout(() => caller.abort(), 10);
    await done;
    expect(outcome.settled).toBe('cancelled');
  });

  it('ends when the time of the call is up, which is not a cancellation', async () => {
    const { outcome, done } = watch(stalledBody(), AbortSignal.timeout(10));
    await done;
    expect(outcome.settled).toBe('no_answer');
  });
});

describe('a connection', () => {
  it.each([
    ['refused', connectionRefused(), 'ECONNREFUSED'],
    ['to an unknown name', dnsFailure(), 'ENOTFOUND'],
    ['with a bad certificate', tlsFailure(), 'CERT_HAS_EXPIRED'],
  ])('%s is unreachable, with the code of the operating system', async (_what, answer, code) => {
    await expect(request(answer)).rejects.toMatchObject({
      kind: 'unreachable',
      facts: { path: '/zones', code },
    });
  });

  it('that breaks within the body is trouble at Cloudflare, because there was a response', async () => {
    const broken = new TypeError('terminated', {
      cause: Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' }),
    });
    const { outcome, done } = watch(
      () => new Response(new ReadableStream({ start: (controller) => controller.error(broken) })),
    );
    await done;
    expect(outcome.settled).toBe('cloudflare_trouble');
  });
});
