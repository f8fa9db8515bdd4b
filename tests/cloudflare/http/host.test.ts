/** HTTP/2 as servers really use it: one connection for all, limits on streams, goodbyes, resets and silence. */
import type { ServerHttp2Session, ServerHttp2Stream, SessionOptions } from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UPSTREAM_CONNECTIONS_MAX } from '../../../src/limits/network.ts';
import { codeOf, openServer, textOf } from './protocol-server.ts';

const BODY = JSON.stringify({ success: true, result: 'x'.repeat(100) });
const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const streamOf = (response: unknown) => (response as { stream: ServerHttp2Stream }).stream;
const timeout = (ms: number) => AbortSignal.timeout(ms);

describe('many requests at once', () => {
  it('share one connection, also when it is not open yet', async () => {
    let open = 0;
    let most = 0;
    const { get, sockets } = await openServer('HTTP/2', async (_request, response) => {
      open++;
      most = Math.max(most, open);
      await wait(50);
      open--;
      response.end(BODY);
    });
    expect(new Set(await Promise.all(many(24, () => textOf(get()))))).toEqual(new Set([BODY]));
    expect([sockets.size, most]).toEqual([1, 24]);
  });

  it('of 200 callers open no more connections than their number needs', async () => {
    const { get, sockets } = await openServer('HTTP/2', (_request, response) => void response.end(BODY));
    await Promise.all(many(200, () => textOf(get())));
    expect(sockets.size).toBe(2);
    await Promise.all(many(200, () => textOf(get())));
    expect(sockets.size).toBe(2);
  });

  it('are all answered by a server that takes one stream at a time', async () => {
    let requests = 0;
    const settings: SessionOptions['settings'] = { maxConcurrentStreams: 1 };
    const answer = async () => {
      requests++;
      await wait(5);
    };
    const { get, sockets } = await openServer(
      'HTTP/2',
      async (_request, response) => {
        await answer();
        response.end(BODY);
      },
      { http2: { settings } },
    );
    expect(await Promise.all(many(12, () => textOf(get())))).toEqual(many(12, () => BODY));
    expect([requests, sockets.size]).toEqual([12, 1]);
  });

  it('do not suffer when one of them is reset', async () => {
    let requests = 0;
    const { get, sockets } = await openServer('HTTP/2', async (_request, response) => {
      requests++;
      const isOdd = requests === 3;
      await wait(20);
      if (isOdd) streamOf(response).close(CANCEL);
      else response.end(BODY);
    });
    const outcomes = await Promise.all(many(6, () => codeOf(get())));
    expect(outcomes.sort()).toEqual(['ECONNRESET', ...many(5, () => 'it answered')]);
    expect([requests, sockets.size]).toEqual([6, 1]);
  });

  it('do not suffer when one of them is given up', async () => {
    const caller = new AbortController();
    let requests = 0;
    const { get, url, sockets } = await openServer('HTTP/2', async (request, response) => {
      requests++;
      if (request.url === '/slow') return void setTimeout(() => caller.abort(new Error('gone')), 20);
      await wait(50);
      response.end(BODY);
    });
    const slow = new URL('/slow', url).href;
    const outcomes = [codeOf(get(caller.signal, {}, slow)), ...many(5, () => codeOf(get()))];
    expect(await Promise.all(outcomes)).toEqual(['gone', ...many(5, () => 'it answered')]);
    expect([requests, sockets.size]).toEqual([6, 1]);
  });
});
const CANCEL = 8;
const INTERNAL_ERROR = 2;
/** The code of a DOMException. */
const TIMEOUT = DOMException.TIMEOUT_ERR;

describe('a server that says goodbye (GOAWAY)', () => {
  it('between two requests costs no error', async () => {
    const { get, sockets } = await openServer('HTTP/2', (_request, response) => {
      const { session } = streamOf(response);
      response.end(BODY);
      setTimeout(() => session?.goaway(0), 10);
    });
    // A request that is sent before the goodbye arrives has no connection of its own.
    for (let n = 0; n < 50 && sockets.size < 3; n++) {
      expect(await textOf(get())).toBe(BODY);
      await wait(30);
    }
    expect(sockets.size).toBe(3);
  });

  it('while requests are under way: each is answered by a new connection, and no answer is mixed', async () => {
    let requests = 0;
    const { get, url, sockets } = await openServer('HTTP/2', async (request, response) => {
      requests++;
      if (requests === 1) return void response.end(BODY);
      if (requests === 8) streamOf(response).session?.goaway(0);
      await wait(30);
      response.end(`${request.url}`);
    });
    await textOf(get());
    const { origin } = new URL(url);
    const texts = await Promise.all(many(10, (n) => textOf(get(undefined, {}, `${origin}/${n}`))));
    expect(texts).toEqual(many(10, (n) => `/${n}`));
    expect(sockets.size).toBeLessThanOrEqual(3);
  });
});

describe('a server that goes silent', () => {
  it('is given up at the time limit, and the next request has a new connection', async () => {
    let isSilent = false;
    const { get, sockets } = await openServer('HTTP/2', (_request, response) => {
      if (!isSilent) response.end(BODY);
    });
    await textOf(get());
    isSilent = true;
    for (const socket of sockets) socket.pause();
    expect(await codeOf(get(timeout(100)))).toBe(TIMEOUT);
    isSilent = false;
    expect(await textOf(get(timeout(2_000)))).toBe(BODY);
    expect(sockets.size).toBe(2);
  });

  it('for one request only keeps its connection', async () => {
    let requests = 0;
    const { get, sockets } = await openServer('HTTP/2', async (_request, response) => {
      requests++;
      if (requests !== 2) response.end(BODY);
    });
    await textOf(get());
    const silent = codeOf(get(timeout(100)));
    await textOf(get());
    expect(await silent).toBe(TIMEOUT);
    await textOf(get());
    expect(sockets.size).toBe(1);
  });
});

describe('a connection that nobody uses', () => {
  // undici has thrown where nobody can catch it when a connection ended in an unusual way.
  it.each<[string, (session: ServerHttp2Session, socket: Socket) => void]>([
    ['breaks off', (_session, socket) => socket.destroy()],
    ['resets', (_session, socket) => void socket.resetAndDestroy()],
    ['ends', (_session, socket) => void socket.end()],
    ['closes', (session) => session.close()],
    ['gives up', (session) => session.destroy()],
    ['gives up with a complaint', (session) => session.destroy(undefined, INTERNAL_ERROR)],
    ['leaves with a complaint', (session) => session.goaway(INTERNAL_ERROR)],
  ])('and that the server %s costs no error', async (_what, leave) => {
    let session: ServerHttp2Session | undefined;
    const { get, sockets } = await openServer('HTTP/2', (_request, response) => {
      session = streamOf(response).session as ServerHttp2Session;
      response.end(BODY);
    });
    for (let n = 1; n <= 3; n++) {
      expect(await textOf(get())).toBe(BODY);
      expect(sockets.size).toBe(n);
      const socket = [...sockets].at(-1);
      if (session && socket) leave(session, socket);
      await wait(20);
    }
  });

  it('costs no error either if it ends just when it is used again', async () => {
    const { get, sockets } = await openServer('HTTP/2', (_request, response) => void response.end(BODY));
    for (let n = 0; n < 3; n++) {
      expect(await Promise.all(many(5, () => textOf(get())))).toEqual(many(5, () => BODY));
      for (const socket of sockets) socket.destroy();
    }
  });

  it.each(['HTTP/2', 'HTTP/1.1'] as const)('is closed after some time (%s)', async (protocol) => {
    const options = { idleMs: 100 };
    const { get, sockets } = await openServer(
      protocol,
      (_request, response) => void response.end(BODY),
      options,
    );
    await Promise.all(many(3, () => textOf(get())));
    await expect.poll(() => [...sockets].every(({ destroyed }) => destroyed)).toBe(true);
    expect(await textOf(get())).toBe(BODY);
  });
});

describe('a connection that is opened early', () => {
  it.each(['HTTP/2', 'HTTP/1.1'] as const)(
    'sends nothing, and the first request finds it (%s)',
    async (protocol) => {
      let requests = 0;
      const { client, url, get, sockets } = await openServer(protocol, (_request, response) => {
        requests++;
        response.end(BODY);
      });
      await client.connect(url);
      await wait(20);
      expect([sockets.size, requests]).toEqual([1, 0]);
      expect(client.requestsAtOnce(url)).toBe(protocol === 'HTTP/2' ? 24 : 8);
      expect(await textOf(get())).toBe(BODY);
      expect([sockets.size, requests]).toEqual([1, 1]);
    },
  );

  it('gives up in silence, and the first request says why', async () => {
    const { client, url, get, close } = await openServer('HTTP/2', () => undefined);
    close();
    await expect(client.connect(url)).resolves.toBeUndefined();
    expect(await codeOf(get())).toBe('ECONNREFUSED');
  });
});

describe('over HTTP/1.1', () => {
  it('300 requests at once share a bounded number of connections, and those after them open no other', async () => {
    const { get, sockets } = await openServer('HTTP/1.1', (_request, response) => void response.end(BODY));
    await Promise.all(many(300, () => textOf(get())));
    expect(sockets.size).toBe(UPSTREAM_CONNECTIONS_MAX);
    const before = sockets.size;
    await Promise.all(many(50, () => textOf(get())));
    expect(sockets.size).toBe(before);
  });
});
