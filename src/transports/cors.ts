/** Web pages that may call: none, unless the operator lists them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpConfig } from '../settings/http-config.ts';

const ALLOWED_HEADERS =
  'content-type, authorization, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id';

/** Empty where no origins are listed. The guard has already refused foreign ones. */
export function corsHeaders(request: IncomingMessage, config: HttpConfig): [string, string][] {
  const { origin } = request.headers;
  if (origin === undefined || config.allowedOrigins.length === 0) return [];
  return [
    ['access-control-allow-origin', origin],
    ['access-control-expose-headers', 'www-authenticate, mcp-session-id'],
    ['vary', 'Origin'],
  ];
}

export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  config: HttpConfig,
): void {
  const isAllowed = corsHeaders(request, config).length > 0;
  response
    .writeHead(isAllowed ? 204 : 405, {
      ...(isAllowed && {
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': '7200',
      }),
      allow: 'POST',
    })
    .end();
}
