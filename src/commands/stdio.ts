/** stdio: serves one MCP client on stdin and stdout until stdin closes or a signal comes. */

import { CONNECT_EARLY_DELAY_MS } from '../limits/network.ts';
import { serveOverStdio } from '../transports/stdio.ts';
import { NAME, VERSION } from '../version.ts';
import type { Setup } from './setup.ts';

export function serveStdioCommand({ caller, described, prepare }: Setup): undefined {
  // A person thinks before the first question. Later than what the client asks at its start, which would have to wait.
  const onReady = () => setTimeout(() => void prepare(), CONNECT_EARLY_DELAY_MS).unref();
  const server = serveOverStdio(caller, onReady);
  caller.log.info(`${NAME} serves on stdio`, { version: VERSION, ...described });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Without a handler, the first process of a container ignores these signals.
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
}
