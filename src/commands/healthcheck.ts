/** healthcheck: asks a running `http` on this machine whether it is up, for containers without curl. */

import { HEALTHCHECK_TIMEOUT_MS } from '../limits/callers.ts';
import type { Environment } from '../settings/environment.ts';
import { type HttpFlags, loadHttpConfig } from '../settings/http-config.ts';

/** @returns the exit code: 0 when it is up, else 1. */
export async function healthcheck(env: Environment, flags: HttpFlags): Promise<number> {
  const { host, port } = loadHttpConfig(env, flags);
  // A server that listens on every address also listens on this one.
  const target = /^(0\.0\.0\.0|::|\[::\])$/.test(host) ? '127.0.0.1' : host;
  const url = `http://${target.includes(':') && !target.startsWith('[') ? `[${target}]` : target}:${port}/healthz`;
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(HEALTHCHECK_TIMEOUT_MS) });
    if (ok) return 0;
    process.stderr.write(`${url} answered ${status}\n`);
  } catch {
    process.stderr.write(`${url} does not answer\n`);
  }
  return 1;
}
