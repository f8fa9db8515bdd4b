/** The HTTP client: one for the process. It loads undici when it is first used, and keeps the connections. */
import type { Dispatcher } from 'undici';
import { REQUESTS_AT_ONCE_HTTP1_MAX, REQUESTS_AT_ONCE_MAX } from '../../limits/cloudflare.ts';
import type { ClientOptions, Fetch, FetchOptions, HttpResponse, Protocols } from './fetch.ts';

interface Network {
  readonly dispatcher: Dispatcher;
  exchange(dispatcher: Dispatcher, url: string, options: FetchOptions): Promise<HttpResponse>;
  openConnection(dispatcher: Dispatcher, url: string): Promise<void>;
}

export class HttpClient {
  readonly #options: ClientOptions;
  readonly #protocols: Protocols = new Map();
  #network: Promise<Network> | undefined;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** @throws an error whose `code` says why there is no response. */
  readonly fetch: Fetch = async (url, options) => {
    options.signal.throwIfAborted();
    const { dispatcher, exchange } = await this.#load();
    return exchange(dispatcher, url, options);
  };

  /** Opens a connection to the host of this URL and sends nothing. It may fail: then the first request says why. */
  async connect(url: string): Promise<void> {
    const { dispatcher, openConnection } = await this.#load();
    return openConnection(dispatcher, url);
  }

  /** How many requests of one credential the host of this URL should get at once. */
  requestsAtOnce(url: string): number {
    const isMultiplexed = this.#protocols.get(new URL(url).origin) === 'h2';
    return isMultiplexed ? REQUESTS_AT_ONCE_MAX : REQUESTS_AT_ONCE_HTTP1_MAX;
  }

  /** Ends all connections, for tests. */
  async close(): Promise<void> {
    await (await this.#network)?.dispatcher.destroy();
  }

  /** Not loaded at the start of the program: a client waits for that, and the first question may come much later. */
  #load(): Promise<Network> {
    this.#network ??= import('./network.ts').then(({ network }) => ({
      ...network,
      dispatcher: network.createDispatcher(this.#options, this.#protocols),
    }));
    return this.#network;
  }
}
