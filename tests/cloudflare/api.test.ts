/** The SDK as it is used here: only GET leaves, with one credential, whatever the environment holds; never an empty list by mistake. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { type Fetch, fetchOverNetwork } from '../../src/cloudflare/http/client.ts';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import type { Credential } from '../../src/settings/credential.ts';
import { errorAnswer, htmlPage, successFalse, truncatedJson } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';

const ID = '0'.repeat(32);
const token: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
const key: Credential = { kind: 'global_api_key', key: 'f'.repeat(37), email: 'me@example.com' };

function open(baseUrl: string, credential: Credential, fetch: Fetch) {
  const connection = new Connection({ credential, accountId: DEMO_ACCOUNT_ID, baseUrl, fetch });
  const signal = new AbortController().signal;
  return new Cloudflare(connection, { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined });
}

function simulated(answer?: Fault['answer']) {
  const faults = answer ? [{ when: () => true, answer }] : [];
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults });
  return { simulator, api: open(BASE_URL_DEFAULT, token, simulator.fetch).api };
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
      CLOUDFLARE_CUSTOM_HEADERS: 'Authorization: Bearer PLANTED\nX-Auth-Key: PLANTED\nX-Planted: PLANTED',
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
    open(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`,
      credential,
      fetchOverNetwork,
    );
  const auth = ({ headers }: IncomingMessage) =>
    Object.fromEntries(Object.entries(headers).filter(([name]) => /^(authorization|x-)/.test(name)));

  it('exactly the token leaves in token mode', async () => {
    await wire(token).api.zones.list({ page: 1 });
    expect(requests.map(auth)).toEqual([{ authorization: `Bearer ${DEMO_API_TOKEN}` }]);
    expect(JSON.stringify(requests[0]?.rawHeaders)).not.toContain('PLANTED');
  });

  it('exactly the key and its e-mail leave in key mode', async () => {
    await wire(key).api.user.get();
    expect(requests.map(auth)).toEqual([{ 'x-auth-key': 'f'.repeat(37), 'x-auth-email': 'me@example.com' }]);
    expect(JSON.stringify(requests[0]?.rawHeaders)).not.toContain('PLANTED');
  });

  it('not a byte goes to stdout, whatever CLOUDFLARE_LOG says', async () => {
    const sinks = [
      vi.spyOn(process.stdout, 'write').mockReturnValue(true),
      ...(['debug', 'info', 'log', 'warn'] as const).map((name) => vi.spyOn(console, name).mockReturnValue()),
    ];
    await wire(token).api.zones.list({ page: 1 });
    const written = sinks.map(({ mock }) => mock.calls.length);
    vi.restoreAllMocks();
    expect(written).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('whatever changes something', () => {
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
    ['post', () => api.client.post('/graphql', { body: {} })],
  ])('%s is refused, and no request is sent', async (_name, change) => {
    await expect(change()).rejects.toThrow();
    expect(simulator.requests).toEqual([]);
  });
});

describe('a list', () => {
  it.each([
    ['an HTML page', htmlPage(200), 'cloudflare_trouble'],
    ['cut JSON', truncatedJson(), 'cloudflare_trouble'],
    ['success that is false', errorAnswer(200, []), 'cloudflare_trouble'],
    ['the limit under 200', successFalse(), 'rate_limited'],
  ])('is never empty because of %s', async (_what, answer, kind) => {
    const { api } = simulated(answer);
    const failure = await api.zones.list().then(
      () => expect.fail('it answered'),
      (error: unknown) => failureIn(error),
    );
    expect(failure?.kind).toBe(kind);
  });

  it.each([['text/plain'], ['text/json; charset=utf-8'], [undefined]])(
    'is read whole, although a proxy calls it %s',
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
