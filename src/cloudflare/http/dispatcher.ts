/** The way to all hosts: directly, or through a proxy where one is configured. */
import { Socket } from 'node:net';
import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { HEADERS_TIMEOUT_MS } from '../../limits/cloudflare.ts';
import { UPSTREAM_IDLE_MS } from '../../limits/network.ts';
import type { ClientOptions, Protocols } from './fetch.ts';
import { Host } from './host.ts';
import type { Connect } from './line.ts';
import { errorWithCode, PROXY_STATUS, PROXY_UNREACHABLE } from './network-error.ts';

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
    clientFactory: (url, given) =>
      new ProxyPool(url, {
        connect: unreferenced((given as { connect: Connect }).connect),
        headersTimeout: HEADERS_TIMEOUT_MS,
      }),
    // Through a proxy, undici gives a `connect` that opens a tunnel.
    factory: (origin, given) =>
      new Host(String(origin), (given as { connect: Connect }).connect, idleMs, protocols),
  });
}

/** A connection that is being opened does not keep the process alive. The time limit of a request does. */
function unreferenced(connect: Connect): Connect {
  return (options, callback) => {
    const socket: unknown = connect(options, callback);
    if (socket instanceof Socket) socket.unref();
  };
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
