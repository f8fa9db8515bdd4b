/** Starts the HTTP server of this program, on the simulator, and the clients and issuers that tests use with it. */
import { once } from 'node:events';
import { createServer as createNodeServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type CryptoKey, exportJWK } from 'jose';
import { onTestFinished } from 'vitest';
import { Connection } from '../src/cloudflare/connection.ts';
import { ConnectionPool } from '../src/cloudflare/connection-pool.ts';
import { openCallWithItsCredential } from '../src/commands/call-source.ts';
import { createServer } from '../src/server/server.ts';
import { BASE_URL_DEFAULT } from '../src/settings/config.ts';
import { loadHttpConfig } from '../src/settings/http-config.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample/account.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { createLog, type LogLevel } from '../src/telemetry/log.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { CallerLimits } from '../src/transports/caller-limits.ts';
import { createCallerCheck } from '../src/transports/callers.ts';
import { createHttpServer } from '../src/transports/http.ts';
import { type ClientKind, type Setting, token, WITHOUT_DELAY } from './client.ts';
import { newClient } from './mcp-client.ts';

export const CALLER_TOKEN = 'caller-token-0123456789abcdef';
export const bearer = (secret: string = CALLER_TOKEN) => ({ authorization: `Bearer ${secret}` });

export interface HttpSetting extends Pick<Setting, 'world' | 'faults'> {
  readonly env?: Record<string, string>;
  readonly isCredentialPerRequest?: boolean;
  readonly logLevel?: LogLevel;
}

/** Starts what the command `http` starts, but in this process; closed when the test ends. */
export async function serve(setting: HttpSetting = {}) {
  const { world = sampleWorld(new Date()), faults = [] } = setting;
  const simulator = createSimulator({ world, faults });
  const log: string[] = [];
  const config = loadHttpConfig({ MCP_HTTP_PORT: '0', ...setting.env }, {});
  const metrics = createMetrics();
  const logger = createLog(setting.logLevel ?? 'info', config.tokens, (line) => log.push(line));
  const shared = {
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
    timing: WITHOUT_DELAY,
    observer: metrics,
  };
  const own = new Connection({ ...shared, credential: token(DEMO_API_TOKEN), accountId: DEMO_ACCOUNT_ID });
  const pool = new ConnectionPool(shared);
  const limits = new CallerLimits(config);
  const server = createHttpServer({
    config,
    log: logger,
    callers: createCallerCheck(config),
    pages: {},
    serve: (call) =>
      createServer({
        log: logger,
        observer: metrics,
        audience: setting.isCredentialPerRequest ? 'platform' : 'agent',
        caller: call.caller.id,
        openCall: () =>
          setting.isCredentialPerRequest
            ? openCallWithItsCredential(call, pool, limits)
            : { connection: own, close: limits.enter(call.caller.id) },
      }),
  });
  const url = `${await listen(server.node)}/mcp`;
  return { url, simulator, log, metrics };
}

/** Listens on a free port; closed when the test ends, together with open connections. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client with its own transport, connected; closed when the test ends. */
export async function connectHttp(kind: ClientKind, url: string, headers: Record<string, string> = {}) {
  const options = { requestInit: { headers } };
  const client = newClient(kind);
  const transport =
    kind === 'v1' ? new TransportV1(new URL(url), options) : new TransportV2(new URL(url), options);
  await client.connect(transport as never);
  onTestFinished(() => client.close());
  return {
    client,
    async call(name: string, args: Record<string, unknown> = {}) {
      const result = await client.callTool({ name, arguments: args });
      const [content] = result.content as { text: string }[];
      // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields its tool answers with.
      const structured = result.structuredContent as any;
      return { isError: result.isError === true, text: content?.text ?? '', structured };
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON-RPC message, out of an event stream as well. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever its request is answered with.
  readonly json: any;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Parts are sent one by one, without a content length. */
  readonly body?: string | Buffer | readonly string[];
}

/** One request on a connection of its own, with exactly these headers: fetch would not let `Host` through. */
export async function send(url: string, { method = 'POST', headers = {}, body }: RawRequest): Promise<Reply> {
  const outgoing = request(url, { method, headers, agent: false });
  const answered = once(outgoing, 'response');
  outgoing.on('error', () => undefined);
  if (Array.isArray(body)) for (const part of body) outgoing.write(part);
  outgoing.end(Array.isArray(body) ? undefined : body);
  const [response] = await answered;
  const said = await text(response);
  const isStream = String(response.headers['content-type']).includes('text/event-stream');
  const message = isStream
    ? said
        .match(/^data: (.+)$/gm)
        ?.at(-1)
        ?.slice(6)
    : said;
  return { status: response.statusCode, headers: response.headers, text: said, json: parsed(message) };
}

function parsed(message = ''): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

/** A request in a protocol revision of 2025, which needs no handshake on a stateless server. */
export function rpc(
  url: string,
  method: string,
  params: object = {},
  headers: Record<string, string> = {},
): Promise<Reply> {
  const accept = 'application/json, text/event-stream';
  return send(url, {
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}

export const callTool = (
  url: string,
  name: string,
  args: object = {},
  headers: Record<string, string> = {},
) => rpc(url, 'tools/call', { name, arguments: args }, headers);

/** A minimal authorization server: metadata and keys. */
export async function startIssuer(
  publicKey: CryptoKey,
  at: 'oauth-authorization-server' | 'openid-configuration' = 'oauth-authorization-server',
) {
  const published = new Map([['one', publicKey]]);
  const answers = { metadata: 200, keys: 200 };
  let url = '';
  const server = createNodeServer(async (request, response) => {
    const isMetadata = request.url === `/.well-known/${at}`;
    const isKeys = request.url === '/jwks';
    const status = (isMetadata && answers.metadata) || (isKeys && answers.keys) || 404;
    const jwks = [...published].map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid, alg: 'RS256' }));
    const body = isMetadata ? { issuer: url, jwks_uri: `${url}/jwks` } : { keys: await Promise.all(jwks) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  url = await listen(server);
  return { url, published, answers, server };
}

/** The simulator behind a port of this machine, for programs in processes of their own. */
export async function serveSimulator(latencyMs = 0) {
  const simulator = createSimulator({ world: sampleWorld(new Date()), latencyMs });
  const server = createNodeServer(async (request, response) => {
    const { method = 'GET', url, headers } = request;
    const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const body = method === 'POST' ? await text(request) : null;
    const init = { method, headers: entries, body };
    const answer = await simulator.fetch(`https://api.cloudflare.com${url}`, init);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  const env = {
    CLOUDFLARE_BASE_URL: `${await listen(server)}/client/v4`,
    CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN,
    CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID,
  };
  return { simulator, env };
}
