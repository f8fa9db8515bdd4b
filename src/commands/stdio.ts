/** stdio: serves one MCP client on stdin and stdout until stdin closes or a signal comes. */

import { serveOverStdio } from '../transports/stdio.ts';
import { NAME, VERSION } from '../version.ts';
import type { Setup } from './setup.ts';

export function serveStdioCommand({ caller, described }: Setup): undefined {
  const server = serveOverStdio(caller);
  caller.log.info(`${NAME} serves on stdio`, { version: VERSION, ...described });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Without a handler, the first process of a container ignores these signals.
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
}
