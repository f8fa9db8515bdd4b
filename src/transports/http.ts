/** Many MCP clients over Streamable HTTP: stateless, one MCP server for each request. Guards run before the body is read. */
import {
  createServer as createNodeServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  localhostAllowedHostnames,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import {
  HTTP_BODY_BYTES_MAX,
  HTTP_DRAIN_MS,
  HTTP_DRAIN_POLL_MS,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_LAST_WORDS_MS,
  HTTP_REQUEST_TIMEOUT_MS,
  NAME_CHARS_MAX,
} from '../limits.ts';
import { isLoopback } from '../settings/config.ts';
import type { HttpConfig } from '../settings/http-config.ts';
import type { Log } from '../telemetry/log.ts';
import { AbuseGuard } from './abuse-guard.ts';
import { type Caller, type CallerCheck, METADATA_PATH } from './callers.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { BODY_TOO_LARGE, readJsonBody } from './json-body.ts';

export const MCP_PATH = '/mcp';

/** What the factory of MCP servers gets to know about a request. */
export interface HttpCall {
  readonly caller: Caller;
  readonly request: IncomingMessage;
}

/** For the operator's log. The caller's answer says which of the two. */
const NOT_ALLOWED = 'Host or Origin is not allowed: see MCP_HTTP_ALLOWED_HOSTS and MCP_HTTP_ALLOWED_ORIGINS';

/** Small answers for the operator's tools: without a guard, so they contain no secret. */
export type OperatorPages = Readonly<
  Record<string, () => Promise<{ status: number; type: string; body: string }>>
>;

export interface HttpOptions {
  readonly config: HttpConfig;
  readonly callers: CallerCheck;
  readonly pages: OperatorPages;
  readonly log: Log;
  /** Makes the MCP server for one request. */
  serve(call: HttpCall): ReturnType<McpServerFactory>;
}

export interface HttpServer {
  readonly node: Server;
  /** Stops accepting, lets calls in flight finish, gives up on them after ten seconds. */
  drain(): Promise<void>;
}

export function createHttpServer({ config, callers, pages, log, serve }: HttpOptions): HttpServer {
  const onerror = (error: Error) => log.debug('protocol error', { error: error.message });
  const handler = createMcpHandler((context) => serve(context.authInfo?.extra?.call as HttpCall), {
    onerror,
    maxRequestBodySize: HTTP_BODY_BYTES_MAX,
  });
  const guard = createGuard(config);
  const abuse = new AbuseGuard();
  let inFlight = 0;

  const answerMcp = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = (why: string) =>
      log.info('request refused', {
        status: response.statusCode,
        why,
        address: request.socket.remoteAddress,
        host: request.headers.host?.slice(0, NAME_CHARS_MAX),
        origin: request.headers.origin?.slice(0, NAME_CHARS_MAX),
      });
    if (!guard(request, response)) return refused(NOT_ALLOWED);
    for (const [name, value] of corsHeaders(request, config)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return answerPreflight(request, response, config);
    const caller = await callers.check(request.headers.authorization);
    if ('status' in caller) {
      // When the issuer is down or a scope is missing, nobody is guessing.
      const waitS = caller.status === 401 ? abuse.countRefusal(request.socket.remoteAddress ?? '') : 0;
      if (waitS > 0) {
        const message = `Too many refused requests: wait ${waitS} seconds`;
        refuse(response, 429, message, { 'retry-after': String(waitS) });
        return refused(message);
      }
      refuse(response, caller.status, caller.error, { 'www-authenticate': caller.header });
      return refused(caller.error);
    }
    const body = request.method === 'POST' ? await readJsonBody(request) : undefined;
    if (body === BODY_TOO_LARGE)
      return refuse(response, 413, `The body is larger than ${HTTP_BODY_BYTES_MAX} bytes`, {
        connection: 'close',
      });
    // Without the token: nobody behind this needs it, the caller's name is enough.
    const authInfo = { token: '', clientId: caller.id, scopes: [], extra: { call: { caller, request } } };
    const parsed = body === undefined ? {} : { parsedBody: body };
    // Not the SDK's toNodeHandler: this listener makes a whole web Request and Response only where they are needed.
    const listen = getRequestListener((webRequest) => handler.fetch(webRequest, { authInfo, ...parsed }));
    await listen(request, response);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace(/[?#].*/s, '');
    if (path === MCP_PATH) return answerMcp(request, response);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page !== undefined && isRead) {
      const { status, type, body } = await page();
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    } else if (path.startsWith(METADATA_PATH) && callers.resourceMetadata !== undefined && isRead) {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(callers.resourceMetadata));
    } else refuse(response, 404, `There is nothing here; the MCP endpoint is ${MCP_PATH}`);
  };

  const node = createNodeServer(
    { headersTimeout: HTTP_HEADERS_TIMEOUT_MS, requestTimeout: HTTP_REQUEST_TIMEOUT_MS },
    (request, response) => {
      inFlight++;
      response.once('close', () => inFlight--);
      answer(request, response).catch((error: unknown) => {
        const isGone = request.destroyed && !request.complete;
        log[isGone ? 'debug' : 'error']('request failed', {
          error: error instanceof Error ? error.stack : String(error),
        });
        if (!response.headersSent) refuse(response, 500, 'Internal server error');
        else response.destroy();
      });
    },
  );
  return {
    node,
    async drain() {
      const closed = new Promise<void>((resolve) => node.close(() => resolve()));
      node.closeIdleConnections();
      const idle = setInterval(() => inFlight === 0 && node.closeIdleConnections(), HTTP_DRAIN_POLL_MS);
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, HTTP_DRAIN_MS).unref());
      await Promise.race([closed, deadline]);
      clearInterval(idle);
      const isCutOff = inFlight > 0;
      await handler.close();
      node.closeAllConnections();
      // Time for the calls that were cut off to log it.
      if (isCutOff) await new Promise((resolve) => setTimeout(resolve, HTTP_LAST_WORDS_MS));
    },
  };
}

/** Against DNS rebinding and foreign web pages: which Host and which Origin a request may have. */
function createGuard(config: HttpConfig): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isLocal = isLoopback(config.host);
  const local = localhostAllowedHostnames();
  const hosts = [...local, config.host, ...config.allowedHosts];
  const isHostAllowed = config.allowedHosts.includes('*') ? () => true : hostHeaderValidation(hosts);
  const isOriginAllowed = originValidation([...(isLocal ? local : []), ...config.allowedOrigins]);
  return (request, response) => isHostAllowed(request, response) && isOriginAllowed(request, response);
}

/** With a body, because JSON-RPC clients read the error from there. */
function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
