/** One tool call from arguments to result: the only place that catches what a tool throws. */
import { setMaxListeners } from 'node:events';
import { Cloudflare } from './cloudflare/cloudflare.ts';
import type { Connection } from './cloudflare/connection.ts';
import { tellDeadCredential } from './cloudflare/credential-check.ts';
import { type CloudflareFailure, failureIn } from './cloudflare/failure.ts';
import { explainError } from './explain-error.ts';
import { TOOL_DEADLINE_MS } from './limits.ts';
import type { Log } from './log.ts';
import type { Observer } from './observer.ts';
import { Refusal } from './refusal.ts';
import { failure, success, type ToolResult } from './result.ts';
import type { Tool, ToolContext } from './tool.ts';

/** What a server works with on behalf of one client. */
export interface Session {
  readonly log: Log;
  readonly observer?: Observer | undefined;
  /** Who asks, for the log; absent on stdio. */
  readonly caller?: string | undefined;
  /** @throws Refusal when the caller brought no usable credential. */
  connect(): Connection;
  /**
   * @returns what to call when the call is over.
   * @throws Refusal when the caller asks for too much at once.
   */
  enter?(): () => void;
}

export interface AskOptions {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  readonly progress: ToolContext['progress'];
  readonly requestId?: string | number | undefined;
  /** W3C trace context of the caller. */
  readonly traceparent?: string | undefined;
}

/** @param input already checked against the tool's schema. Never rejects. */
export async function ask(
  session: Session,
  tool: Tool,
  input: Record<string, unknown>,
  { signal, progress, requestId, traceparent }: AskOptions,
): Promise<ToolResult> {
  const { log, observer } = session;
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
  const who = { tool: tool.name, caller: session.caller, request_id: requestId, traceparent };
  const ended = (outcome: string) => {
    const ms = Date.now() - startMs;
    observer?.toolEnded(tool.name, outcome, ms);
    return { ...who, outcome, ms, requests: call.requests };
  };
  log.debug('tool called', { ...who, input });
  observer?.toolStarted(tool.name);
  let leave: (() => void) | undefined;
  let cloudflare: Cloudflare | undefined;
  try {
    leave = session.enter?.();
    cloudflare = new Cloudflare(session.connect(), call);
    const result = success(tool, await tool.run(input, { cloudflare, progress }));
    log.info('tool answered', ended('answered'));
    return result;
  } catch (error) {
    const told = await diagnose(error, cloudflare);
    const outcome = told?.kind ?? (error instanceof Refusal ? 'refused' : 'internal_error');
    const isOurs = outcome === 'internal_error';
    log[isOurs ? 'error' : 'info']('tool failed', {
      ...ended(outcome),
      ...told?.facts,
      ...unexplained(error, told),
    });
    return failure(explainError(error, told, tool.permissions));
  } finally {
    leave?.();
    // What is still under way for this call, such as zones behind the last row wanted, is of no use to anyone now.
    over.abort();
  }
}

async function diagnose(
  error: unknown,
  cloudflare: Cloudflare | undefined,
): Promise<CloudflareFailure | undefined> {
  const upstream = failureIn(error);
  if (upstream === undefined || cloudflare === undefined) return upstream;
  return tellDeadCredential(cloudflare, upstream).catch(() => upstream);
}

/** The operator gets the whole of an error that the agent is told nothing of, and the text of one that is. */
function unexplained(error: unknown, told: unknown): { error?: string | undefined } {
  if (told !== undefined) return {};
  if (error instanceof Refusal) return { error: error.message };
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
