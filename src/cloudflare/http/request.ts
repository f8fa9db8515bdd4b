/** One request and its whole answer: only reading, only to Cloudflare, with one kind of credential, in bounded time. */

import { BLOCK_SECONDS_MAX, BODY_TIMEOUT_MS, HEADERS_TIMEOUT_MS } from '../../limits.ts';
import type { Credential } from '../../settings/credential.ts';
import type { Observer } from '../../telemetry/observer.ts';
import { USER_AGENT } from '../../version.ts';
import { type Fetch, type Reply, TOO_LARGE } from './client.ts';
import { startDeadline } from './deadline.ts';
import { CloudflareFailure, type FailureFacts, toFailure } from './failure.ts';

export interface Exchange {
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly fetch: Fetch;
  readonly observer?: Observer | undefined;
}

export interface Answer {
  readonly status: number;
  /** The envelope, parsed and found successful. */
  readonly body: unknown;
}

function authHeaders(credential: Credential): Record<string, string> {
  return credential.kind === 'api_token'
    ? { authorization: `Bearer ${credential.token}` }
    : { 'x-auth-key': credential.key, 'x-auth-email': credential.email };
}

/**
 * The headers are written here and nowhere else: those of the SDK are dropped, because it adds every credential that it
 * finds in the environment and whatever CLOUDFLARE_CUSTOM_HEADERS holds.
 * @throws CloudflareFailure for everything but a successful envelope.
 */
export async function exchange(
  via: Exchange,
  url: string,
  method: string,
  signal: AbortSignal,
  onHeaders: (headers: Reply['headers']) => void,
  body?: string,
): Promise<Answer> {
  if (!isReading(via, url, method, body)) {
    throw new Error(`This server only reads from ${via.baseUrl}: ${method} is refused.`);
  }
  const path = pathOf(via, url);
  const patience = startDeadline(HEADERS_TIMEOUT_MS, signal);
  let facts: FailureFacts = { path };
  try {
    const response = await via.fetch(url, {
      method,
      ...(body !== undefined && { body }),
      headers: {
        accept: 'application/json',
        'user-agent': USER_AGENT,
        ...authHeaders(via.credential),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      // To another host, the credential would go with it.
      redirect: 'error',
      signal: patience.signal,
    });
    patience.restart(BODY_TIMEOUT_MS);
    onHeaders(response.headers);
    const ray = response.headers.get('cf-ray') ?? undefined;
    const retryAfterSeconds = secondsOf(response.headers.get('retry-after'));
    facts = { path, status: response.status, ray, retryAfterSeconds };
    const envelope = parse(await response.text());
    if (envelope === undefined && response.status !== 429) {
      // A page of a proxy, or Cloudflare's own error page: whatever its status, it is no answer of the API.
      throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'not JSON' });
    }
    if (!response.ok) throw toFailure(envelope?.errors, facts);
    // GraphQL has no `success`; its errors are its reader's to tell.
    if (path !== GRAPHQL_PATH) {
      if (envelope?.success !== true) throw unsuccessful(envelope, facts);
      if (isEmpty(envelope))
        throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'no result' });
    }
    return { status: response.status, body: envelope };
  } catch (error) {
    if (error instanceof CloudflareFailure) throw error;
    if (signal.aborted) throw stopped(signal, facts);
    if (patience.signal.aborted) throw new CloudflareFailure('no_answer', facts);
    const code = codeOf(error);
    if (code === TOO_LARGE)
      throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'answer too large' });
    const kind = facts.status === undefined ? 'unreachable' : 'cloudflare_trouble';
    throw new CloudflareFailure(kind, { ...facts, code }, error);
  } finally {
    patience.release();
  }
}

const GRAPHQL_PATH = '/graphql';

/** GET, or a GraphQL query, which has no other method; never a mutation. */
function isReading(via: Exchange, url: string, method: string, body: string | undefined): boolean {
  if (method === 'GET') return url.startsWith(`${via.baseUrl}/`) && body === undefined;
  return method === 'POST' && url === `${via.baseUrl}${GRAPHQL_PATH}` && isGraphqlQuery(body ?? '');
}

function isGraphqlQuery(body: string): boolean {
  const { query } = (parse(body) ?? {}) as { query?: unknown };
  return (
    typeof query === 'string' &&
    /^\s*(query\b|\{)/.test(query) &&
    !/\b(mutation|subscription)\b/.test(query.replace(/"(\\.|[^"\\])*"/g, '""'))
  );
}

/** Below the base URL, without query. */
export function pathOf(via: Exchange, url: string): string {
  return url.slice(via.baseUrl.length).replace(/\?.*/s, '');
}

/** What to throw once the call's signal is aborted: its time ran out, or its caller went away. */
export function stopped(signal: AbortSignal, facts: FailureFacts): CloudflareFailure {
  const isOutOfTime = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return new CloudflareFailure(isOutOfTime ? 'no_answer' : 'cancelled', facts);
}

interface Envelope {
  readonly success?: unknown;
  readonly errors?: unknown;
  readonly result?: unknown;
  readonly result_info?: unknown;
}

/** Success without a result would pass for an empty list; null is one only where the count says so. */
function isEmpty({ result, result_info }: Envelope): boolean {
  const { count, total_count } = (result_info ?? {}) as { count?: unknown; total_count?: unknown };
  return (result === null || result === undefined) && count !== 0 && total_count !== 0;
}

/** Undefined for a page that is no JSON object: what a proxy or an error page sends. */
function parse(text: string): Envelope | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** HTTP 200 without success is trouble whatever its code, except the code that Cloudflare uses for its limit. */
function unsuccessful(body: Envelope | undefined, facts: FailureFacts): CloudflareFailure {
  const failure = toFailure(body?.errors, facts);
  return failure.kind === 'rate_limited'
    ? failure
    : new CloudflareFailure('cloudflare_trouble', failure.facts);
}

/** `Retry-After` is a number of seconds or a date; longer than Cloudflare's own block is nobody's meaning. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const isDate = /^[A-Z][a-z]{2}, /.test(retryAfter);
  const seconds = isDate
    ? (Date.parse(retryAfter) - Date.now()) / 1_000
    : /^\d{1,9}$/.test(retryAfter)
      ? Number(retryAfter)
      : Number.NaN;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, Math.ceil(seconds)), BLOCK_SECONDS_MAX);
}

/** The operating system's word, such as ENOTFOUND. */
export function codeOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const code = (inner as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    if (/redirect/i.test(inner.message)) return 'REDIRECT';
  }
  return undefined;
}
