/** One MCP client on stdin and stdout, in every protocol revision that the SDK speaks. */

import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { type StdioServerHandle, StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { CallerContext } from '../server/call-tool.ts';
import { catalogUnderWay } from '../server/load-catalog.ts';
import { createServer } from '../server/server.ts';
import { batchProblem, OpenBatch, sortedBatch } from './batches.ts';
import { type Id, invalidRequest, isObject, isResponse } from './message-forms.ts';
import { StdioFrames } from './stdio-frames.ts';

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable;
}

/**
 * When stdin closes, nothing keeps the process alive, so it ends.
 * @param onReady called once the client has initialised, or has begun to talk in a revision that knows no initialisation.
 */
export function serveOverStdio(
  caller: CallerContext,
  onReady: () => void,
  streams: Streams = process,
): StdioServerHandle {
  const serve = ({ era }: { era: 'legacy' | 'modern' }) => {
    const server = createServer(caller);
    if (era === 'modern') onReady();
    else server.oninitialized = onReady;
    return server;
  };
  const onerror = (error: Error) => caller.log.warn('protocol error', { error: error.message });
  return serveStdio(serve, { onerror, transport: new LenientStdio(onerror, streams) });
}

/** The SDK's transport, behind frames that answer what it would drop, and with batches where the revision has them. */
class LenientStdio extends StdioServerTransport {
  /** What the client and the server agreed on in `initialize`. */
  #revision: string | undefined;
  readonly #batches = new Set<OpenBatch>();

  constructor(onerror: (error: Error) => void, { stdin, stdout }: Streams) {
    const frames = new StdioFrames({
      answer: (message) => this.#write(message),
      openBatch: (batch) => this.#openBatch(batch),
      onMessage: (message) => this.#noteCancelled(message),
      onDropped: (why) => onerror(new Error(`Dropped ${why}`)),
      // The end cuts off the calls under way. One that only waits for its tool to load is asked first, as `echo … |` expects.
      beforeEnd: async () => catalogUnderWay(),
    });
    super(stdin.pipe(frames), stdout);
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    if (!('id' in message) || 'method' in message) return super.send(message);
    const revision = 'result' in message ? message.result.protocolVersion : undefined;
    if (typeof revision === 'string') this.#revision = revision;
    const { id } = message;
    const batch = [...this.#batches].find((each) => id !== undefined && each.isWaitingFor(id));
    if (batch === undefined || id === undefined) return super.send(message);
    batch.settle(id, message);
    this.#endIfWhole(batch);
  }

  /** @returns the messages that are to be served. */
  #openBatch(batch: readonly unknown[]): readonly object[] {
    const problem = batchProblem(batch, this.#revision);
    if (problem !== undefined) {
      // Each on its own, because these revisions have no batches in answers either.
      const waiting = batch.filter((each) => isObject(each) && 'id' in each && !isResponse(each));
      for (const each of waiting) this.#write(invalidRequest((each as { id: unknown }).id, problem));
      // Nothing in it has an ID, and yet it is no list of notifications: only its sender knows what it was meant to be.
      if (waiting.length === 0 && !batch.some(isObject)) this.#write(invalidRequest(undefined, problem));
      return [];
    }
    const { messages, errors } = sortedBatch(batch);
    const ids = messages.flatMap((each) => ('id' in each && 'method' in each ? [each.id as Id] : []));
    const open = new OpenBatch(ids, errors);
    this.#batches.add(open);
    this.#endIfWhole(open);
    return messages;
  }

  #endIfWhole(batch: OpenBatch): void {
    const { whole } = batch;
    if (whole === undefined) return;
    this.#batches.delete(batch);
    if (whole.length > 0) this.#write(whole);
  }

  /** A request that is cancelled gets no answer: its batch must not wait for one. */
  #noteCancelled(message: unknown): void {
    if (!isObject(message) || message.method !== 'notifications/cancelled') return;
    const id = isObject(message.params) ? (message.params.requestId as Id) : undefined;
    for (const batch of this.#batches) {
      if (id === undefined || !batch.isWaitingFor(id)) continue;
      batch.settle(id, undefined);
      this.#endIfWhole(batch);
    }
  }

  #write(message: object): void {
    // A batch of answers is a list, which the SDK's type of a message does not know.
    super.send(message as JSONRPCMessage).catch((error: Error) => this.onerror?.(error));
  }
}
