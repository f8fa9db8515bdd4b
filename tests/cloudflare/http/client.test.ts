/** The way to Cloudflare against real servers: what is asked, what comes back, and how it ends when it breaks. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, globalAgent } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchOverNetwork } from '../../../src/cloudflare/http/client.ts';
import { UPSTREAM_BYTES_MAX } from '../../../src/limits.ts';

const never = new AbortController().signal;
const TEXT = JSON.stringify({ name: 'müller.example', comment: '→ moved' });
const pem = readFileSync(new URL('localhost.pem', import.meta.url), 'utf8');

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(server: Server & { closeAllConnections(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function open(answer: RequestListener) {
  const sockets = new Set<Socket>();
  const server = createServer(answer).on('connection', (socket) => sockets.add(socket));
  const url = `http://localhost:${await serve(server)}/client/v4/zones?page=1`;
  const get = (signal = never, url_ = url) =>
    fetchOverNetwork(url_, {
      method: 'GET',
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal,
    });
  return { sockets, url, get };
}

const textOf = async (reply: ReturnType<typeof fetchOverNetwork>) => (await reply).text();
const codeOf = (reply: ReturnType<typeof fetchOverNetwork>) =>
  textOf(reply).then(
    () => 'it answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

describe('an answer', () => {
  it('has status, headers of any number and its text', async () => {
    const { get } = await open((_request, response) =>
      response.writeHead(404, { 'cf-ray': 'abc-FRA', 'set-cookie': ['a=1', 'b=2'] }).end(TEXT),
    );
    const { ok, status, headers, text } = await get();
    expect([ok, status, headers.get('cf-ray'), headers.get('retry-after')]).toEqual([
      false,
      404,
      'abc-FRA',
      null,
    ]);
    expect(headers.get('set-cookie')).toBe('a=1,b=2');
    expect(await text()).toBe(TEXT);
  });

  it('is asked for packed, with path, query, headers and body as given', async () => {
    const seen: unknown[] = [];
    const { url } = await open(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { accept, host } = request.headers;
      seen.push(request.method, request.url, accept, host, request.headers['accept-encoding'], body);
      response.end(TEXT);
    });
    const options = { method: 'POST', headers: { accept: 'x/y' }, body: TEXT, redirect: 'error' } as const;
    await fetchOverNetwork(url, { ...options, signal: never });
    expect(seen).toEqual(['POST', '/client/v4/zones?page=1', 'x/y', new URL(url).host, 'gzip', TEXT]);
  });

  it.each([
    [
      'packed',
      (response: ServerResponse) => response.setHeader('content-encoding', 'gzip').end(gzipSync(TEXT)),
    ],
    ['empty', (response: ServerResponse) => response.end()],
    [
      'in parts that cut characters',
      (response: ServerResponse) => {
        const bytes = Buffer.from(TEXT);
        const cuts = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
        const next = () => {
          const cut = cuts.shift();
          if (cut === undefined) response.end();
          else response.write(cut, () => setImmediate(next));
        };
        next();
      },
    ],
  ])('that comes %s is read whole', async (what, send) => {
    const { get } = await open((_request, response) => void send(response));
    expect(await textOf(get())).toBe(what === 'empty' ? '' : TEXT);
  });

  it('that nobody reads does not keep its connection, which the next ones use', async () => {
    const { get, sockets } = await open((_request, response) => response.end(TEXT.repeat(10_000)));
    for (let n = 0; n < 5; n++) {
      const { text } = await get();
      if (n > 0) await text();
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(sockets.size).toBe(1);
  });
});

describe('over TLS', () => {
  const tls = async () => {
    const server = createTlsServer({ key: pem, cert: pem }, (_request, response) => response.end(TEXT));
    const url = `https://localhost:${await serve(server)}/`;
    return fetchOverNetwork(url, { method: 'GET', headers: {}, redirect: 'error', signal: never });
  };

  it('an unknown authority is refused', async () => {
    expect(await codeOf(tls())).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('a known one is believed', async () => {
    globalAgent.options.ca = pem;
    closers.push(() => {
      delete globalAgent.options.ca;
    });
    expect(await textOf(tls())).toBe(TEXT);
  });
});

describe('there is no answer', () => {
  it.each([301, 302, 303, 307, 308])('but a redirect %i, which is not followed', async (status) => {
    let stolen = 0;
    const other = await open((_request, response) => {
      stolen++;
      response.end(TEXT);
    });
    const { get } = await open((_request, response) =>
      response.writeHead(status, { location: other.url }).end(),
    );
    expect([await codeOf(get()), stolen]).toEqual(['REDIRECT', 0]);
  });

  it('where nobody listens, or the name is unknown', async () => {
    const { get, url } = await open((_request, response) => response.end());
    for (const close of closers.splice(0)) close();
    expect(await codeOf(get(never, url))).toBe('ECONNREFUSED');
    expect(await codeOf(get(never, 'http://nobody.invalid/'))).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it.each([
    ['before it', (response: ServerResponse) => response.destroy()],
    ['within it', (response: ServerResponse) => response.write(TEXT, () => response.destroy())],
    [
      'within a packed one',
      (response: ServerResponse) =>
        response
          .setHeader('content-encoding', 'gzip')
          .write(gzipSync(TEXT).subarray(0, 20), () => response.destroy()),
    ],
  ])('when the connection breaks %s', async (_what, break_) => {
    const { get } = await open((_request, response) => void break_(response));
    expect(await codeOf(get())).toMatch(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
  });

  it('when what is called packed is not', async () => {
    const { get } = await open((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(TEXT),
    );
    expect(await codeOf(get())).toBe('Z_DATA_ERROR');
  });

  it.each([
    ['as it comes', false],
    ['unpacked', true],
  ])('of more bytes than can be held, %s: the rest is not read', async (_what, isPacked) => {
    const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
    const packed = gzipSync(Buffer.alloc(UPSTREAM_BYTES_MAX + 1, ' '));
    let sent = 0;
    const { get } = await open((_request, response) => {
      if (isPacked) return void response.setHeader('content-encoding', 'gzip').end(packed);
      const more = () => {
        sent += chunk.byteLength;
        if (!response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
    });
    expect(await codeOf(get())).toBe('TOO_LARGE');
    expect(sent).toBeLessThan(2 * UPSTREAM_BYTES_MAX);
  });

  it.each([
    ['before it is asked', undefined],
    ['before the headers', () => undefined],
    ['within the text', (response: ServerResponse) => response.write('{')],
  ])('once its caller has gone away: %s', async (_what, answer) => {
    const caller = new AbortController();
    let isOpen = true;
    const { get } = await open((request, response) => {
      request.socket.once('close', () => {
        isOpen = false;
      });
      answer?.(response);
      setTimeout(() => caller.abort(new Error('gone')), 20);
    });
    if (answer === undefined) caller.abort(new Error('gone'));
    expect(await codeOf(get(caller.signal))).toMatch(/^(gone|ECONNRESET)$/);
    if (answer !== undefined) await expect.poll(() => isOpen).toBe(false);
  });
});

describe('a caller that goes away afterwards', () => {
  it('does not break the connection for the next', async () => {
    const { get, sockets } = await open((_request, response) => response.end(TEXT));
    const caller = new AbortController();
    await textOf(get(caller.signal));
    const next = textOf(get());
    caller.abort();
    expect(await next).toBe(TEXT);
    expect(sockets.size).toBe(1);
  });
});

describe('a connection that was closed in the moment in which it was used again', () => {
  it('is replaced at once, for nothing of the request was seen', async () => {
    let requests = 0;
    const { get, sockets } = await open((request, response) => {
      requests++;
      // The second request on a connection meets its end; a first one is answered.
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end(TEXT);
    });
    await textOf(get());
    expect(await textOf(get())).toBe(TEXT);
    expect([requests, sockets.size]).toEqual([3, 2]);
  });

  it('is none when it is new', async () => {
    let requests = 0;
    const { get } = await open((request) => {
      requests++;
      request.socket.resetAndDestroy();
    });
    expect(await codeOf(get())).toBe('ECONNRESET');
    expect(requests).toBe(1);
  });
});
