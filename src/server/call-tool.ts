/** One tool call from arguments to result: the only place that catches what a tool throws. */
import { setMaxListeners } from 'node:events';
import { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { Connection } from '../cloudflare/connection.ts';
import { tellDeadCredential } from '../cloudflare/credential-check.ts';
import { startDeadline } from '../cloudflare/http/deadline.ts';
import { type CloudflareFailure, failureIn } from '../cloudflare/http/failure.ts';
import { rayOf } from '../cloudflare/http/failure-words.ts';
import { fetchZonesPage } from '../cloudflare/zones/zone-directory.ts';
import { COMPLETION_MS_MAX, TOOL_DEADLINE_MS, ZONES_PAGE_SIZE } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { secretOf } from '../settings/credential.ts';
import type { Log } from '../telemetry/log.ts';
import type { Observer } from '../telemetry/observer.ts';
import { plainText } from '../text/plain-text.ts';
import type { Tool, ToolContext } from '../tool.ts';
import { readArguments } from './arguments.ts';
import { explainError } from './explain-error.ts';
import { failure, success, type ToolResult } from './result.ts';

/** What a server works with on behalf of one client. */
export interface Session {
  readonly log: Log;
  /** The part of the catalogue that is served; all of it when undefined. */
  readonly tools?: readonly Tool[] | undefined;
  readonly observer?: Observer | undefined;
  /** Who asks, for the log; absent on stdio. */
  readonly caller?: string | undefined;
  /** @throws Refusal when the caller brought no usable credential. */
  connect(): Connection;
  /** Puts an explanation into the words of whoever has to act; absent where settings are what there is to set. */
  reword?(explanation: string): string;
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

/**
 * Never rejects.
 * @param args as the caller gave them; what is wrong with them is told like any other failure, logged and counted.
 */
export async function ask(
  session: Session,
  tool: Tool,
  args: unknown,
  { signal, progress, requestId, traceparent }: AskOptions,
): Promise<ToolResult> {
  const { log, observer } = session;
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
  // Every request of the call listens to it, and a call may send hundreds.
  setMaxListeners(0, call.signal);
  const who = { tool: tool.name, caller: session.caller, request_id: requestId, traceparent };
  const ended = (outcome: string) => {
    const ms = Date.now() - startMs;
    observer?.toolEnded(tool.name, outcome, ms);
    return { ...who, outcome, ms, requests: call.requests };
  };
  log.debug('tool called', { ...who, args });
  observer?.toolStarted(tool.name);
  let leave: (() => void) | undefined;
  let cloudflare: Cloudflare | undefined;
  let secret: string | undefined;
  try {
    leave = session.enter?.();
    const input = readArguments(tool, args);
    const connection = session.connect();
    secret = secretOf(connection.credential);
    cloudflare = new Cloudflare(connection, call);
    const result = success(tool, await tool.run(input, { cloudflare, progress }), secret);
    log.info('tool answered', ended('answered'));
    return result;
  } catch (error) {
    const told = await diagnose(error, cloudflare);
    const outcome = told?.kind ?? (error instanceof Refusal ? 'refused' : 'internal_error');
    const isOurs = outcome === 'internal_error';
    log[isOurs ? 'error' : 'info']('tool failed', {
      ...ended(outcome),
      ...told?.facts,
      ray: told && rayOf(told.facts),
      ...unexplained(error, told),
    });
    const explanation = explainError(error, told, tool.permissions);
    return failure(session.reword?.(explanation) ?? explanation, secret);
  } finally {
    leave?.();
    // What is still under way for this call, such as zones behind the last row wanted, is of no use to anyone now.
    deadline.end();
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

/** The operator gets the whole of an error that the agent is told nothing of. */
function unexplained(error: unknown, told: unknown): { error?: string | undefined } {
  if (told !== undefined) return {};
  // Its text quotes the arguments, which are logged at debug only.
  if (error instanceof Refusal) return {};
  return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** For completion: names of the account's zones that contain what was typed. Empty when they cannot be read now. */
export async function zoneNamesLike(session: Session, typed: string): Promise<string[]> {
  const deadline = startDeadline(COMPLETION_MS_MAX);
  const deadlineMs = Date.now() + COMPLETION_MS_MAX;
  const call = { signal: deadline.signal, deadlineMs, onRequest: () => undefined };
  let leave: (() => void) | undefined;
  try {
    leave = session.enter?.();
    const connection = session.connect();
    const secret = secretOf(connection.credential);
    const cloudflare = new Cloudflare(connection, call);
    const filters = typed === '' ? {} : { name: `contains:${typed.toLowerCase()}` };
    const { rows } = await fetchZonesPage(cloudflare, 1, ZONES_PAGE_SIZE, filters);
    // Upstream may repeat the credential in any text.
    return rows.map(({ name }) => plainText(name)).filter((name) => !name.includes(secret));
  } catch (error) {
    session.log.debug('completion failed', { error: error instanceof Error ? error.message : String(error) });
    return [];
  } finally {
    leave?.();
    deadline.end();
  }
}
