/** The whole text of an answer, bounded in size, and stopped when its time is over. */
import { UPSTREAM_BYTES_MAX } from '../limits.ts';
import { CloudflareFailure, type FailureFacts } from './failure.ts';

/** Once there are headers fetch holds its signal weakly and may lose it: from then on the reader is what is stopped. */
export async function readBody(
  response: Response,
  facts: FailureFacts,
  signal: AbortSignal,
): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > UPSTREAM_BYTES_MAX) {
        throw new CloudflareFailure('cloudflare_trouble', { ...facts, code: 'answer too large' });
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
