/** One MCP client on stdin and stdout, in every protocol revision that the SDK speaks. */
import { type StdioServerHandle, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Connection } from '../cloudflare/connection.ts';
import type { Log } from '../log.ts';
import { createServer } from '../server.ts';

/** When stdin closes nothing keeps the process any longer, so it ends. */
export function serveOverStdio(connection: Connection, log: Log): StdioServerHandle {
  return serveStdio(() => createServer(connection, log), {
    onerror: (error) => log.warn('protocol error', { error: error.message }),
  });
}
