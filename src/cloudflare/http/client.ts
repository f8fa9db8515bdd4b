/** The way to Cloudflare's hosts: Node's own HTTP client, in as much of the shape of `fetch` as is used here. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UPSTREAM_BYTES_MAX } from '../../limits.ts';

interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}

/** What a `Response` has too. */
export interface Reply {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** @throws what broke the connection. */
  text(): Promise<string>;
}

export type Fetch = (url: string, options: FetchOptions) => Promise<Reply>;

/** Codes beside those of the operating system. */
const REDIRECT = 'REDIRECT';
export const TOO_LARGE = 'TOO_LARGE';

/**
 * Most calls of a tool send one or two requests, and `fetch` took a quarter of their time.
 * No agent of our own: the global one keeps connections, and goes through the proxy of NODE_USE_ENV_PROXY.
 * @throws an error whose `code` says why there is no answer.
 */
export const fetchOverNetwork: Fetch = (url, options) =>
  new Promise((resolve, reject) => {
    const { method, headers, body, signal } = options;
    signal.throwIfAborted();
    const request = url.startsWith('https:') ? requestHttps : requestHttp;
    const sent = request(url, { method, headers: { ...headers, 'accept-encoding': 'gzip' } }, (answer) => {
      if (isRedirect(answer)) sent.destroy(failed(REDIRECT));
      else resolve(toReply(answer));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that the other side closed in the moment in which it was used again: the request was not seen.
      const isStale = sent.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      if (isStale) resolve(fetchOverNetwork(url, options));
      else reject(error);
    });
    // HTTP 101: without this Node gives the connection up in silence, and nobody would ever be told.
    sent.on('upgrade', (_answer, socket) => {
      socket.destroy();
      reject(failed('UPGRADE'));
    });
    endWith(signal, sent);
    sent.end(body);
  });

/** Up to the last byte; what comes later does not break a connection that others use by then. */
function endWith(signal: AbortSignal, sent: ClientRequest): void {
  const stop = () => sent.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  sent.once('close', () => signal.removeEventListener('abort', stop));
}

function isRedirect({ statusCode = 0, headers }: IncomingMessage): boolean {
  return [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
}

function toReply(answer: IncomingMessage): Reply {
  const { statusCode: status = 0, headers } = answer;
  const isEmpty = status === 204 || status === 304 || headers['content-length'] === '0';
  const isGzip = headers['content-encoding'] === 'gzip' && !isEmpty;
  // Read in any case, for the connection to be free again. The errors of both streams reach the second.
  const text = readText(isGzip ? pipeline(answer, createGunzip(), () => undefined) : answer);
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
      if (bytes > UPSTREAM_BYTES_MAX) body.destroy(failed(TOO_LARGE));
      else chunks.push(chunk);
    });
    body.on('end', () =>
      resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''),
    );
    body.on('error', reject);
  });
}

function failed(code: string): Error {
  return Object.assign(new Error(code), { code });
}
