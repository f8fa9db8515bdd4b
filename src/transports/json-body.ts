/** The JSON body of a request, bounded while it arrives. */
import type { IncomingMessage } from 'node:http';
import { HTTP_BODY_BYTES_MAX } from '../limits.ts';

export const TOO_LARGE = Symbol('too large');

/** Undefined, and the body left unread, where it is not JSON by its type: the protocol layer answers that. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > HTTP_BODY_BYTES_MAX) return TOO_LARGE;
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > HTTP_BODY_BYTES_MAX) return TOO_LARGE;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    // The protocol layer finds nothing left to parse, and says what a message has to be.
    return undefined;
  }
}
