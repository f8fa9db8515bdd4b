/** Batches of JSON-RPC: which revisions of MCP have them, and the answers to one, gathered until all are there. */
import { BATCH_MESSAGES_MAX } from '../limits/callers.ts';
import {
  type ErrorMessage,
  errorFor,
  type Id,
  invalidRequest,
  isMessage,
  isObject,
} from './message-forms.ts';

/** Later revisions have no batches. Earlier ones say that messages are those of JSON-RPC 2.0, which has them. */
const LAST_REVISION_WITH_BATCHES = '2025-03-26';

/** @param revision undefined if none was negotiated. @returns why this batch is refused as a whole. */
export function batchProblem(batch: readonly unknown[], revision: string | undefined): string | undefined {
  if (revision === undefined) return 'no revision of MCP with batches was agreed on: send each message alone';
  if (revision > LAST_REVISION_WITH_BATCHES) {
    return `revision ${revision} of MCP has no batches: send each message alone`;
  }
  if (batch.length === 0) return 'a batch must not be empty';
  return batch.length > BATCH_MESSAGES_MAX ? `a batch has at most ${BATCH_MESSAGES_MAX} messages` : undefined;
}

/** The messages of a batch that can be served, and the errors for those that cannot. */
export function sortedBatch(batch: readonly unknown[]): { messages: object[]; errors: ErrorMessage[] } {
  const seen = new Set<unknown>();
  const messages: object[] = [];
  const errors: ErrorMessage[] = [];
  for (const each of batch) {
    const error = errorFor(each) ?? errorInBatch(each, seen);
    if (error !== undefined) errors.push(error);
    else if (isMessage(each)) messages.push(each as object);
    if (isObject(each)) seen.add(each.id ?? each);
  }
  return { messages, errors };
}

function errorInBatch(message: unknown, seen: ReadonlySet<unknown>): ErrorMessage | undefined {
  if (!isObject(message) || typeof message.method !== 'string' || message.id === undefined) return undefined;
  if (message.method === 'initialize') return invalidRequest(message.id, 'initialize cannot be in a batch');
  return seen.has(message.id) ? invalidRequest(message.id, 'this id is twice in the batch') : undefined;
}

/**
 * For HTTP, where a body is refused as a whole.
 * @param revision the header; clients that have none speak the revision before it, as the protocol says.
 */
export function errorInBody(
  body: unknown,
  revision: string | string[] = LAST_REVISION_WITH_BATCHES,
): ErrorMessage | undefined {
  if (!Array.isArray(body)) return errorFor(body);
  const problem = batchProblem(body, String(revision));
  return problem === undefined ? sortedBatch(body).errors[0] : invalidRequest(undefined, problem);
}

/** A batch whose requests are being served. */
export class OpenBatch {
  readonly #waitingFor: Set<Id>;
  readonly #answers: object[];

  constructor(waitingFor: Iterable<Id>, errors: readonly ErrorMessage[]) {
    this.#waitingFor = new Set(waitingFor);
    this.#answers = [...errors];
  }

  isWaitingFor(id: Id): boolean {
    return this.#waitingFor.has(id);
  }

  /** @param answer undefined for a request that was cancelled: it gets none. */
  settle(id: Id, answer: object | undefined): void {
    this.#waitingFor.delete(id);
    if (answer !== undefined) this.#answers.push(answer);
  }

  /** All answers, when none is missing any more; none when nobody waits for any. */
  get whole(): readonly object[] | undefined {
    return this.#waitingFor.size === 0 ? this.#answers : undefined;
  }
}
