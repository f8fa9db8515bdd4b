/** Ready-made faults: all the ways in which the API, or the network in front of it, is known to fail. */

import { type ApiMessage, errorEnvelope, tooManyRequests } from './api/envelope.ts';
import { delay } from './delay.ts';
import type { Fault, RecordedRequest } from './simulator.ts';

type FaultAnswer = Fault['answer'];

const JSON_HEADERS = { 'content-type': 'application/json' };

/** For `Fault.when`: matches the path after `/client/v4`. */
export function onPath(pattern: RegExp): (request: RecordedRequest) => boolean {
  // `search`, because `test` on a pattern with the `g` flag starts where the last match ended.
  return (request) => request.path.search(pattern) !== -1;
}

export function errorAnswer(
  status: number,
  errors: ApiMessage[],
  headers: Record<string, string> = {},
): FaultAnswer {
  return () => errorEnvelope(status, errors, headers);
}

/** An HTML page instead of JSON, as a proxy or Cloudflare's own error page sends it. */
export function htmlPage(status: number): FaultAnswer {
  const filler = '<p>The web server reported an unexpected error.</p>'.repeat(80);
  const page = `<!DOCTYPE html><html><head><title>Error ${status}</title></head><body>${filler}</body></html>`;
  return () => new Response(page, { status, headers: { 'content-type': 'text/html; charset=UTF-8' } });
}

export function rateLimited(retryAfterSeconds: number): FaultAnswer {
  return () => tooManyRequests(retryAfterSeconds);
}

/** Sends nothing for this long, then the real answer. */
export function slowHeaders(milliseconds: number): FaultAnswer {
  return async (_request, signal, proceed) => {
    await delay(milliseconds, signal);
    return proceed();
  };
}

/** Sends the headers and half of the body, and then nothing more. */
export function stalledBody(): FaultAnswer {
  return async (_request, signal, proceed) => {
    const response = proceed();
    const half = await firstHalf(response);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(half));
        const abort = () => controller.error(signal?.reason);
        if (signal?.aborted) abort();
        signal?.addEventListener('abort', abort, { once: true });
      },
    });
    return new Response(body, { status: response.status, headers: JSON_HEADERS });
  };
}

export function truncatedJson(): FaultAnswer {
  return async (_request, _signal, proceed) => {
    const response = proceed();
    return new Response(await firstHalf(response), { status: response.status, headers: JSON_HEADERS });
  };
}

export function connectionRefused(): FaultAnswer {
  return networkFailure('ECONNREFUSED', 'connect ECONNREFUSED 104.19.192.29:443');
}

export function dnsFailure(): FaultAnswer {
  return networkFailure('ENOTFOUND', 'getaddrinfo ENOTFOUND api.cloudflare.com');
}

export function tlsFailure(): FaultAnswer {
  return networkFailure('CERT_HAS_EXPIRED', 'certificate has expired');
}

/** Status 200 with `success: false`: the real API was seen to do this with code 971. */
export function successFalse(): FaultAnswer {
  const message = 'Please wait and consider throttling your request speed';
  return errorAnswer(200, [{ code: 971, message }]);
}

export function redirectTo(url: string): FaultAnswer {
  return () => new Response(null, { status: 302, headers: { location: url } });
}

/** The real rows, with a total that is wrong. */
export function lyingTotal(total: number): FaultAnswer {
  return async (_request, _signal, proceed) => {
    const response = proceed();
    const envelope = (await response.json()) as { result_info?: Record<string, number> };
    if (envelope.result_info) {
      const perPage = envelope.result_info.per_page ?? 1;
      envelope.result_info.total_count = total;
      envelope.result_info.total_pages = Math.ceil(total / perPage);
    }
    return Response.json(envelope, { status: response.status });
  };
}

/** Fails like undici: a `TypeError` whose cause has the error code of the operating system. */
function networkFailure(code: string, message: string): FaultAnswer {
  return () => {
    const cause = Object.assign(new Error(message), { code });
    return Promise.reject(new TypeError('fetch failed', { cause }));
  };
}

async function firstHalf(response: Response): Promise<string> {
  const text = await response.text();
  return text.slice(0, Math.floor(text.length / 2));
}
