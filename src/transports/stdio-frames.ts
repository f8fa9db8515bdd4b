/** Lines on stdin -> messages for the protocol layer, which drops what is no message: here, its sender gets an error. */
import { Transform, type TransformCallback } from 'node:stream';
import { FRAME_BYTES_MAX } from '../limits/callers.ts';
import { errorFor, invalidRequest, isMessage, parseError, toMessageForm } from './message-forms.ts';

const NEWLINE = 0x0a;
/** Some editors and shells put it before the first line. */
const BOM = '\u{FEFF}';

export interface FrameHandlers {
  /** Sends an answer of the transport itself. */
  answer(message: object): void;
  /** @returns the messages of the batch that are to be served. */
  openBatch(batch: readonly unknown[]): readonly object[];
  /** Called with each message that is served. */
  onMessage(message: unknown): void;
  /** For the log: it may be that nobody can be told. */
  onDropped(why: string): void;
  /** Awaited when stdin has closed, before the server is told. */
  beforeEnd(): Promise<unknown>;
}

export class StdioFrames extends Transform {
  readonly #handlers: FrameHandlers;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(handlers: FrameHandlers) {
    super();
    this.#handlers = handlers;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#append(chunk.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    this.#append(chunk.subarray(start));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#handlers.beforeEnd().then(
      () => done(),
      () => done(),
    );
  }

  /** A line that is too long is not kept, so that it cannot fill the memory. */
  #append(part: Buffer): void {
    this.#bytes += part.byteLength;
    if (this.#bytes > FRAME_BYTES_MAX) this.#chunks = [];
    else if (part.byteLength > 0) this.#chunks.push(part);
  }

  #endLine(): void {
    const isTooLong = this.#bytes > FRAME_BYTES_MAX;
    const line = Buffer.concat(this.#chunks).toString('utf8').replaceAll(BOM, '').trim();
    this.#chunks = [];
    this.#bytes = 0;
    if (isTooLong) {
      const what = `a line of more than ${FRAME_BYTES_MAX} bytes`;
      this.#handlers.onDropped(what);
      this.#handlers.answer(invalidRequest(undefined, what));
    } else if (line !== '') this.#frame(line);
  }

  #frame(line: string): void {
    let written: unknown;
    try {
      written = JSON.parse(line);
    } catch {
      this.#handlers.onDropped('a line that is not JSON');
      this.#handlers.answer(parseError());
      return;
    }
    if (Array.isArray(written)) {
      for (const message of this.#handlers.openBatch(written.map(toMessageForm))) this.#serve(message);
      return;
    }
    const message = toMessageForm(written);
    const error = errorFor(message);
    if (error !== undefined) this.#handlers.answer(error);
    else if (isMessage(message)) this.#serve(message);
    else this.#handlers.onDropped('a line that is no JSON-RPC message');
  }

  #serve(message: unknown): void {
    this.#handlers.onMessage(message);
    this.push(`${JSON.stringify(message)}\n`);
  }
}
