/** One MCP client on stdin and stdout, in every protocol revision that the SDK speaks. */
import { type StdioServerHandle, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Session } from '../server/call-tool.ts';
import { createServer } from '../server/server.ts';

/** When stdin closes nothing keeps the process any longer, so it ends. */
export function serveOverStdio(session: Session): StdioServerHandle {
  return serveStdio(() => createServer(session), {
    onerror: (error) => session.log.warn('protocol error', { error: error.message }),
  });
}
