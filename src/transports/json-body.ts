/** Reads the JSON body of a request, and stops when it is too large. */
import type { IncomingMessage } from 'node:http';
import { HTTP_BODY_BYTES_MAX } from '../limits/callers.ts';

export const BODY_TOO_LARGE = Symbol('body too large');

/** Undefined where the content type is not JSON: the body is then left for the protocol layer, which refuses it. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > HTTP_BODY_BYTES_MAX) return BODY_TOO_LARGE;
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > HTTP_BODY_BYTES_MAX) return BODY_TOO_LARGE;
    chunks.push(chunk);
  }
  try {
    // Some clients put a byte order mark before it.
    return JSON.parse(
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\u{FEFF}/u, ''),
    );
  } catch {
    // The protocol layer then gets no body, and answers with its own parse error.
    return undefined;
  }
}
