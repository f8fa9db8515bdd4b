/** The HTTP client against real servers of both protocols: what it sends, what it returns, and how it fails. */
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UPSTREAM_BYTES_MAX } from '../../../src/limits/cloudflare.ts';
import { breakResponse, codeOf, openServer, PROTOCOLS, resetConnection, textOf } from './protocol-server.ts';

const never = new AbortController().signal;
const TEXT = JSON.stringify({ name: 'müller.example', comment: '→ moved' });

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const open = (answer: Parameters<typeof openServer>[1]) => openServer(protocol, answer);

  describe('a response', () => {
    it('has a status, headers, of which one may come several times, and a text', async () => {
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

    it('is requested as br or gzip, with the given path, query, headers and body', async () => {
      const seen: unknown[] = [];
      const { url, get } = await open(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        const { accept, host = request.headers[':authority'] } = request.headers;
        seen.push(request.method, request.url, accept, host, request.headers['accept-encoding'], body);
        response.end(TEXT);
      });
      const options = { method: 'POST', headers: { accept: 'x/y' }, body: TEXT, redirect: 'error' } as const;
      await textOf(get(never, options));
      expect(seen).toEqual(['POST', '/client/v4/zones?page=1', 'x/y', new URL(url).host, 'br, gzip', TEXT]);
    });

    it.each([
      [
        'as gzip',
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT)),
      ],
      [
        'as br',
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(TEXT)),
      ],
      ['without a body', (response: ServerResponse) => response.end()],
      [
        'in chunks that split characters',
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
    ])('that comes %s is read completely', async (what, send) => {
      const { get } = await open((_request, response) => void send(response));
      expect(await textOf(get())).toBe(what === 'without a body' ? '' : TEXT);
    });

    it.each([
      [200, { 'content-length': '0' }],
      [204, {}],
      [304, {}],
    ])('%i with no body at all is empty, although its header says gzip', async (status, headers) => {
      const { get } = await open((_request, response) =>
        response.writeHead(status, { 'content-encoding': 'gzip', ...headers }).end(),
      );
      expect(await textOf(get())).toBe('');
    });

    it('that nobody reads still frees its connection for the next requests', async () => {
      const { get, sockets } = await open((_request, response) => response.end(TEXT.repeat(10_000)));
      for (let n = 0; n < 5; n++) {
        const { text } = await get();
        if (n > 0) await text();
        else await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(sockets.size).toBe(1);
    });
  });

  describe('there is no response', () => {
    it.each([301, 302, 303, 307, 308])(
      'but a redirect %i, which is not followed: an error',
      async (status) => {
        let stolen = 0;
        const other = await open((_request, response) => {
          stolen++;
          response.end(TEXT);
        });
        const { get } = await open((_request, response) =>
          response.writeHead(status, { location: other.url }).end(),
        );
        expect([await codeOf(get()), stolen]).toEqual(['REDIRECT', 0]);
      },
    );

    it('if nobody listens, or the host name is unknown', async () => {
      const { get, close } = await open((_request, response) => response.end());
      close();
      expect(await codeOf(get())).toBe('ECONNREFUSED');
      expect(await codeOf(get(never, {}, 'http://nobody.invalid/'))).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    });

    it.each([
      ['before the headers', (response: ServerResponse) => breakResponse(response)],
      ['within the body', (response: ServerResponse) => response.write(TEXT, () => breakResponse(response))],
      [
        'within a gzip body',
        (response: ServerResponse) => {
          response.writeHead(200, { 'content-encoding': 'gzip' });
          response.write(gzipSync(TEXT).subarray(0, 20), () => breakResponse(response));
        },
      ],
    ])('when the connection breaks %s', async (_what, break_) => {
      const { get } = await open((_request, response) => void break_(response));
      expect(await codeOf(get())).toMatch(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
    });

    it('when a body that is called gzip is not', async () => {
      const { get } = await open((_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(TEXT),
      );
      expect(await codeOf(get())).toBe('Z_DATA_ERROR');
    });

    it.each([
      ['sent', false],
      ['unpacked', true],
    ])('when its body is larger than the limit as %s: the rest is not read', async (_what, isPacked) => {
      const chunk = Buffer.alloc(4 * 1024 * 1024, ' ');
      const packed = gzipSync(Buffer.alloc(UPSTREAM_BYTES_MAX + 1, ' '));
      let sent = 0;
      const { get } = await open((_request, response) => {
        if (isPacked) return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
        const more = () => {
          sent += chunk.byteLength;
          if (!response.destroyed) response.write(chunk, () => setImmediate(more));
        };
        more();
      });
      expect(await codeOf(get())).toBe('RESPONSE_TOO_LARGE');
      expect(sent).toBeLessThan(2 * UPSTREAM_BYTES_MAX);
    });

    it.each([
      ['before the request', undefined],
      ['before the headers', () => undefined],
      ['within the body', (response: ServerResponse) => response.write('{')],
    ])('when the caller goes away %s', async (_what, answer) => {
      const caller = new AbortController();
      let isOpen = true;
      const { get } = await open((_request, response) => {
        // Over HTTP/2 the connection goes on without this request.
        response.once('close', () => {
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

  describe('a caller that goes away after the response', () => {
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

  describe('a kept-alive connection that the server closes when it is used again', () => {
    it('is replaced at once, because the server has not seen the request', async () => {
      let requests = 0;
      const { get, sockets } = await open((request, response) => {
        requests++;
        // The second request on a connection finds it closed; a first one is answered.
        if (requests === 2) resetConnection(request, sockets);
        else response.end(TEXT);
      });
      await textOf(get());
      expect(await textOf(get())).toBe(TEXT);
      expect([requests, sockets.size]).toEqual([3, 2]);
    });

    it('is not replaced if it was a new one', async () => {
      let requests = 0;
      const { get, sockets } = await open((request) => {
        requests++;
        resetConnection(request, sockets);
      });
      expect(await codeOf(get())).toBe('ECONNRESET');
      expect(requests).toBe(1);
    });
  });
});
