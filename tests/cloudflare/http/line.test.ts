/** One connection over its life: what it carries, and how the next one follows when it has ended or its host has changed. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { UPSTREAM_IDLE_MS } from '../../../src/limits/network.ts';
import { codeOf, openServer, PEM, PROTOCOLS, textOf } from './protocol-server.ts';

const BODY = '{"success":true}';

afterEach(() => {
  vi.useRealTimers();
});

describe('an HTTP/2 connection', () => {
  it('carries queries of GraphQL, which are POSTs, side by side', async () => {
    let now = 0;
    let most = 0;
    const { get } = await openServer('HTTP/2', async (_request, response) => {
      most = Math.max(most, ++now);
      await wait(30);
      now--;
      response.end(BODY);
    });
    const query = () => textOf(get(undefined, { method: 'POST', body: '{"query":"{}"}' }));
    await Promise.all([query(), query(), query(), textOf(get())]);
    expect(most).toBe(4);
  });

  it('that ends within several answers leaves none of them in pieces', async () => {
    let requests = 0;
    const { get } = await openServer('HTTP/2', async (_request, response) => {
      requests++;
      if (requests > 5) return void response.end(BODY);
      response.write(BODY.slice(0, 5));
      await wait(50);
      const { stream } = response as unknown as { stream: { session?: { goaway(code: number): void } } };
      if (requests === 5) stream.session?.goaway(0);
    });
    const texts = await Promise.all(
      Array.from({ length: 5 }, () =>
        get().then(async (response) => response.text().catch(({ code }) => code)),
      ),
    );
    expect(texts.filter((text) => text !== BODY && text !== 'ECONNRESET')).toEqual([]);
  });
});

describe.each(PROTOCOLS)('over %s', (protocol) => {
  it('a connection that was opened early and closed by the server costs no error', async () => {
    const { client, url, get, sockets } = await openServer(protocol, (_request, response) => {
      response.end(BODY);
    });
    await client.connect(url);
    for (const socket of sockets) socket.destroy();
    await wait(20);
    expect(await textOf(get())).toBe(BODY);
    expect(sockets.size).toBe(2);
  });

  it('a connection that was opened early is closed when no question comes, and the next is a new one', async () => {
    const { client, url, get, sockets } = await openServer(
      protocol,
      (_request, response) => void response.end(BODY),
      { idleMs: 50 },
    );
    await client.connect(url);
    await expect.poll(() => [...sockets].every(({ destroyed }) => destroyed)).toBe(true);
    expect(await textOf(get(AbortSignal.timeout(2_000)))).toBe(BODY);
    expect(sockets.size).toBe(2);
  });

  it('a host that could not be reached is tried anew by the next request', async () => {
    const { get, server, url, close } = await openServer(protocol, (_request, response) => {
      response.end(BODY);
    });
    close();
    expect(await codeOf(get())).toBe('ECONNREFUSED');
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), 'localhost', resolve));
    expect(await textOf(get())).toBe(BODY);
  });

  it('a connection is not used again after the machine has slept', async () => {
    const { get, sockets } = await openServer(protocol, (_request, response) => void response.end(BODY));
    await textOf(get());
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + UPSTREAM_IDLE_MS + 1);
    expect(await textOf(get())).toBe(BODY);
    expect(sockets.size).toBe(2);
  });
});

describe('a host that has lost HTTP/2', () => {
  it('is asked over HTTP/1.1 from the second request on', async () => {
    const { client, get, server, url, close } = await openServer('HTTP/2', (_request, response) => {
      response.end(BODY);
    });
    await textOf(get());
    const { port } = server.address() as AddressInfo;
    close();
    await new Promise((resolve) => server.once('close', resolve));
    const other = createServer({ key: PEM, cert: PEM }, (_request, response) => response.end(BODY));
    await new Promise<void>((resolve) => other.listen(port, 'localhost', resolve));
    onTestFinished(() => {
      other.closeAllConnections();
      other.close();
    });
    expect(await codeOf(get())).toBe('ECONNRESET');
    expect(await textOf(get())).toBe(BODY);
    expect(client.requestsAtOnce(url)).toBe(8);
  });
});
