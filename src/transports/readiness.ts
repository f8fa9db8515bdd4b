/** Is the server of use now? The credential, verified within the last minutes and at most once a minute. */
import { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { Connection } from '../cloudflare/connection.ts';
import { readCredentialState } from '../cloudflare/credential-check.ts';
import { failureIn } from '../cloudflare/failure.ts';
import { READINESS_INTERVAL_MS, READINESS_MEMORY_MS, READINESS_TIMEOUT_MS } from '../limits.ts';

export interface Readiness {
  readonly isReady: boolean;
  /** For the operator: one word, no secret. */
  readonly reason: string;
}

/** @returns a check that any number of probes may call: between two questions to Cloudflare lies a minute. */
export function createReadiness(connection: Connection): () => Promise<Readiness> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let last: Promise<Readiness> = Promise.resolve({ isReady: false, reason: 'not asked yet' });
  let readyAtMs = Number.NEGATIVE_INFINITY;
  const askNow = async (): Promise<Readiness> => {
    const signal = AbortSignal.timeout(READINESS_TIMEOUT_MS);
    // One request, without retries: the next probe is the next try.
    const cloudflare = new Cloudflare(connection, {
      signal,
      deadlineMs: Date.now(),
      onRequest: () => undefined,
    });
    try {
      const { status } = await readCredentialState(cloudflare);
      if (status === 'active') readyAtMs = Date.now();
      return { isReady: status === 'active', reason: `credential ${status}` };
    } catch (error) {
      const reason = failureIn(error)?.kind ?? 'misconfigured';
      // Cloudflare out of reach for a moment does not make the server useless: it explains that to its callers.
      return { isReady: Date.now() - readyAtMs < READINESS_MEMORY_MS, reason };
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
