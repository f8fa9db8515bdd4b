/** What a credential's requests need of the network: as many at once as the protocol is good for, over few connections. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { ConnectionPool } from '../../src/cloudflare/connection-pool.ts';
import { REQUESTS_AT_ONCE_HTTP1_MAX, REQUESTS_AT_ONCE_MAX } from '../../src/limits/cloudflare.ts';
import { token } from '../client.ts';
import { openServer, type Protocol } from './http/protocol-server.ts';

const EMPTY =
  '{"success":true,"errors":[],"messages":[],"result":[],"result_info":{"count":0,"total_count":0}}';

/** A server that counts, and callers with a credential each. */
async function open(protocol: Protocol) {
  let now = 0;
  const seen = { most: 0, requests: 0 };
  const { client, url, sockets } = await openServer(protocol, async (_request, response) => {
    seen.requests++;
    seen.most = Math.max(seen.most, ++now);
    await wait(20);
    now--;
    response.end(EMPTY);
  });
  const baseUrl = new URL('/client/v4', url).href;
  const pool = new ConnectionPool({
    baseUrl,
    fetch: client.fetch,
    requestsAtOnce: () => client.requestsAtOnce(baseUrl),
  });
  const call = {
    signal: AbortSignal.timeout(10_000),
    deadlineMs: Date.now() + 10_000,
    onRequest: () => undefined,
  };
  const caller = (name: string) =>
    new Cloudflare(pool.of({ credential: token(name), accountId: undefined }), call).api;
  return { seen, sockets, caller };
}

describe('one credential', () => {
  it.each<[Protocol, number, number]>([
    ['HTTP/2', REQUESTS_AT_ONCE_MAX, 1],
    ['HTTP/1.1', REQUESTS_AT_ONCE_HTTP1_MAX, REQUESTS_AT_ONCE_HTTP1_MAX],
  ])('over %s has %i requests at once, over %i connections', async (protocol, atOnce, connections) => {
    const { seen, sockets, caller } = await open(protocol);
    const api = caller('a');
    await Promise.all(Array.from({ length: 90 }, () => api.zones.list()));
    expect(seen).toEqual({ most: atOnce, requests: 90 });
    expect(sockets.size).toBe(connections);
  });
});

describe('a burst of 200 callers, each with a credential of its own', () => {
  it('opens as many HTTP/2 connections as their requests need, and each is answered with one request', async () => {
    const { seen, sockets, caller } = await open('HTTP/2');
    await Promise.all(Array.from({ length: 200 }, (_, n) => caller(`caller-${n}`).zones.list()));
    expect(seen.requests).toBe(200);
    expect(sockets.size).toBe(2);
  });
});
