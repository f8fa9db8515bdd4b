/** Start here: a `fetch` function that answers as the Cloudflare v4 API and its status page, from a world in memory. */

import { tooManyRequests } from './api/envelope.ts';
import { answerStatusPage, STATUS_HOST } from './api/status-page.ts';
import { delay, untilAborted } from './delay.ts';
import { answerApi } from './routes.ts';
import type { World } from './world/world.ts';

export interface RecordedRequest {
  method: string;
  url: URL;
  /** What follows `/client/v4`, for example `/zones/abc/dns_records`. On another host: the whole path. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Present when the body is text. */
  body?: string;
}

/** Something that goes wrong. The first fault whose `when` is true answers instead of the API. */
export interface Fault {
  when(request: RecordedRequest): boolean;
  /** The number of requests that fail before the fault ends. Without it the fault never ends. */
  times?: number;
  /** `proceed` returns what the API would have answered. */
  answer(
    request: RecordedRequest,
    signal: AbortSignal | undefined,
    proceed: () => Response,
  ): Promise<Response> | Response;
}

export interface Simulator {
  fetch: typeof globalThis.fetch;
  /** Every request in the order of arrival, including those that failed. */
  readonly requests: RecordedRequest[];
  readonly world: World;
}

const API_ROOT = '/client/v4';
const FIRST_RAY = 0x8f2d0c1a2b3c4d5en;
const REQUESTS_PER_WINDOW = 1200;
const WINDOW_SECONDS = 300;
const REQUESTS_KEPT_MAX = 10_000;
/** The limit of the Fetch standard. */
const REDIRECTS_MAX = 20;

export function createSimulator(options: { world: World; faults?: Fault[]; latencyMs?: number }): Simulator {
  const { world, latencyMs = 0 } = options;
  const requests: RecordedRequest[] = [];
  const window = { endsAtMs: 0, used: 0 };
  let arrivals = 0;

  /** Counts a request against the budget of five minutes. Whoever exceeds it is refused for the five minutes that follow. */
  function useBudget(): { left: number; resetSeconds: number; isExceeded: boolean } {
    const now = Date.now();
    if (now >= window.endsAtMs) {
      window.endsAtMs = now + WINDOW_SECONDS * 1_000;
      window.used = 0;
    }
    window.used += 1;
    if (window.used === REQUESTS_PER_WINDOW + 1) window.endsAtMs = now + WINDOW_SECONDS * 1_000;
    const resetSeconds = Math.ceil((window.endsAtMs - now) / 1_000);
    const left = REQUESTS_PER_WINDOW - window.used;
    return { left: Math.max(0, left), resetSeconds, isExceeded: left < 0 };
  }
  const faults = (options.faults ?? []).map((fault) => ({
    fault,
    left: fault.times ?? Number.POSITIVE_INFINITY,
  }));

  function faultFor(request: RecordedRequest): Fault | undefined {
    const active = faults.find(({ fault, left }) => left > 0 && fault.when(request));
    if (active) active.left -= 1;
    return active?.fault;
  }

  async function answerOnce(request: RecordedRequest, signal: AbortSignal | undefined): Promise<Response> {
    signal?.throwIfAborted();
    arrivals += 1;
    const arrival = arrivals;
    const budget = useBudget();
    requests.push(request);
    // A demo may run for days, so only the newest requests are kept.
    if (requests.length > REQUESTS_KEPT_MAX) requests.shift();
    // Chosen on arrival, so that parallel requests count towards `times` in the order in which they were sent.
    const fault = faultFor(request);
    if (latencyMs > 0) await delay(latencyMs, signal);
    const isStatusPage = request.url.host === STATUS_HOST;
    const proceed = () => {
      if (isStatusPage) return answerStatusPage(world.status_page, request);
      return budget.isExceeded ? tooManyRequests(budget.resetSeconds) : answerApi(world, request);
    };
    const response = fault
      ? await untilAborted(Promise.resolve(fault.answer(request, signal, proceed)), signal)
      : proceed();
    return isStatusPage ? response : withEdgeHeaders(response, arrival, budget);
  }

  async function simulatedFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const fetchRequest = input instanceof Request ? input : undefined;
    const signal = init.signal ?? fetchRequest?.signal;
    const mode = init.redirect ?? fetchRequest?.redirect ?? 'follow';
    let request = toRecordedRequest(input, init);
    for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
      const response = await answerOnce(request, signal);
      const location = redirectTarget(response, request.url);
      if (!location || mode === 'manual') return response;
      if (mode === 'error') throw fetchFailed('unexpected redirect');
      request = redirected(request, location);
    }
    throw fetchFailed('redirect count exceeded');
  }

  return { fetch: simulatedFetch, requests, world };
}

function toRecordedRequest(input: string | URL | Request, init: RequestInit): RecordedRequest {
  const fetchRequest = input instanceof Request ? input : undefined;
  const request: RecordedRequest = {
    method: (init.method ?? fetchRequest?.method ?? 'GET').toUpperCase(),
    headers: new Headers(init.headers ?? fetchRequest?.headers),
    ...toTarget(new URL(fetchRequest?.url ?? String(input))),
  };
  if (typeof init.body === 'string') request.body = init.body;
  return request;
}

function toTarget(url: URL): Pick<RecordedRequest, 'url' | 'path' | 'query'> {
  const path = url.pathname.startsWith(`${API_ROOT}/`) ? url.pathname.slice(API_ROOT.length) : url.pathname;
  return { url, path, query: url.searchParams };
}

function redirectTarget(response: Response, base: URL): URL | undefined {
  const location = response.headers.get('location');
  return [301, 302, 303, 307, 308].includes(response.status) && location
    ? new URL(location, base)
    : undefined;
}

/** Like the real `fetch`: to another origin it drops `Authorization`, but not `X-Auth-Key` and `X-Auth-Email`. */
function redirected(request: RecordedRequest, location: URL): RecordedRequest {
  const headers = new Headers(request.headers);
  if (location.origin !== request.url.origin) headers.delete('authorization');
  return { ...request, headers, ...toTarget(location) };
}

function fetchFailed(cause: string): TypeError {
  return new TypeError('fetch failed', { cause: new Error(cause) });
}

/** Adds the headers that Cloudflare's edge adds to every answer, unless a fault has set them already. */
function withEdgeHeaders(
  response: Response,
  arrival: number,
  { left, resetSeconds }: { left: number; resetSeconds: number },
): Response {
  const edge = {
    'cf-ray': `${(FIRST_RAY + BigInt(arrival)).toString(16)}-FRA`,
    ratelimit: `"default";r=${left};t=${resetSeconds}`,
    'ratelimit-policy': `"default";q=${REQUESTS_PER_WINDOW};w=${WINDOW_SECONDS}`,
  };
  for (const [name, value] of Object.entries(edge)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}
