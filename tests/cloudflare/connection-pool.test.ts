/** One connection for each credential and account: never shared, limited in number, forgotten when idle. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { ConnectionPool } from '../../src/cloudflare/connection-pool.ts';
import { HttpClient } from '../../src/cloudflare/http/http-client.ts';
import { CONNECTION_IDLE_MS, CONNECTIONS_MAX } from '../../src/limits/callers.ts';
import type { Credential } from '../../src/settings/credential.ts';
import { token } from '../client.ts';
import { openServer } from './http/protocol-server.ts';

const newPool = () =>
  new ConnectionPool({ baseUrl: 'https://api.example/v4', fetch: new HttpClient().fetch });
const of = (name: string, accountId?: string) => ({ credential: token(name), accountId });

afterEach(() => {
  vi.useRealTimers();
});

describe('the pool', () => {
  it('gives the same connection to the same credential and account, so that they share its budget', () => {
    const pool = newPool();
    expect(pool.of(of('a', 'x'))).toBe(pool.of(of('a', 'x')));
    expect(pool.of(of('a'))).toBe(pool.of(of('a')));
    expect(pool.size).toBe(2);
  });

  it('gives different connections if token, kind, e-mail or account differ', () => {
    const pool = newPool();
    const key = (secret: string, email: string): Credential => ({
      kind: 'global_api_key',
      key: secret,
      email,
    });
    const all = [
      of('a', 'x'),
      of('a', 'y'),
      of('a'),
      of('b', 'x'),
      { credential: key('a', 'x'), accountId: 'x' },
      { credential: key('a', 'y'), accountId: 'x' },
      { credential: key('ax', ''), accountId: 'x' },
      { credential: key('', 'ax'), accountId: 'x' },
      of('a","x'),
    ].map((own) => pool.of(own));
    expect(new Set(all).size).toBe(9);
    // Cloudflare counts by credential: the first three differ only in the account, and share one rate limiter.
    expect(new Set(all.map(({ rateLimiter }) => rateLimiter)).size).toBe(7);
    expect(new Set(all.map(({ zones }) => zones)).size).toBe(9);
  });

  it('passes the shared options to every connection, and the credential to its own only', () => {
    const pool = newPool();
    const { endpoint, configuredAccountId } = pool.of(of('a', 'x'));
    expect(endpoint).toMatchObject({ baseUrl: 'https://api.example/v4', credential: token('a') });
    expect(configuredAccountId).toBe('x');
    expect(pool.of(of('b')).configuredAccountId).toBeUndefined();
  });
});

describe('a connection in the pool', () => {
  const fill = (pool: ConnectionPool, count: number) => {
    for (let n = 0; n < count; n++) pool.of(of(`token-${n}`));
  };

  it('is forgotten when there are too many, starting with those used longest ago', () => {
    const pool = newPool();
    const first = pool.of(of('first'));
    const second = pool.of(of('second'));
    pool.of(of('first'));
    fill(pool, CONNECTIONS_MAX - 1);
    expect(pool.size).toBe(CONNECTIONS_MAX);
    expect(pool.of(of('second'))).not.toBe(second);
    expect(pool.of(of('token-998'))).toBe(pool.of(of('token-998')));
    fill(pool, 3 * CONNECTIONS_MAX);
    expect(pool.size).toBe(CONNECTIONS_MAX);
    expect(pool.of(of('first'))).not.toBe(first);
  });

  it('stays when the pool is full and all its callers come back', () => {
    const pool = newPool();
    const names = Array.from({ length: CONNECTIONS_MAX }, (_, n) => `token-${n}`);
    const before = names.map((name) => pool.of(of(name)));
    const after = names.map((name) => pool.of(of(name)));
    expect(after.filter((connection, at) => connection !== before[at])).toHaveLength(0);
    expect(pool.size).toBe(CONNECTIONS_MAX);
  });

  it('is forgotten after ten minutes without use, and kept while it is used', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const pool = newPool();
    const busy = pool.of(of('busy'));
    const idle = pool.of(of('idle'));
    for (let n = 0; n < 4; n++) {
      vi.setSystemTime(Date.now() + CONNECTION_IDLE_MS / 3);
      expect(pool.of(of('busy'))).toBe(busy);
    }
    expect(pool.size).toBe(1);
    expect(pool.of(of('idle'))).not.toBe(idle);
  });

  it('is a new one for a credential that comes back after ten minutes', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const pool = newPool();
    const before = pool.of(of('a'));
    vi.setSystemTime(Date.now() + CONNECTION_IDLE_MS + 1);
    expect(pool.of(of('a'))).not.toBe(before);
    expect(pool.size).toBe(1);
  });
});

describe('many callers with credentials of their own', () => {
  const IDLE_MS = 100;
  const OK =
    '{"success":true,"errors":[],"messages":[],"result":[],"result_info":{"count":0,"total_count":0}}';

  async function serve(idleMs?: number) {
    const asked = new Set<string | undefined>();
    const { client, sockets, url } = await openServer(
      'HTTP/2',
      async ({ headers }, response) => {
        asked.add(headers.authorization);
        await wait(5);
        response.end(OK);
      },
      idleMs === undefined ? {} : { idleMs },
    );
    const pool = new ConnectionPool({
      baseUrl: new URL('/client/v4', url).href,
      fetch: client.fetch,
      requestsAtOnce: () => client.requestsAtOnce(url),
    });
    const ask = (caller: number) => {
      const call = {
        signal: new AbortController().signal,
        deadlineMs: Date.now() + 10_000,
        onRequest: () => undefined,
      };
      return new Cloudflare(pool.of(of(`caller-${caller}`)), call).api.zones.list();
    };
    const open = () => [...sockets].filter(({ destroyed }) => !destroyed).length;
    return { ask, asked, open, sockets };
  }
  const callers = (count: number) => Array.from({ length: count }, (_, caller) => caller);

  it('share two connections, however often they come', async () => {
    const { ask, asked, sockets } = await serve();
    for (let burst = 0; burst < 2; burst++) {
      await Promise.all(callers(200).map(ask));
      expect([asked.size, sockets.size]).toEqual([200, 2]);
    }
  });

  it('leave idle connections, which are closed, while the one that is still used stays', async () => {
    const { ask, open } = await serve(IDLE_MS);
    await Promise.all(callers(101).map(ask));
    const untilMs = Date.now() + 2.5 * IDLE_MS;
    while (Date.now() < untilMs) {
      await ask(0);
      await wait(IDLE_MS / 10);
    }
    expect(open()).toBe(1);
    await expect.poll(open, { interval: IDLE_MS / 10 }).toBe(0);
    await ask(0);
    expect(open()).toBe(1);
  });
});
