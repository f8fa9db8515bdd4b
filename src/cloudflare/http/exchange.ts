/** One request and its response, bounded in size and cancelled at once. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { UPSTREAM_BYTES_MAX } from '../../limits/cloudflare.ts';
import type { FetchOptions, HttpResponse } from './fetch.ts';
import type { Line, LineOptions } from './line.ts';
import {
  errorWithCode,
  isUnanswered,
  LOST,
  NOT_NEEDED,
  REDIRECT,
  RESPONSE_TOO_LARGE,
  toNetworkError,
} from './network-error.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A new connection may be refused a stream too, until the server has said how many it allows. */
const RESENT_MAX = 2;

/** @throws an error whose `code` says why there is no response. */
export function exchange(dispatcher: Dispatcher, url: string, options: FetchOptions): Promise<HttpResponse> {
  return new Exchange(dispatcher, url, options).response;
}

/** Ends when the connection is open, or cannot be opened. */
export function openConnection(dispatcher: Dispatcher, url: string): Promise<void> {
  return new Promise((resolve) => {
    const request: LineOptions = { ...toDispatchOptions(url, 'GET', {}), isOnlyToConnect: true };
    dispatcher.dispatch(request, {
      // The connection is open, and nothing was written yet: the request is taken back before that.
      onRequestStart: (controller) => controller.abort(errorWithCode(NOT_NEEDED)),
      onResponseError: () => resolve(),
    });
  });
}

function toDispatchOptions(url: string, method: string, headers: FetchOptions['headers'], body?: string) {
  const { origin, pathname, search } = new URL(url);
  return {
    origin,
    path: `${pathname}${search}`,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers },
    body: body ?? null,
    // A GraphQL query is a POST that only reads. Otherwise undici would send it only when no other request is under way.
    idempotent: true,
    // The signal has the time limits: they begin before there is a connection.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>;
  readonly #text: Promise<string>;
  readonly #signal: AbortSignal;
  readonly #send: () => void;
  #settleResponse!: { resolve(response: HttpResponse): void; reject(error: unknown): void };
  #settleText!: { resolve(text: string | Promise<string>): void; reject(error: unknown): void };
  #line: Line | undefined;
  #controller: Controller | undefined;
  #headers: Headers | undefined;
  #isReused = false;
  #isOver = false;
  #resent = 0;
  #bytesBefore = 0;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(dispatcher: Dispatcher, url: string, options: FetchOptions) {
    const { method, headers, body, signal } = options;
    this.response = new Promise((resolve, reject) => {
      this.#settleResponse = { resolve, reject };
    });
    this.#text = new Promise((resolve, reject) => {
      this.#settleText = { resolve, reject };
    });
    // Nobody has to ask for the text.
    this.#text.catch(() => undefined);
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    const request: LineOptions = {
      ...toDispatchOptions(url, method, { ...headers, 'accept-encoding': 'br, gzip' }, body),
      onLine: (line) => {
        this.#line = line;
      },
    };
    this.#send = () => void dispatcher.dispatch(request, this);
    this.#send();
  }

  /** Comes again when undici sends a request anew, because its connection was lost before the response. */
  onRequestStart(controller: Controller): void {
    if (this.#isOver) {
      controller.abort(errorWithCode(LOST));
      return;
    }
    this.#controller = controller;
    this.#isReused = this.#line?.hasAnswered ?? false;
    this.#bytesBefore = this.#line?.bytesRead ?? 0;
    // What came over the lost connection cannot be continued here.
    if (this.#headers !== undefined) this.#fail(errorWithCode(LOST));
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    if (status < 200) return;
    if (this.#line) this.#line.hasAnswered = true;
    this.#headers = headers;
    if ([301, 302, 303, 307, 308].includes(status) && headers.location !== undefined) {
      this.#fail(errorWithCode(REDIRECT));
      return;
    }
    this.#settleResponse.resolve({
      ok: status >= 200 && status < 300,
      status,
      headers: { get: (name) => headers[name]?.toString() ?? null },
      text: () => this.#text,
    });
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > UPSTREAM_BYTES_MAX) this.#fail(errorWithCode(RESPONSE_TOO_LARGE));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const announced = this.#headers?.['content-length'];
    // An HTTP/2 stream can end early without an error.
    if (announced !== undefined && this.#bytes > 0 && Number(announced) !== this.#bytes) {
      this.#fail(errorWithCode(LOST));
      return;
    }
    this.#end();
    this.#settleText.resolve(unpack(Buffer.concat(this.#chunks), this.#headers?.['content-encoding']));
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    if (this.#isOver) return;
    const networkError = toNetworkError(error);
    // The server closed a kept connection just when it was used again: it has not answered, so the request is sent again.
    const isStale = (this.#isReused && networkError.code === LOST) || isUnanswered(error);
    this.#controller = undefined;
    if (isStale && this.#headers === undefined && this.#resent < RESENT_MAX) {
      this.#resent++;
      this.#send();
    } else {
      this.#fail(networkError);
    }
  }

  /** Rejects at once, also while undici still opens a connection or has the request in its queue. */
  readonly #onAbort = () => {
    const { reason } = this.#signal;
    const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
    this.#fail(reason);
    if (isTimeout) this.#line?.closeIfSilentSince(this.#bytesBefore);
  };

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#settleResponse.reject(error);
    this.#settleText.reject(error);
    this.#controller?.abort(error instanceof Error ? error : errorWithCode(LOST));
  }

  /** Stops listening: a later abort must not break a connection that another request then uses. */
  #end(): void {
    this.#isOver = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

/** @throws the error of zlib; RESPONSE_TOO_LARGE if the unpacked text is larger than the limit. */
async function unpack(body: Buffer, encoding: Headers[string]): Promise<string> {
  const unpackBody = UNPACK[String(encoding).toLowerCase()];
  // An empty body is not packed, whatever its header says.
  if (unpackBody === undefined || body.byteLength === 0) return body.toString();
  try {
    return (await unpackBody(body, { maxOutputLength: UPSTREAM_BYTES_MAX })).toString();
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? errorWithCode(RESPONSE_TOO_LARGE) : error;
  }
}

const unzip = promisify(gunzip);
const UNPACK: Readonly<Record<string, typeof unzip>> = {
  gzip: unzip,
  br: promisify(brotliDecompress),
};
