/** stdio: serves one MCP client on stdin and stdout until stdin closes or a signal comes. */

import { serveOverStdio } from '../transports/stdio.ts';
import { NAME, VERSION } from '../version.ts';
import type { Setup } from './setup.ts';

export function serveStdioCommand({ session, described }: Setup): undefined {
  const server = serveOverStdio(session);
  session.log.info(`${NAME} serves on stdio`, { version: VERSION, ...described });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // As the first process of a container, Node has no default for these.
    process.once(signal, () => void server.close().finally(() => process.exit(0)));
  }
}
