/** Through a proxy: a tunnel with HTTP/2 inside, its password, its exceptions, and what is said when it fails. */
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CloudflareFailure } from '../../../src/cloudflare/http/failure.ts';
import { RateLimiter } from '../../../src/cloudflare/http/rate-limiter.ts';
import { sendWithRetries } from '../../../src/cloudflare/http/retry.ts';
import { TIMING_DEFAULT } from '../../../src/cloudflare/http/timing.ts';
import type { Proxies } from '../../../src/settings/proxies.ts';
import { token } from '../../client.ts';
import { openServer, PROTOCOLS, textOf } from './protocol-server.ts';

const OK = '{"success":true,"errors":[],"messages":[],"result":[]}';
const NONE: Proxies = { https: undefined, http: undefined, exceptions: undefined };

/** A real CONNECT proxy. */
async function openProxy(status = 200) {
  const tunnels: { target: string | undefined; headers: Record<string, unknown> }[] = [];
  const server = createServer().on('connect', ({ url, headers }, socket) => {
    tunnels.push({ target: url, headers });
    socket.on('error', () => undefined);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const upstream = connect(Number(url?.split(':')[1]), 'localhost', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { tunnels, host: `localhost:${port}`, url: `http://localhost:${port}` };
}

/** The kind of the failure, the code of the proxy, and the number of requests tried. */
async function failureThrough(proxies: Proxies) {
  let tried = 0;
  const { client, url } = await openServer('HTTP/2', (_request, response) => void response.end(OK), {
    proxies,
  });
  const baseUrl = new URL('/client/v4', url).href;
  const timing = { ...TIMING_DEFAULT, retryDelayMs: 1 };
  const endpoint = { baseUrl, credential: token('x'), fetch: client.fetch, timing };
  const call = {
    signal: AbortSignal.timeout(5_000),
    deadlineMs: Date.now() + 5_000,
    onRequest: () => void tried++,
  };
  const sent = sendWithRetries({ endpoint, rateLimiter: new RateLimiter() }, call, {
    url: `${baseUrl}/zones`,
    method: 'GET',
  });
  const failure = await sent.then(
    () => expect.fail('it answered'),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(CloudflareFailure);
  const { kind, facts } = failure as CloudflareFailure;
  return { kind, code: facts.code, tried };
}

describe('a proxy', () => {
  it.each(PROTOCOLS)(
    'opens one tunnel for requests in a row (%s), with only its own headers',
    async (protocol) => {
      const proxy = await openProxy();
      const proxies = { ...NONE, [protocol === 'HTTP/2' ? 'https' : 'http']: proxy.url };
      const { get, url, sockets } = await openServer(
        protocol,
        ({ headers }, response) => void response.end(JSON.stringify(headers)),
        { proxies },
      );
      const headers = { authorization: 'Bearer secret' };
      const seen = await textOf(get(undefined, { headers }));
      await textOf(get(undefined, { headers }));
      expect([proxy.tunnels.length, sockets.size]).toEqual([1, 1]);
      const [tunnel] = proxy.tunnels;
      expect(tunnel?.target).toBe(new URL(url).host);
      expect(Object.keys(tunnel?.headers ?? {}).sort()).toEqual(['connection', 'host', 'proxy-connection']);
      expect(seen).toContain('Bearer secret');
      expect(seen).not.toContain('proxy');
    },
  );

  it('carries 24 requests at once over one HTTP/2 connection, opened early', async () => {
    const proxy = await openProxy();
    const { client, get, url, sockets } = await openServer(
      'HTTP/2',
      (_request, response) => void response.end(OK),
      { proxies: { ...NONE, https: proxy.url } },
    );
    await client.connect(url);
    expect(proxy.tunnels).toHaveLength(1);
    await Promise.all(Array.from({ length: 24 }, () => textOf(get())));
    expect([proxy.tunnels.length, sockets.size]).toEqual([1, 1]);
    expect(client.requestsAtOnce(url)).toBe(24);
  });

  it('gets user and password, and the server does not', async () => {
    const proxy = await openProxy();
    const https = `http://me:p%40ss@${proxy.host}`;
    const { get } = await openServer(
      'HTTP/2',
      ({ headers }, response) => void response.end(JSON.stringify(headers)),
      { proxies: { ...NONE, https } },
    );
    const seen = await textOf(get());
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    expect(proxy.tunnels[0]?.headers['proxy-authorization']).toBe(basic);
    expect(seen).not.toContain('proxy');
  });

  it.each([
    ['localhost', 0],
    ['.example, localhost', 0],
    ['*', 0],
    ['other.example', 1],
  ])('is left out for the hosts in NO_PROXY (%s)', async (exceptions, count) => {
    const proxy = await openProxy();
    const { get } = await openServer('HTTP/2', (_request, response) => void response.end(OK), {
      proxies: { ...NONE, https: proxy.url, exceptions },
    });
    expect(await textOf(get())).toBe(OK);
    expect(proxy.tunnels).toHaveLength(count);
  });

  it.each([407, 403, 503])('that answers %i is told as such, and tried once', async (status) => {
    const proxy = await openProxy(status);
    const failure = await failureThrough({ ...NONE, https: proxy.url });
    expect(failure).toEqual({ kind: 'proxy_refused', code: `PROXY_${status}`, tried: 1 });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it.each(['http://localhost:1', 'http://nobody.invalid:3128'])(
    '(%s) that cannot be reached is told as such, and tried once',
    async (https) => {
      const failure = await failureThrough({ ...NONE, https });
      expect(failure).toEqual({ kind: 'proxy_unreachable', code: 'PROXY_UNREACHABLE', tried: 1 });
    },
  );

  it('that speaks no HTTP is told as such', async () => {
    const { createServer: createTcpServer } = await import('node:net');
    const server = createTcpServer((socket) => void socket.end('What?\r\n'));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    onTestFinished(() => void server.close());
    const https = `http://localhost:${(server.address() as AddressInfo).port}`;
    expect(await failureThrough({ ...NONE, https })).toMatchObject({ kind: 'proxy_unreachable', tried: 1 });
  });
});
