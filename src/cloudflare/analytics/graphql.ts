/** Queries Cloudflare's GraphQL analytics, and turns its errors, which arrive with HTTP 200, into failures. */
import { GRAPHQL_WAIT_SECONDS } from '../../limits/cloudflare.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, type FailureKind } from '../http/failure.ts';

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

/** The errors that Cloudflare documents, and those that others met. The first pattern that matches decides. */
const KINDS: readonly [RegExp, FailureKind][] = [
  [
    /does not have access to the (path|field)|not entitled|not available (on|for) (your|this) plan/i,
    'plan_limit',
  ],
  [/not authorized|unauthorized|authentication|permission/i, 'permission_missing'],
  // Waiting never helps against this one: only a smaller question does.
  [/too many nodes/i, 'invalid_request'],
  [/rate limit|budget depleted|too many queries|excessive resources/i, 'rate_limited'],
  [
    /older than|time range|number of fields|limit must be|unknown (field|arg)|cannot query/i,
    'invalid_request',
  ],
];
/** `extensions.code` of an error whose words are new. */
const KINDS_OF_CODES: Readonly<Record<string, FailureKind>> = {
  authz: 'permission_missing',
  quota: 'invalid_request',
};
const REFUSED_FIELD = /access to the field '(\w{1,80})'/i;

/** The code of the failure when a document asked too much at once. */
export const TOO_MANY_NODES = 'too many nodes';

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
    // A text of a known type, because the SDK compares anything else with the classes of fetch, which take 20 ms to load.
    body: JSON.stringify({ query, variables }),
    headers: { 'content-type': 'application/json' },
  })) as GraphqlAnswer;
  const errors = Array.isArray(answer.errors) ? (answer.errors as GraphqlError[]) : [];
  if (errors.length > 0) throw toGraphqlFailure(errors);
  if (answer.data === null || answer.data === undefined) throw toGraphqlFailure([]);
  return answer.data;
}

/** Without rows, Cloudflare sends an empty list: anything else is no answer. @throws CloudflareFailure */
export function toRows(value: unknown, what: string): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || !value.every((row) => typeof row === 'object' && row !== null)) {
    throw new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: `no ${what}` });
  }
  return value;
}

interface GraphqlError {
  readonly message?: unknown;
  readonly extensions?: { readonly code?: unknown } | null;
}

function toGraphqlFailure(errors: readonly (GraphqlError | null)[]): CloudflareFailure {
  const messages = errors.map((error) => (typeof error?.message === 'string' ? error.message : ''));
  const codes = errors.map((error) => String(error?.extensions?.code ?? ''));
  const known = KINDS.find(([pattern]) => messages.some((message) => pattern.test(message)));
  const coded = codes.map((code) => KINDS_OF_CODES[code]).find((kind) => kind !== undefined);
  const kind = known?.[1] ?? coded ?? 'cloudflare_trouble';
  const refusedField = messages.map((message) => REFUSED_FIELD.exec(message)?.[1]).find(Boolean);
  return new CloudflareFailure(kind, {
    path: '/graphql',
    retryAfterSeconds: kind === 'rate_limited' ? GRAPHQL_WAIT_SECONDS : undefined,
    refusedField,
    code: messages.some((message) => /too many nodes/i.test(message)) ? TOO_MANY_NODES : undefined,
  });
}
