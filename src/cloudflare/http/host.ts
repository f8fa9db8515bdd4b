/** The connections to one host: over HTTP/2 if it offers that, as few as its requests need. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Dispatcher } from 'undici';
import { HTTP2_STREAMS_MAX, UPSTREAM_CONNECTIONS_MAX } from '../../limits/network.ts';
import type { Protocols } from './fetch.ts';
import { type Connect, Line, type LineOptions } from './line.ts';
import { errorWithCode, LOST, NOT_NEEDED } from './network-error.ts';

/** The first connection decides the protocol; the requests that wait for it open no other. */
export class Host extends Dispatcher {
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
        if (error) return callback(error, null);
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
 * undici's own `Pool` opens a further connection for each request that comes while one is being
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
