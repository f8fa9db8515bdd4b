/** The catalogue and a caller's context -> an MCP server, made anew for every client or request. */
import { ProtocolError, ProtocolErrorCode, Server, type ServerContext } from '@modelcontextprotocol/server';
import { UNKNOWN_NAME_CHARS_MAX } from '../limits/callers.ts';
import { HOUR_MS } from '../limits/time.ts';
import { NAME, VERSION } from '../version.ts';
import { type CallerContext, callTool } from './call-tool.ts';
import { instructionsFor } from './instructions.ts';
import { definitionsOf, LISTED_TOOLS } from './listed-tools.ts';
import { loadCatalog } from './load-catalog.ts';
import { complete, getPrompt, listPrompts } from './prompts.ts';

/** How long clients may cache an answer that is the same for every caller and as long as the process lives. */
const FIXED = { ttlMs: HOUR_MS, cacheScope: 'public' } as const;

/**
 * Uses the SDK's `Server`, not its `McpServer`: over HTTP, a server is made for every request, and to register each tool and
 * prompt again took longer than to answer.
 */
export function createServer(caller: CallerContext): Server {
  const { tools = LISTED_TOOLS, loadTools = loadCatalog } = caller;
  const hasAllTools = tools.length === LISTED_TOOLS.length;
  const server = new Server(
    { name: NAME, title: 'Cloudflare incident investigation', version: VERSION },
    {
      instructions: instructionsFor(tools),
      capabilities: {
        tools: { listChanged: false },
        // Prompts name tools, so they are left out where only some tools are served.
        ...(hasAllTools && { prompts: { listChanged: false }, completions: {} }),
      },
      cacheHints: { 'tools/list': FIXED, 'server/discover': FIXED },
    },
  );
  server.setRequestHandler('tools/list', () => ({ tools: definitionsOf(tools) }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const isServed = tools.some(({ name }) => name === params.name);
    const tool = isServed && (await loadTools()).find(({ name }) => name === params.name);
    if (!tool) {
      const known = tools.map(({ name }) => name).join(', ');
      const message = `Tool ${params.name.slice(0, UNKNOWN_NAME_CHARS_MAX)} not found; known tools: ${known}`;
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
    }
    const { result } = await callTool(caller, tool, params.arguments ?? {}, {
      signal: context.mcpReq.signal,
      progress: progressTo(context),
      requestId: context.mcpReq.id,
      traceparent: traceparentOf(context),
    });
    return result;
  });
  if (hasAllTools) {
    server.setRequestHandler('prompts/list', () => ({ prompts: listPrompts() }));
    server.setRequestHandler('prompts/get', ({ params }) => getPrompt(params));
    server.setRequestHandler('completion/complete', ({ params }) => complete(caller, params));
  }
  return server;
}

/** Progress goes to callers that asked for it. When the caller has gone away, the call does not fail because of that. */
function progressTo({ mcpReq }: ServerContext) {
  const progressToken = mcpReq._meta?.progressToken;
  return (progress: number, total: number, message: string) => {
    if (progressToken === undefined) return;
    const params = { progressToken, progress, total, message };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}

/** From the message (SEP-414), or from the HTTP request that carried it. */
function traceparentOf({ mcpReq, http }: ServerContext): string | undefined {
  const { traceparent } = (mcpReq._meta ?? {}) as { traceparent?: unknown };
  const text = typeof traceparent === 'string' ? traceparent : http?.req?.headers.get('traceparent');
  return text && /^[0-9a-f-]{1,64}$/.test(text) ? text : undefined;
}
