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
import { NAME_CHARS_MAX } from '../limits/answers.ts';
import {
  HTTP_BODY_BYTES_MAX,
  HTTP_CUT_OFF_GRACE_MS,
  HTTP_DRAIN_MS,
  HTTP_DRAIN_POLL_MS,
  HTTP_HEADERS_TIMEOUT_MS,
  HTTP_REQUEST_TIMEOUT_MS,
} from '../limits/callers.ts';
import { ANY_HOST, toOrigin } from '../settings/allowed-addresses.ts';
import { isLoopback } from '../settings/config.ts';
import type { HttpConfig } from '../settings/http-config.ts';
import type { Log } from '../telemetry/log.ts';
import { AbuseGuard } from './abuse-guard.ts';
import { acceptBoth, acceptedBy, canBeAnswered, inAcceptedForm } from './accept.ts';
import { errorInBody } from './batches.ts';
import { type Caller, type CallerCheck, METADATA_PATH } from './callers.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { BODY_TOO_LARGE, readJsonBody } from './json-body.ts';
import { type ErrorMessage, toMessageForm } from './message-forms.ts';

export const MCP_PATH = '/mcp';
/** Some clients and platforms end every address with a slash, and many do not follow a redirect of a POST. */
const MCP_PATHS = [MCP_PATH, `${MCP_PATH}/`];

/** What the factory of MCP servers gets to know about a request. */
export interface HttpCall {
  readonly caller: Caller;
  readonly request: IncomingMessage;
}

/** For the operator's log. The response to the caller says which of the two it is. */
const NOT_ALLOWED = 'Host or Origin is not allowed: see MCP_HTTP_ALLOWED_HOSTS and MCP_HTTP_ALLOWED_ORIGINS';

const NOT_ACCEPTABLE =
  'The header Accept allows no form of this answer: allow application/json and text/event-stream';

/** Small pages for the operator's tools. No guard protects them, so they must contain no secret. */
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
  /** Accepts no more connections, and lets calls in flight finish, for ten seconds at most. */
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
      // Only a 401 may be an attempt to guess a token; a missing scope or an issuer that is down is not.
      const waitS = caller.status === 401 ? abuse.countRefusal(request.socket.remoteAddress ?? '') : 0;
      if (waitS > 0) {
        const message = `Too many refused requests: wait ${waitS} seconds`;
        refuse(response, 429, message, { 'retry-after': String(waitS) });
        return refused(message);
      }
      refuse(response, caller.status, caller.error, { 'www-authenticate': caller.header });
      return refused(caller.error);
    }
    const isPost = request.method === 'POST';
    const written = isPost ? await readJsonBody(request) : undefined;
    if (written === BODY_TOO_LARGE)
      return refuse(response, 413, `The body is larger than ${HTTP_BODY_BYTES_MAX} bytes`, {
        connection: 'close',
      });
    const body = Array.isArray(written) ? written.map(toMessageForm) : toMessageForm(written);
    const accepted = acceptedBy(request);
    if (isPost && !canBeAnswered(body, accepted)) return refuse(response, 406, NOT_ACCEPTABLE);
    const error = errorInBody(body, request.headers['mcp-protocol-version']);
    if (error !== undefined) return sendError(response, 400, error);
    // The token is not passed on, because the ID of the caller is enough.
    const authInfo = { token: '', clientId: caller.id, scopes: [], extra: { call: { caller, request } } };
    const parsed = body === undefined ? {} : { parsedBody: body };
    // Not the SDK's toNodeHandler: this listener makes a whole web Request and Response only where they are needed.
    const listen = getRequestListener(async (webRequest) => {
      acceptBoth(webRequest);
      return inAcceptedForm(await handler.fetch(webRequest, { authInfo, ...parsed }), accepted, body);
    });
    await listen(request, response);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace(/[?#].*/s, '');
    if (MCP_PATHS.includes(path)) return answerMcp(request, response);
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
      // The calls that were cut off still have to write their log line.
      if (isCutOff) await new Promise((resolve) => setTimeout(resolve, HTTP_CUT_OFF_GRACE_MS));
    },
  };
}

/** Checks the headers Host and Origin, against DNS rebinding and foreign web pages. */
function createGuard(config: HttpConfig): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isLocal = isLoopback(config.host);
  const local = localhostAllowedHostnames();
  const hosts = [...local, config.host, ...config.allowedHosts];
  const isHostAllowed = config.allowedHosts.includes(ANY_HOST) ? () => true : hostHeaderValidation(hosts);
  const isNameAllowed = originValidation([...(isLocal ? local : []), ...config.allowedOrigins]);
  // The SDK compares names of hosts only; an origin that is listed whole must be the same whole.
  const isOriginListed = ({ headers }: IncomingMessage) =>
    config.allowedOrigins.includes(toOrigin(headers.origin ?? '') ?? '');
  return (request, response) =>
    isHostAllowed(request, response) && (isOriginListed(request) || isNameAllowed(request, response));
}

/** Sends an error with a body, because JSON-RPC clients read the error from the body. */
function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendError(response, status, { jsonrpc: '2.0', id: null, error: { code: -32_000, message } }, headers);
}

function sendError(
  response: ServerResponse,
  status: number,
  error: ErrorMessage,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(error);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
