/** One MCP client on stdin and stdout, in every protocol revision that the SDK speaks. */
import { type StdioServerHandle, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { CallerContext } from '../server/call-tool.ts';
import { createServer } from '../server/server.ts';

/**
 * When stdin closes, nothing keeps the process alive, so it ends.
 * @param onReady called once the client has initialised, or has begun to talk in a revision that knows no initialisation.
 */
export function serveOverStdio(caller: CallerContext, onReady: () => void): StdioServerHandle {
  const serve = ({ era }: { era: 'legacy' | 'modern' }) => {
    const server = createServer(caller);
    if (era === 'modern') onReady();
    else server.oninitialized = onReady;
    return server;
  };
  return serveStdio(serve, {
    onerror: (error) => caller.log.warn('protocol error', { error: error.message }),
  });
}
