/** One tool call from arguments to result: the only place that catches what a tool throws. */
import { inspect } from 'node:util';
import { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { Connection } from '../cloudflare/connection.ts';
import { resolveAmbiguousRefusal } from '../cloudflare/credential-check.ts';
import { startDeadline } from '../cloudflare/http/deadline.ts';
import { failureIn } from '../cloudflare/http/failure.ts';
import { rayOf } from '../cloudflare/http/failure-words.ts';
import { fetchNamesLike } from '../cloudflare/zones/zone-directory.ts';
import { COMPLETION_MS_MAX, TOOL_DEADLINE_MS } from '../limits/cloudflare.ts';
import { Refusal } from '../refusal.ts';
import { secretOf } from '../settings/credential.ts';
import type { Log } from '../telemetry/log.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { Tool, ToolContext, ToolFacts } from '../tool.ts';
import { parseArguments } from './arguments.ts';
import type { Audience } from './audience.ts';
import { explainError } from './explain-error.ts';
import { failure, success, type ToolResult } from './result.ts';

/** What a server needs to answer the calls of one caller. */
export interface CallerContext {
  readonly log: Log;
  readonly audience: Audience;
  /** The part of the catalogue that is served; all of it when undefined. */
  readonly tools?: readonly ToolFacts[] | undefined;
  /** By default the catalogue, which is loaded when the first tool is called. */
  loadTools?(): Promise<readonly Tool[]>;
  readonly observer?: Observer | undefined;
  /** Who calls, for the log; absent on stdio. */
  readonly caller?: string | undefined;
  /** @throws Refusal when the caller sent no usable credential, or asks for too much at once. */
  openCall(): OpenCall;
}

export interface OpenCall {
  readonly connection: Connection;
  /** To be called once, when the call is over. */
  close(): void;
}

export interface CallOptions {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  readonly progress: ToolContext['progress'];
  readonly requestId?: string | number | undefined;
  /** W3C trace context of the caller. */
  readonly traceparent?: string | undefined;
}

export interface CallOutcome {
  readonly result: ToolResult;
  /** What was thrown, where the result explains an error. */
  readonly error?: unknown;
}

/**
 * Never rejects.
 * @param args as the caller sent them; invalid ones are explained, logged and counted like any other failure.
 */
export async function callTool(
  context: CallerContext,
  tool: Tool,
  args: unknown,
  { signal, progress, requestId, traceparent }: CallOptions,
): Promise<CallOutcome> {
  const { observer } = context;
  const startMs = Date.now();
  const deadline = startDeadline(TOOL_DEADLINE_MS, signal);
  const call = {
    signal: deadline.signal,
    deadlineMs: startMs + TOOL_DEADLINE_MS,
    requests: 0,
    onRequest: () => {
      call.requests++;
    },
  };
  const callFields = { tool: tool.name, caller: context.caller, request_id: requestId, traceparent };
  const ended = (outcome: string) => {
    const ms = Date.now() - startMs;
    observer?.toolEnded(tool.name, outcome, ms);
    return { ...callFields, outcome, ms, requests: call.requests };
  };
  observer?.toolStarted(tool.name);
  let { log } = context;
  let opened: OpenCall | undefined;
  let secret: string | undefined;
  let cloudflare: Cloudflare | undefined;
  try {
    opened = context.openCall();
    // The log may not know this secret yet: the caller may have sent it with this call.
    secret = secretOf(opened.connection.credential);
    log = log.hiding(secret);
    log.debug('tool called', { ...callFields, args });
    const { input, notes } = parseArguments(tool, args);
    cloudflare = new Cloudflare(opened.connection, call);
    const answer = await tool.run(input, { cloudflare, progress });
    const result = success(tool, withNotes(answer, [...notes, ...cloudflare.notes]), secret);
    log.info('tool answered', ended('answered'));
    return { result };
  } catch (thrown) {
    const error = await diagnose(thrown, cloudflare);
    const upstream = failureIn(error);
    const outcome = upstream?.kind ?? (error instanceof Refusal ? 'refused' : 'internal_error');
    log[outcome === 'internal_error' ? 'error' : 'info']('tool failed', {
      ...ended(outcome),
      ...upstream?.facts,
      ray: upstream && rayOf(upstream.facts),
      ...(outcome === 'internal_error' && { error: describeWithCauses(error) }),
    });
    const text = explainError(error, { audience: context.audience, permissions: tool.permissions });
    return { result: failure(text, secret), error };
  } finally {
    opened?.close();
    // Requests may still be under way, for zones after the last row that was wanted. Nobody needs their answers.
    deadline.end();
  }
}

/** The answer with what concerns every tool alike: how the arguments were understood, and which zone is meant. */
function withNotes(answer: { notes?: unknown }, notes: readonly string[]): object {
  if (notes.length === 0) return answer;
  return { ...answer, notes: [...((answer.notes ?? []) as string[]), ...notes] };
}

/** A failure that may mean a dead credential is replaced by one that says so. */
async function diagnose(error: unknown, cloudflare: Cloudflare | undefined): Promise<unknown> {
  const upstream = failureIn(error);
  if (upstream === undefined || cloudflare === undefined) return error;
  return resolveAmbiguousRefusal(cloudflare, upstream).catch(() => upstream);
}

/** For the log only; the caller gets a general explanation. Has the causes too, because the SDK wraps the error of a request. */
function describeWithCauses(error: unknown): string {
  return error instanceof Error ? inspect(error) : String(error);
}

/** For completion: the names of zones that contain what was typed. Empty if they cannot be fetched now. */
export async function zoneNamesLike(context: CallerContext, typed: string): Promise<string[]> {
  const deadline = startDeadline(COMPLETION_MS_MAX);
  const deadlineMs = Date.now() + COMPLETION_MS_MAX;
  const call = { signal: deadline.signal, deadlineMs, onRequest: () => undefined };
  let { log } = context;
  let opened: OpenCall | undefined;
  try {
    opened = context.openCall();
    const secret = secretOf(opened.connection.credential);
    log = log.hiding(secret);
    const cloudflare = new Cloudflare(opened.connection, call);
    // Cloudflare, or a proxy, may repeat the credential in any text.
    return (await fetchNamesLike(cloudflare, typed)).filter((name) => !name.includes(secret));
  } catch (error) {
    log.debug('completion failed', { error: error instanceof Error ? error.message : String(error) });
    return [];
  } finally {
    opened?.close();
    deadline.end();
  }
}
