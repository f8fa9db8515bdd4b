/** One tool call from arguments to result: the only place that catches what a tool throws. */
import { setMaxListeners } from 'node:events';
import { Cloudflare } from './cloudflare/cloudflare.ts';
import type { Connection } from './cloudflare/connection.ts';
import { tellDeadCredential } from './cloudflare/credential-check.ts';
import { failureIn } from './cloudflare/failure.ts';
import { explainError } from './explain-error.ts';
import { TOOL_DEADLINE_MS } from './limits.ts';
import type { Log } from './log.ts';
import { Refusal } from './refusal.ts';
import { failure, success, type ToolResult } from './result.ts';
import type { Tool, ToolContext } from './tool.ts';

export interface AskOptions {
  readonly connection: Connection;
  readonly log: Log;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  readonly progress: ToolContext['progress'];
}

/** @param input already checked against the tool's schema. Never rejects. */
export async function ask(
  tool: Tool,
  input: Record<string, unknown>,
  options: AskOptions,
): Promise<ToolResult> {
  const { connection, log, signal, progress } = options;
  const startMs = Date.now();
  const over = new AbortController();
  const call = {
    signal: AbortSignal.any([signal, over.signal, AbortSignal.timeout(TOOL_DEADLINE_MS)]),
    deadlineMs: startMs + TOOL_DEADLINE_MS,
    requests: 0,
    onRequest: () => {
      call.requests++;
    },
  };
  // Every request of the call listens to it, and a call may send hundreds.
  setMaxListeners(0, call.signal);
  const cloudflare = new Cloudflare(connection, call);
  const facts = () => ({ tool: tool.name, ms: Date.now() - startMs, requests: call.requests });
  log.debug('tool called', { tool: tool.name, input });
  try {
    const result = success(tool, await tool.run(input, { cloudflare, progress }));
    log.info('tool answered', { ...facts(), outcome: 'answered' });
    return result;
  } catch (error) {
    const upstream = failureIn(error);
    const told = upstream && (await tellDeadCredential(cloudflare, upstream).catch(() => upstream));
    log.warn('tool failed', {
      ...facts(),
      outcome: told?.kind ?? 'refused',
      ...told?.facts,
      ...unexplained(error, told),
    });
    return failure(explainError(error, told, tool.permissions));
  } finally {
    // What is still under way for this call, such as zones behind the last row wanted, is of no use to anyone now.
    over.abort();
  }
}

/** The operator gets the whole of an error that the agent is told nothing of, and the text of one that is. */
function unexplained(error: unknown, told: unknown): { error?: string | undefined } {
  if (told !== undefined) return {};
  if (error instanceof Refusal) return { error: error.message };
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
