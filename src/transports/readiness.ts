/** Can the server answer calls now? It can when its credential is active, which is checked with at most one request a minute. */
import { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { Connection } from '../cloudflare/connection.ts';
import { fetchCredentialStatus } from '../cloudflare/credential-check.ts';
import { startDeadline } from '../cloudflare/http/deadline.ts';
import { failureIn } from '../cloudflare/http/failure.ts';
import { READINESS_INTERVAL_MS, READINESS_MEMORY_MS, READINESS_TIMEOUT_MS } from '../limits/callers.ts';

export interface Readiness {
  readonly isReady: boolean;
  /** For the operator: a few words, no secret. */
  readonly reason: string;
}

/** Failures that may pass soon. The server stays ready meanwhile, because it explains them to its callers. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'unreachable',
  'proxy_unreachable',
  'proxy_refused',
  'no_answer',
  'cloudflare_trouble',
  'rate_limited',
]);

/** @returns a check that any number of probes may call: Cloudflare is asked at most once a minute. */
export function createReadiness(connection: Connection): () => Promise<Readiness> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let last: Promise<Readiness> = Promise.resolve({ isReady: false, reason: 'not asked yet' });
  let readyAtMs = Number.NEGATIVE_INFINITY;
  const askNow = async (): Promise<Readiness> => {
    const deadline = startDeadline(READINESS_TIMEOUT_MS);
    // The deadline has passed already, so nothing is retried: the next probe is the next try.
    const call = { signal: deadline.signal, deadlineMs: Date.now(), onRequest: () => undefined };
    try {
      const status = await fetchCredentialStatus(new Cloudflare(connection, call));
      if (status === 'active') readyAtMs = Date.now();
      return { isReady: status === 'active', reason: `credential ${status}` };
    } catch (error) {
      const reason = failureIn(error)?.kind ?? 'misconfigured';
      const wasReady = Date.now() - readyAtMs < READINESS_MEMORY_MS;
      return { isReady: wasReady && TRANSIENT.has(reason), reason };
    } finally {
      deadline.end();
    }
  };
  return () => {
    if (Date.now() - askedAtMs >= READINESS_INTERVAL_MS) {
      askedAtMs = Date.now();
      last = askNow();
    }
    return last;
  };
}
