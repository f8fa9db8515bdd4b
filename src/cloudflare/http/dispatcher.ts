/** The connections: HTTP/2 where the host offers it, through a proxy where one is configured, closed when idle. */
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { buildConnector, Client, Dispatcher, EnvHttpProxyAgent, errors, Pool } from 'undici';
import {
  HEADERS_TIMEOUT_MS,
  HTTP2_STREAMS_MAX,
  UPSTREAM_CONNECTIONS_MAX,
  UPSTREAM_IDLE_MS,
} from '../../limits.ts';
import type { ClientOptions, Protocols } from './fetch.ts';
import {
  errorWithCode,
  LOST,
  NOT_NEEDED,
  PROXY_STATUS,
  PROXY_UNREACHABLE,
  toNetworkError,
} from './network-error.ts';

type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => void;
interface HostOptions {
  readonly connect: Connect;
}

export function createDispatcher(options: ClientOptions, protocols: Protocols): Dispatcher {
  const { proxies, ca, idleMs = UPSTREAM_IDLE_MS } = options;
  const tls = { timeout: HEADERS_TIMEOUT_MS, ...(ca !== undefined && { ca }) };
  return new EnvHttpProxyAgent({
    // An empty text is no proxy; undefined would let undici read the environment.
    httpProxy: proxies?.http ?? '',
    httpsProxy: proxies?.https ?? '',
    noProxy: proxies?.exceptions ?? '',
    connect: unreferenced(buildConnector({ ...tls, allowH2: true })),
    requestTls: { ...tls, allowH2: true },
    proxyTls: tls,
    clientFactory: (url, given) => new ProxyPool(url, { ...given, headersTimeout: HEADERS_TIMEOUT_MS }),
    // Through a proxy, undici gives a `connect` that opens a tunnel.
    factory: (origin, given) => new Host(String(origin), (given as HostOptions).connect, idleMs, protocols),
  });
}

/** A connection that is being opened does not keep the process alive. The time limit of a request does. */
function unreferenced(connect: Connect): Connect {
  return (options, callback) => {
    const socket: unknown = connect(options, callback);
    if (socket instanceof Socket) socket.unref();
  };
}

/** One host. The first connection decides the protocol; the requests that wait for it open no other. */
class Host extends Dispatcher {
  readonly #origin: string;
  readonly #connect: Connect;
  readonly #idleMs: number;
  readonly #protocols: Protocols;
  #lines: Promise<Lines> | undefined;

  constructor(origin: string, connect: Connect, idleMs: number, protocols: Protocols) {
    super();
    this.#origin = new URL(origin).origin;
    this.#connect = connect;
    this.#idleMs = idleMs;
    this.#protocols = protocols;
  }

  override dispatch(options: LineOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.#lines ??= this.#open();
    this.#lines.then(
      (lines) => {
        // Over HTTP/1.1 undici closes the connection of a request that is taken back. The first socket waits for a real one.
        if (options.isOnlyToConnect && !lines.areShared) handler.onError?.(errorWithCode(NOT_NEEDED));
        else lines.leastBusy().dispatch(options, handler);
      },
      (error) => handler.onError?.(error),
    );
    return true;
  }

  override async close(): Promise<void> {
    (await this.#lines?.catch(() => undefined))?.close();
  }

  override async destroy(): Promise<void> {
    await this.close();
  }

  async #open(): Promise<Lines> {
    const { protocol, host, hostname, port } = new URL(this.#origin);
    try {
      const first = await new Promise<Socket>((resolve, reject) => {
        this.#connect(
          { protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port },
          (error, socket) => (error ? reject(error) : resolve(socket)),
        );
      });
      return this.#openLines(first);
    } catch (error) {
      this.#lines = undefined;
      throw error;
    }
  }

  #openLines(first: Socket): Lines {
    const protocol = protocolOf(first);
    this.#protocols.set(this.#origin, protocol);
    let unused: Socket | undefined = first;
    setTimeout(() => unused?.destroy(), this.#idleMs).unref();
    const connect: Connect = (options, callback) => {
      const ready = unused;
      unused = undefined;
      // undici does not expect the answer before `connect` returns.
      if (ready && !ready.destroyed) return void setImmediate(callback, null, ready);
      this.#connect(options, (error, socket) => {
        // undici would try for ever after an error with a code of its own.
        if (error) return callback(toNetworkError(error), null);
        if (protocolOf(socket) === protocol) return callback(null, socket);
        // Another network, perhaps. The requests that wait fail; when they are sent again, they find the new protocol.
        socket.destroy();
        this.#lines = undefined;
        callback(errorWithCode(LOST), null);
      });
    };
    const isShared = protocol === 'h2';
    return new Lines(
      isShared,
      () => new Line(this.#origin, connect, isShared ? HTTP2_STREAMS_MAX : 1, this.#idleMs),
    );
  }
}

/**
 * The connections to one host. undici's own `Pool` opens a further connection for each request that comes while one is being
 * opened, also where all of them fit on the first.
 */
class Lines {
  readonly areShared: boolean;
  readonly #openLine: () => Line;
  readonly #lines: Line[] = [];

  /** @param areShared whether one connection carries several requests at once. */
  constructor(areShared: boolean, openLine: () => Line) {
    this.areShared = areShared;
    this.#openLine = openLine;
  }

  /** The first with room, so that those after it become idle. If there is no room at all, the one with the shortest queue. */
  leastBusy(): Line {
    let shortest: Line | undefined;
    for (const line of this.#lines) {
      if (line.requests < line.requestsAtOnce) return line;
      if (shortest === undefined || line.requests < shortest.requests) shortest = line;
    }
    if (shortest !== undefined && this.#lines.length >= UPSTREAM_CONNECTIONS_MAX) return shortest;
    const line = this.#openLine();
    this.#lines.push(line);
    return line;
  }

  close(): void {
    for (const line of this.#lines) void line.destroy();
  }
}

function protocolOf(socket: Socket): 'h2' | 'http/1.1' {
  return (socket as TLSSocket).alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
}

/** For a request that wants to know its connection. */
export interface LineOptions extends Dispatcher.DispatchOptions {
  onLine?(line: Line): void;
  /** Ends with an error as soon as there is a connection, and sends nothing. */
  readonly isOnlyToConnect?: boolean;
}

/** One connection at a time, opened again when it is needed. */
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

type TunnelOptions = Parameters<Pool['connect']>[0];

/** Connections to the proxy. */
class ProxyPool extends Pool {
  override connect(options: TunnelOptions): Promise<Dispatcher.ConnectData>;
  override connect(options: TunnelOptions, callback: (error: Error | null) => void): void;
  /** @throws an error that says what the proxy answered. */
  override async connect(options: TunnelOptions): Promise<Dispatcher.ConnectData> {
    const answer = await super.connect(options).catch((error: unknown) => {
      throw errorWithCode(PROXY_UNREACHABLE, error);
    });
    if (answer.statusCode === 200) return answer;
    answer.socket.on('error', () => undefined).destroy();
    throw errorWithCode(`${PROXY_STATUS}${answer.statusCode}`);
  }
}
