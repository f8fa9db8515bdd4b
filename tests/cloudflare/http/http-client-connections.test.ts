/** Connections that the HTTP client refuses: of an unknown authority, or upgraded without being asked. */
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpClient } from '../../../src/cloudflare/http/http-client.ts';
import { breakResponse, codeOf, openServer, PEM, PROTOCOLS, textOf } from './protocol-server.ts';

const never = new AbortController().signal;
const TEXT = '{}';

describe.each(PROTOCOLS)('a response over %s', (protocol) => {
  it('may be announced by early hints', async () => {
    const { get } = await openServer(protocol, (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
      response.end(TEXT);
    });
    const response = await get();
    expect([response.status, await response.text()]).toEqual([200, TEXT]);
  });

  it('that ends before its announced length is none', async () => {
    const { get } = await openServer(protocol, (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write(TEXT, () => breakResponse(response, NO_ERROR));
    });
    expect(await codeOf(get())).toBe('ECONNRESET');
  });
});
const NO_ERROR = 0;

describe('over TLS', () => {
  const tls = async (options: ConstructorParameters<typeof HttpClient>[0]) => {
    const server = createTlsServer({ key: PEM, cert: PEM }, (_request, response) => response.end(TEXT));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const client = new HttpClient(options);
    onTestFinished(async () => {
      await client.close();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const url = `https://localhost:${port}/`;
    return client.fetch(url, { method: 'GET', headers: {}, redirect: 'error', signal: never });
  };

  it('a certificate of an unknown authority is refused', async () => {
    expect(await codeOf(tls({}))).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('a certificate of a known authority is accepted, also where the host has only HTTP/1.1', async () => {
    expect(await textOf(tls({ ca: PEM }))).toBe(TEXT);
  });
});

describe('a connection that the server upgrades without being asked', () => {
  it('is closed, and is no response', async () => {
    let isOpen = true;
    const { get } = await openServer('HTTP/1.1', ({ socket }) => {
      socket.once('close', () => {
        isOpen = false;
      });
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
    });
    expect(await codeOf(get())).toBe('UPGRADE');
    await expect.poll(() => isOpen).toBe(false);
  });
});
