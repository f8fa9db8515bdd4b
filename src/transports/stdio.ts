/** One MCP client on stdin and stdout, in every protocol revision that the SDK speaks. */
import { type StdioServerHandle, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { CallerContext } from '../server/call-tool.ts';
import { createServer } from '../server/server.ts';

/** When stdin closes, nothing keeps the process alive, so it ends. */
export function serveOverStdio(caller: CallerContext): StdioServerHandle {
  return serveStdio(() => createServer(caller), {
    onerror: (error) => caller.log.warn('protocol error', { error: error.message }),
  });
}
