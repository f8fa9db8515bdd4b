/** Queries Cloudflare's GraphQL analytics, and turns its errors, which arrive with HTTP 200, into failures. */
import { GRAPHQL_WAIT_SECONDS } from '../../limits/cloudflare.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, type FailureKind } from '../http/failure.ts';

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** The errors that Cloudflare documents. The first pattern that matches decides. */
const KINDS: readonly [RegExp, FailureKind][] = [
  [/does not have access to the path|not entitled|not available (on|for) (your|this) plan/i, 'plan_limit'],
  [/not authorized|unauthorized|authentication|permission/i, 'permission_missing'],
  [/rate limit|budget depleted|too many (nodes|queries)|excessive resources/i, 'rate_limited'],
  [
    /older than|time range|number of fields|limit must be|unknown (field|arg)|cannot query/i,
    'invalid_request',
  ],
];

/**
 * @param query a document with one query: this server sends no mutation.
 * @returns `data`, in which some parts may be null.
 * @throws CloudflareFailure when there is no data, or any error beside it: half a series would look like a whole one.
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
  const known = KINDS.find(([pattern]) => messages.some((message) => pattern.test(message)));
  const kind = known?.[1] ?? 'cloudflare_trouble';
  const retryAfterSeconds = kind === 'rate_limited' ? GRAPHQL_WAIT_SECONDS : undefined;
  return new CloudflareFailure(kind, { path: '/graphql', retryAfterSeconds });
}
