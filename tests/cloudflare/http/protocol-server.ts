/** Real servers of both protocols on this machine, and a client that trusts them. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type SecureServerOptions } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ClientOptions, FetchOptions } from '../../../src/cloudflare/http/fetch.ts';
import { HttpClient } from '../../../src/cloudflare/http/http-client.ts';

export const PEM = readFileSync(new URL('localhost.pem', import.meta.url), 'utf8');
export const PROTOCOLS = ['HTTP/1.1', 'HTTP/2'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Node gives both protocols the same interface. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Options extends ClientOptions {
  readonly http2?: SecureServerOptions;
}

/** A server until the test has finished, with a client of its own. */
export async function openServer(protocol: Protocol, answer: Answer, options: Options = {}) {
  const { http2, ...clientOptions } = options;
  const sockets = new Set<Socket>();
  const server: Server =
    protocol === 'HTTP/2'
      ? createSecureServer({ key: PEM, cert: PEM, ...http2 }, answer as never)
      : createServer(answer);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  const client = new HttpClient({ ca: PEM, ...clientOptions });
  onTestFinished(async () => {
    await client.close();
    close();
  });
  const { port } = server.address() as AddressInfo;
  const scheme = protocol === 'HTTP/2' ? 'https' : 'http';
  const url = `${scheme}://localhost:${port}/client/v4/zones?page=1`;
  const get = (signal: AbortSignal = never, given: Partial<FetchOptions> = {}, target = url) =>
    client.fetch(target, {
      method: 'GET',
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal,
      ...given,
    });
  return { client, server, sockets, url, get, close };
}

const never = new AbortController().signal;

/** The connection of a request breaks, at once and without a goodbye. */
export function resetConnection(request: IncomingMessage, sockets: Set<Socket>): void {
  const { stream } = request as unknown as Http2ServerRequest;
  if (stream === undefined) request.socket.resetAndDestroy();
  else for (const socket of sockets) socket.resetAndDestroy();
}

/** Only this response breaks: over HTTP/2 the connection goes on. */
export function breakResponse(response: ServerResponse, code = INTERNAL_ERROR): void {
  const { stream } = response as unknown as { stream?: { close(code: number): void } };
  if (stream === undefined) response.destroy();
  else stream.close(code);
}
const INTERNAL_ERROR = 2;

export const textOf = async (response: ReturnType<HttpClient['fetch']>) => (await response).text();
export const codeOf = (response: ReturnType<HttpClient['fetch']>) =>
  textOf(response).then(
    () => 'it answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
