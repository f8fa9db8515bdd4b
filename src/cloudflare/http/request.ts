/** Sends one request and reads its whole response: read-only, only to Cloudflare, with one credential, in bounded time. */

import { BLOCK_SECONDS_MAX } from '../../limits/cloudflare.ts';
import { type Credential, secretOf } from '../../settings/credential.ts';
import { secretInJson } from '../../text/hide-secrets.ts';
import { USER_AGENT } from '../../version.ts';
import { startDeadline } from './deadline.ts';
import { CloudflareFailure, type FailureFacts, type FailureKind, toFailure } from './failure.ts';
import type { Fetch, HttpResponse } from './fetch.ts';
import { PROXY_STATUS, PROXY_UNREACHABLE, RESPONSE_TOO_LARGE } from './network-error.ts';
import type { Timing } from './timing.ts';

/** Where requests go, as whom, and how long they may take. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly fetch: Fetch;
  readonly timing: Timing;
}

export interface ApiRequest {
  readonly url: string;
  readonly method: string;
  /** JSON. */
  readonly body?: string | undefined;
}

export interface ApiResponse {
  readonly status: number;
  /** Parsed: a successful envelope, or an answer of GraphQL. */
  readonly body: object;
}

/**
 * Only these headers are sent. The headers of the SDK are dropped, because they include whatever the environment variable
 * CLOUDFLARE_CUSTOM_HEADERS holds.
 */
function headersOf(credential: Credential, body: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(credential.kind === 'api_token'
      ? { authorization: `Bearer ${credential.token}` }
      : { 'x-auth-key': credential.key, 'x-auth-email': credential.email }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
}

/**
 * @param onHeaders called as soon as the headers have arrived.
 * @throws CloudflareFailure for every outcome except success.
 */
export async function requestOnce(
  endpoint: Endpoint,
  request: ApiRequest,
  signal: AbortSignal,
  onHeaders: (headers: HttpResponse['headers']) => void,
): Promise<ApiResponse> {
  const { url, method, body } = request;
  if (!isReadOnly(endpoint, request)) {
    throw new Error(`This server only reads from ${endpoint.baseUrl}: ${method} is refused.`);
  }
  const path = pathOf(endpoint, url);
  const { headersTimeoutMs, bodyTimeoutMs } = endpoint.timing;
  const deadline = startDeadline(headersTimeoutMs, signal);
  let facts: FailureFacts = { path };
  try {
    const response = await endpoint.fetch(url, {
      method,
      headers: headersOf(endpoint.credential, body),
      ...(body !== undefined && { body }),
      // A redirect to another host would take the credential along.
      redirect: 'error',
      signal: deadline.signal,
    });
    deadline.restart(bodyTimeoutMs);
    onHeaders(response.headers);
    const ray = response.headers.get('cf-ray') ?? undefined;
    const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'));
    facts = { path, status: response.status, ray, retryAfterSeconds };
    // Cloudflare, or a proxy, may repeat the credential. Hidden here, no text that is cut later can hold a part of it.
    const text = (await response.text()).replaceAll(
      secretInJson(secretOf(endpoint.credential)),
      '[credential]',
    );
    return { status: response.status, body: checkSuccess(response, parseObject(text), facts) };
  } catch (error) {
    if (error instanceof CloudflareFailure) throw error;
    if (signal.aborted) throw toAbortFailure(signal, facts);
    if (deadline.signal.aborted) throw new CloudflareFailure('no_answer', facts);
    const code = errorCodeOf(error);
    if (code === RESPONSE_TOO_LARGE)
      throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'answer too large' });
    throw new CloudflareFailure(kindOf(facts, code), { ...facts, code }, error);
  } finally {
    deadline.release();
  }
}

function kindOf({ status }: FailureFacts, code: string | undefined): FailureKind {
  if (status !== undefined) return 'cloudflare_trouble';
  if (code === PROXY_UNREACHABLE) return 'proxy_unreachable';
  return code?.startsWith(PROXY_STATUS) ? 'proxy_refused' : 'unreachable';
}

const GRAPHQL_PATH = '/graphql';

/** A GET, or a GraphQL query, which Cloudflare accepts only as a POST; never a GraphQL mutation. */
function isReadOnly({ baseUrl }: Endpoint, { url, method, body }: ApiRequest): boolean {
  if (method === 'GET') return url.startsWith(`${baseUrl}/`) && body === undefined;
  return method === 'POST' && url === `${baseUrl}${GRAPHQL_PATH}` && isGraphqlQuery(body ?? '');
}

/** Comments, block texts and a choice between operations are refused: this server writes none, and a mutation could hide there. */
function isGraphqlQuery(body: string): boolean {
  const { query, operationName } = (parseObject(body) ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string' || operationName !== undefined || /#|"""/.test(query)) return false;
  const withoutTexts = query.replace(/"(\\.|[^"\\])*"/g, '""');
  return /^\s*(query\b|\{)/.test(query) && !/\b(mutation|subscription)\b/.test(withoutTexts);
}

/** The path below the base URL, without the query. */
export function pathOf({ baseUrl }: Endpoint, url: string): string {
  return url.slice(baseUrl.length).replace(/\?.*/s, '');
}

/** The failure of a call whose signal is aborted: its time is up, or its caller went away. */
export function toAbortFailure(signal: AbortSignal, facts: FailureFacts): CloudflareFailure {
  const isTimeout = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return new CloudflareFailure(isTimeout ? 'no_answer' : 'cancelled', facts);
}

interface Envelope {
  readonly success?: unknown;
  readonly errors?: unknown;
  readonly result?: unknown;
  readonly result_info?: unknown;
}

/** @returns the envelope. @throws CloudflareFailure */
function checkSuccess(response: HttpResponse, envelope: Envelope | undefined, facts: FailureFacts): Envelope {
  if (response.status === 429) throw toFailure(envelope?.errors, facts);
  if (envelope === undefined) {
    // A page of a proxy, or Cloudflare's own error page. Whatever its status, the API did not answer.
    throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'not JSON' });
  }
  if (!response.ok) throw toFailure(envelope.errors, facts);
  // GraphQL has no `success`. Its errors are checked by the code that sent the query.
  if (facts.path === GRAPHQL_PATH) return envelope;
  if (envelope.success !== true) throw toUnsuccessful(envelope, facts);
  if (isEmpty(envelope)) throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'no result' });
  return envelope;
}

/** A missing result would look like an empty list. A null result is an empty list only if the count says so. */
function isEmpty({ result, result_info }: Envelope): boolean {
  const { count, total_count } = (result_info ?? {}) as { count?: unknown; total_count?: unknown };
  return (result === null || result === undefined) && !isZero(count) && !isZero(total_count);
}

/** The audit log writes its count as a text. */
function isZero(count: unknown): boolean {
  return count === 0 || count === '0';
}

/** Undefined for anything but a JSON object, such as the page of a proxy. */
function parseObject(text: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** HTTP 200 without success counts as trouble at Cloudflare, whatever the error code, except the code of the rate limit. */
function toUnsuccessful(envelope: Envelope, facts: FailureFacts): CloudflareFailure {
  const failure = toFailure(envelope.errors, facts);
  if (failure.kind === 'rate_limited') return failure;
  return new CloudflareFailure('cloudflare_trouble', failure.facts);
}

/** `Retry-After` holds seconds or a date. Capped at Cloudflare's five-minute block: a longer wait is a mistake of some proxy. */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  let seconds: number | undefined;
  if (/^[A-Z][a-z]{2}, /.test(header)) seconds = (Date.parse(header) - Date.now()) / 1_000;
  else if (/^\d{1,9}$/.test(header)) seconds = Number(header);
  if (seconds === undefined || Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(0, Math.ceil(seconds)), BLOCK_SECONDS_MAX);
}

/** The code of the operating system or of the HTTP client, such as ENOTFOUND. */
export function errorCodeOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const code = (inner as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    if (/redirect/i.test(inner.message)) return 'REDIRECT';
  }
  return undefined;
}
