/** Cloudflare's GraphQL analytics: one query, and its errors, which arrive inside HTTP 200. */
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, type FailureKind } from '../http/failure.ts';

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** From the errors that Cloudflare documents; the first that fits. */
const KINDS: readonly [RegExp, FailureKind][] = [
  [/does not have access to the path|not entitled|not available (on|for) (your|this) plan/i, 'plan_limit'],
  [/not authorized|unauthorized|authentication|permission/i, 'permission_missing'],
  [/rate limit|budget depleted|too many (nodes|queries)|excessive resources/i, 'rate_limited'],
  [
    /older than|time range|number of fields|limit must be|unknown (field|arg)|cannot query/i,
    'invalid_request',
  ],
];
/** "Try again after 5 minutes". */
const GRAPHQL_WAIT_SECONDS = 300;

/**
 * @param query a document with one query; mutations do not leave this server.
 * @returns `data`, of which a part may be null.
 * @throws CloudflareFailure where there is no data, or an error beside it: half a series would look like the whole.
 */
export async function queryGraphql(
  cloudflare: Cloudflare,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const answer = (await cloudflare.api.post('/graphql', {
    body: { query, variables },
  })) as GraphqlAnswer;
  const errors = Array.isArray(answer.errors) ? (answer.errors as { message?: unknown }[]) : [];
  const messages = errors.map(({ message }) => (typeof message === 'string' ? message : ''));
  if (errors.length > 0) throw toGraphqlFailure(messages);
  if (answer.data === null || answer.data === undefined) throw toGraphqlFailure([]);
  return answer.data;
}

function toGraphqlFailure(messages: readonly string[]): CloudflareFailure {
  const found = KINDS.find(([pattern]) => messages.some((message) => pattern.test(message)));
  const kind = found?.[1] ?? 'cloudflare_trouble';
  return new CloudflareFailure(kind, {
    path: '/graphql',
    ...(kind === 'rate_limited' && { retryAfterSeconds: GRAPHQL_WAIT_SECONDS }),
  });
}
