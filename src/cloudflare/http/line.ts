/** One connection at a time, opened again when it is needed, closed when it is idle or dead. */
import type { Socket } from 'node:net';
import { type buildConnector, Client, type Dispatcher, errors } from 'undici';
import { HTTP2_CONNECTION_WINDOW_BYTES, HTTP2_STREAM_WINDOW_BYTES } from '../../limits/network.ts';

export type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => void;

/** For a request that wants to know its connection. */
export interface LineOptions extends Dispatcher.DispatchOptions {
  onLine?(line: Line): void;
  /** Ends with an error as soon as there is a connection, and sends nothing. */
  readonly isOnlyToConnect?: boolean;
}

export class Line extends Client {
  /** Whether a response came over this connection, and not only over the one before. */
  hasAnswered = false;
  readonly requestsAtOnce: number;
  readonly #idleMs: number;
  readonly #wire: { socket?: Socket | undefined };
  #usedAtMs = Date.now();
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(origin: string, connect: Connect, requestsAtOnce: number, idleMs: number) {
    const wire: { socket?: Socket } = {};
    super(origin, {
      pipelining: requestsAtOnce,
      initialWindowSize: HTTP2_STREAM_WINDOW_BYTES,
      connectionWindowSize: HTTP2_CONNECTION_WINDOW_BYTES,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      connect: (options: buildConnector.Options, callback: buildConnector.Callback) =>
        connect(options, (error, socket) => {
          if (error) return callback(error, null);
          wire.socket = socket;
          callback(null, socket);
        }),
    });
    this.requestsAtOnce = requestsAtOnce;
    this.#wire = wire;
    this.#idleMs = idleMs;
    this.on('connect', () => {
      this.hasAnswered = false;
      this.#closeWhenIdle();
    });
  }

  override dispatch(options: LineOptions, handler: Dispatcher.DispatchHandler): boolean {
    // After the machine has slept, timers are late, and the server has forgotten the connection.
    if (this.requests === 0 && Date.now() - this.#usedAtMs > this.#idleMs) this.#disconnect();
    this.#usedAtMs = Date.now();
    options.onLine?.(this);
    return super.dispatch(options, handler);
  }

  /** Under way or waiting. */
  get requests(): number {
    return this.stats.size;
  }

  get bytesRead(): number {
    return this.#wire.socket?.bytesRead ?? 0;
  }

  /** Closes a connection over which nothing came in all the time that a request was given. */
  closeIfSilentSince(bytesRead: number): void {
    if (this.bytesRead === bytesRead) this.#disconnect();
  }

  #disconnect(): void {
    // Without an error, undici throws one that nobody can catch.
    this.#wire.socket?.destroy(new errors.InformationalError('The connection is not used any more.'));
  }

  /** For HTTP/2, which undici keeps open. */
  #closeWhenIdle(): void {
    clearTimeout(this.#idleTimer);
    const { socket } = this.#wire;
    this.#idleTimer = setTimeout(() => {
      if (socket === undefined || socket.destroyed) return;
      if (this.requests === 0 && Date.now() - this.#usedAtMs >= this.#idleMs) this.#disconnect();
      else this.#closeWhenIdle();
    }, this.#idleMs).unref();
  }
}
