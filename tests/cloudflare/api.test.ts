/** The SDK as it is used here: only our requests are sent, whatever the environment holds, and our failures come out whole. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import type { Fetch } from '../../src/cloudflare/http/fetch.ts';
import { HttpClient } from '../../src/cloudflare/http/http-client.ts';
import type { Timing } from '../../src/cloudflare/http/timing.ts';
import { RETRIES_MAX, UPSTREAM_BYTES_MAX } from '../../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import type { Credential } from '../../src/settings/credential.ts';
import {
  errorAnswer,
  htmlPage,
  slowHeaders,
  stalledBody,
  successFalse,
  truncatedJson,
} from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';
import { WITHOUT_DELAY } from '../client.ts';

const ID = '0'.repeat(32);
const token: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
const key: Credential = { kind: 'global_api_key', key: 'f'.repeat(37), email: 'me@example.com' };

const { fetch: httpFetch } = new HttpClient();
const never = new AbortController().signal;

interface Options {
  readonly signal?: AbortSignal;
  readonly timing?: Partial<Timing>;
}

function open(baseUrl: string, credential: Credential, fetch: Fetch, options: Options = {}) {
  const { signal = never, timing = WITHOUT_DELAY } = options;
  const accountId = DEMO_ACCOUNT_ID;
  const connection = new Connection({ credential, accountId, baseUrl, fetch, timing });
  return new Cloudflare(connection, { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined });
}

function simulated(answer?: Fault['answer'], options: Options = {}) {
  const faults = answer ? [{ when: () => true, answer }] : [];
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults });
  return { simulator, api: open(BASE_URL_DEFAULT, token, simulator.fetch, options).api };
}

describe('on the wire, with a hostile environment', () => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.setHeader('content-type', 'application/json');
    response.end('{"success":true,"errors":[],"messages":[],"result":[],"result_info":{"total_count":0}}');
  });

  beforeEach(async () => {
    for (const [name, value] of Object.entries({
      CLOUDFLARE_API_TOKEN: 'PLANTED-token',
      CLOUDFLARE_API_KEY: 'PLANTED-key',
      CLOUDFLARE_EMAIL: 'PLANTED@example.com',
      CLOUDFLARE_API_USER_SERVICE_KEY: 'PLANTED-service',
      CLOUDFLARE_CUSTOM_HEADERS:
        'Authorization: Bearer PLANTED\nX-Auth-Key: PLANTED\nX-Auth-Email: PLANTED\nX-Planted: PLANTED',
      CLOUDFLARE_BASE_URL: 'https://PLANTED.example',
      CLOUDFLARE_LOG: 'debug',
    })) {
      vi.stubEnv(name, value);
    }
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    requests.length = 0;
    server.closeAllConnections();
    server.close();
  });

  const wire = (credential: Credential) =>
    open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`, credential, httpFetch);
  const auth = ({ headers }: IncomingMessage) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => /^(authorization|x-)/.test(name)));

  it('exactly the token is sent for an API token', async () => {
    await wire(token).api.zones.list({ page: 1 });
    expect(requests.map(auth)).toEqual([{ authorization: `Bearer ${DEMO_API_TOKEN}` }]);
    expect(JSON.stringify(requests[0]?.rawHeaders)).not.toContain('PLANTED');
  });

  it('the SDK holds no credential, neither ours nor one from the environment', () => {
    const { apiToken, apiKey, apiEmail, userServiceKey } = wire(token).api;
    expect([apiToken, apiKey, apiEmail, userServiceKey]).toEqual([null, null, null, null]);
  });

  it('exactly the key and its e-mail are sent for a Global API Key', async () => {
    await wire(key).api.user.get();
    expect(requests.map(auth)).toEqual([{ 'x-auth-key': 'f'.repeat(37), 'x-auth-email': 'me@example.com' }]);
    expect(JSON.stringify(requests[0]?.rawHeaders)).not.toContain('PLANTED');
  });

  it('nothing is written to stdout, whatever CLOUDFLARE_LOG says', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const log = vi.fn();
    // A console of its own: the SDK keeps the functions of one that it has used before.
    vi.stubGlobal('console', { debug: log, info: log, log, warn: log, error: log });
    await wire(token).api.zones.list({ page: 1 });
    vi.unstubAllGlobals();
    const written = write.mock.calls;
    vi.restoreAllMocks();
    expect([written, log.mock.calls]).toEqual([[], []]);
  });
});

describe('a request that would change something', () => {
  const { api, simulator } = simulated();

  it.each([
    ['zones.create', () => api.zones.create({ account: {}, name: 'x.example' })],
    ['zones.delete', () => api.zones.delete({ zone_id: ID })],
    ['zones.edit', () => api.zones.edit({ zone_id: ID, paused: true })],
    ['zones.settings.edit', () => api.zones.settings.edit('ssl', { zone_id: ID, value: 'off' } as never)],
    ['dns.records.create', () => api.dns.records.create({ zone_id: ID } as never)],
    ['dns.records.update', () => api.dns.records.update(ID, { zone_id: ID } as never)],
    ['dns.records.delete', () => api.dns.records.delete(ID, { zone_id: ID })],
    ['dns.dnssec.delete', () => api.dns.dnssec.delete({ zone_id: ID })],
    ['user.tokens.delete', () => api.user.tokens.delete(ID)],
    ['post', () => api.post('/graphql', { body: {} })],
  ])('(%s) is refused, and nothing is sent', async (_name, change) => {
    await expect(change()).rejects.toThrow();
    expect(simulator.requests).toEqual([]);
  });
});

describe('a failure', () => {
  const failureOf = async (asked: Promise<unknown>) =>
    failureIn(await asked.then(() => expect.fail('it answered')).catch((error: unknown) => error));

  // The SDK takes an error whose text looks like a time-out for its own, and would lose what it was.
  it.each(['ETIMEDOUT', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'timed out'])(
    'of the connection (%s) comes out of the SDK with all its facts',
    async (code) => {
      const cause = Object.assign(new Error(`connect ${code} 192.0.2.1:443: timed out`), { code });
      const { api, simulator } = simulated(() => Promise.reject(new TypeError('fetch failed', { cause })));
      const failure = await failureOf(api.zones.list());
      expect(failure).toMatchObject({ kind: 'unreachable', facts: { path: '/zones', code } });
      expect(simulator.requests).toHaveLength(3);
    },
  );

  it.each([
    ['a time-out for the headers', slowHeaders(60_000), 'no_answer', undefined],
    ['a time-out for the body', stalledBody(), 'no_answer', 200],
    ['an answer that Cloudflare refuses', errorAnswer(404, []), 'not_found', 404],
  ])('(%s) comes out of the SDK after one request', async (_what, answer, kind, status) => {
    const timing = { headersTimeoutMs: 100, bodyTimeoutMs: 100 };
    const { api, simulator } = simulated(answer, { timing });
    const failure = await failureOf(api.zones.list());
    expect(failure).toMatchObject({ kind, facts: { path: '/zones' } });
    expect(failure?.facts.status).toBe(status);
    expect(simulator.requests).toHaveLength(1);
  });

  it('is never retried by the SDK, only by us', async () => {
    const { api, simulator } = simulated(htmlPage(503));
    expect((await failureOf(api.zones.list()))?.kind).toBe('cloudflare_trouble');
    expect(simulator.requests).toHaveLength(1 + RETRIES_MAX);
  });

  it.each([
    ['the headers', slowHeaders(60_000)],
    ['the body', stalledBody()],
  ])('is a cancellation when the caller goes away while waiting for %s', async (_what, answer) => {
    const caller = new AbortController();
    const { api, simulator } = simulated(answer, { signal: caller.signal });
    const outcome = failureOf(api.zones.list());
    await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
    caller.abort();
    expect((await outcome)?.kind).toBe('cancelled');
  });

  it('is an answer that is larger than the limit', async () => {
    const server = createServer((_request, response) =>
      response.end(Buffer.alloc(UPSTREAM_BYTES_MAX + 1, ' ')),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { api } = open(`http://127.0.0.1:${port}/client/v4`, token, httpFetch);
    const failure = await failureOf(api.zones.list());
    expect(failure).toMatchObject({ kind: 'cloudflare_trouble', facts: { code: 'answer too large' } });
  });
});

describe('a list', () => {
  it.each([
    ['an HTML page', htmlPage(200), 'cloudflare_trouble'],
    ['cut JSON', truncatedJson(), 'cloudflare_trouble'],
    ['success that is false', errorAnswer(200, []), 'cloudflare_trouble'],
    ['the rate limit with HTTP 200', successFalse(), 'rate_limited'],
  ])('is never empty because of %s', async (_what, answer, kind) => {
    const { api } = simulated(answer);
    const error = await api.zones.list().then(
      () => expect.fail('it answered'),
      (thrown: unknown) => thrown,
    );
    expect(failureIn(error)?.kind).toBe(kind);
  });

  it.each([['text/plain'], ['text/json; charset=utf-8'], [undefined]])(
    'is read whole even if a proxy says its type is %s',
    async (type) => {
      const { api } = simulated((_request, _signal, proceed) => {
        const response = proceed();
        if (type === undefined) response.headers.delete('content-type');
        else response.headers.set('content-type', type);
        return response;
      });
      expect((await api.zones.list({ account: { id: DEMO_ACCOUNT_ID } })).result).toHaveLength(12);
    },
  );

  it('is one request, with the parameters as the API spells them', async () => {
    const { api, simulator } = simulated();
    const page = await api.zones.list({ account: { id: DEMO_ACCOUNT_ID }, page: 1, per_page: 5 });
    expect(page.result).toHaveLength(5);
    expect(simulator.requests.map(({ query }) => query.toString())).toEqual([
      `account.id=${DEMO_ACCOUNT_ID}&page=1&per_page=5`,
    ]);
  });
});
