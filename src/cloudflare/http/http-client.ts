/** An HTTP client on node:http, with the part of the interface of `fetch` that this server uses. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UPSTREAM_BYTES_MAX } from '../../limits/cloudflare.ts';

interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}

/** The part of `Response` that this server reads; the simulator answers with real ones. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** @throws the error that broke the connection. */
  text(): Promise<string>;
}

export type Fetch = (url: string, options: FetchOptions) => Promise<HttpResponse>;

/** Error codes of our own, next to those of the operating system. */
const REDIRECT = 'REDIRECT';
const UPGRADE = 'UPGRADE';
export const RESPONSE_TOO_LARGE = 'RESPONSE_TOO_LARGE';

/**
 * Used instead of the global `fetch`, which takes 0.2 to 0.4 ms longer for a call.
 * Uses Node's global agent, which keeps connections alive and honours NODE_USE_ENV_PROXY.
 * @throws an error whose `code` says why there is no response.
 */
export const httpFetch: Fetch = (url, options) =>
  new Promise((resolve, reject) => {
    const { method, headers, body, signal } = options;
    signal.throwIfAborted();
    const startRequest = url.startsWith('https:') ? requestHttps : requestHttp;
    const requestHeaders = { ...headers, 'accept-encoding': 'gzip' };
    const request = startRequest(url, { method, headers: requestHeaders }, (message) => {
      if (isRedirect(message)) request.destroy(errorWithCode(REDIRECT));
      else resolve(toResponse(message));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a kept-alive connection just when we used it again. It has not seen the request: send it again.
      const isStale = request.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      if (isStale) resolve(httpFetch(url, options));
      else reject(error);
    });
    // HTTP 101: without this listener Node drops the connection silently, and this promise would never settle.
    request.on('upgrade', (_message, socket) => {
      socket.destroy();
      reject(errorWithCode(UPGRADE));
    });
    destroyOnAbort(signal, request);
    request.end(body);
  });

/** Listens only until the request is closed: a later abort must not break a connection that another request then uses. */
function destroyOnAbort(signal: AbortSignal, request: ClientRequest): void {
  const destroy = () => request.destroy(signal.reason);
  signal.addEventListener('abort', destroy, { once: true });
  request.once('close', () => signal.removeEventListener('abort', destroy));
}

function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
}

function toResponse(message: IncomingMessage): HttpResponse {
  const { statusCode: status = 0, headers } = message;
  // An empty body is not gzip, whatever its header says: unpacking it would fail.
  const isEmpty = status === 204 || status === 304 || headers['content-length'] === '0';
  const isGzip = headers['content-encoding'] === 'gzip' && !isEmpty;
  // `pipeline` hands errors of the connection on to the second stream, where `readText` sees them.
  const body = isGzip ? pipeline(message, createGunzip(), () => undefined) : message;
  // Read even if nobody asks for the text: until then the connection is not free for the next request.
  const text = readText(body);
  text.catch(() => undefined);
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => headers[name]?.toString() ?? null },
    text: () => text,
  };
}

function readText(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > UPSTREAM_BYTES_MAX) body.destroy(errorWithCode(RESPONSE_TOO_LARGE));
      else chunks.push(chunk);
    });
    body.on('end', () => {
      const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      resolve(whole?.toString() ?? '');
    });
    body.on('error', reject);
  });
}

function errorWithCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
