/** One request and its whole answer: only reading, only to Cloudflare, with one kind of credential, in bounded time. */
import type { Credential } from '../credential.ts';
import { BODY_TIMEOUT_MS, HEADERS_TIMEOUT_MS, UPSTREAM_BYTES_MAX } from '../limits.ts';
import type { Observer } from '../observer.ts';
import { USER_AGENT } from '../version.ts';
import { CloudflareFailure, type FailureFacts, toFailure } from './failure.ts';

export type Fetch = typeof globalThis.fetch;

export interface Exchange {
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly fetch: Fetch;
  readonly observer?: Observer | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
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
  onHeaders: (headers: Headers) => void,
): Promise<Answer> {
  if (method !== 'GET' || !url.startsWith(`${via.baseUrl}/`)) {
    throw new Error(`This server only reads from ${via.baseUrl}: ${method} is refused.`);
  }
  const path = pathOf(via, url);
  const patience = new AbortController();
  let timer = setTimeout(() => patience.abort(), HEADERS_TIMEOUT_MS);
  let facts: FailureFacts = { path };
  try {
    const response = await via.fetch(url, {
      method,
      headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...authHeaders(via.credential) },
      // On a redirect to another host, fetch would keep X-Auth-Key and X-Auth-Email.
      redirect: 'error',
      signal: AbortSignal.any([signal, patience.signal]),
    });
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(), BODY_TIMEOUT_MS);
    onHeaders(response.headers);
    const ray = response.headers.get('cf-ray') ?? undefined;
    const retryAfterSeconds = secondsOf(response.headers.get('retry-after'));
    facts = { path, status: response.status, ray, retryAfterSeconds };
    const body = parse(await textOf(response, facts));
    if (body === undefined && response.status !== 429) {
      // A page of a proxy, or Cloudflare's own error page: whatever its status, it is no answer of the API.
      throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'not JSON' });
    }
    if (!response.ok) throw toFailure(body?.errors, facts);
    if (body?.success !== true) throw unsuccessful(body, facts);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof CloudflareFailure) throw error;
    if (signal.aborted) throw stopped(signal, facts);
    if (patience.signal.aborted) throw new CloudflareFailure('no_answer', facts);
    throw new CloudflareFailure('unreachable', { ...facts, code: connectionCode(error) }, error);
  } finally {
    clearTimeout(timer);
  }
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

async function textOf(response: Response, facts: FailureFacts): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > UPSTREAM_BYTES_MAX)
      throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'answer too large' });
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}

/** The operating system's word, such as ENOTFOUND; fetch keeps it one or two causes deep. */
function connectionCode(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const code = (inner as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    if (/redirect/i.test(inner.message)) return 'REDIRECT';
  }
  return undefined;
}
