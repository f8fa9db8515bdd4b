/** Why there is no response: errors with a code, in the words of the operating system where it has one. */

/** Codes of our own, next to those of the operating system. */
export const REDIRECT = 'REDIRECT';
const UPGRADE = 'UPGRADE';
export const RESPONSE_TOO_LARGE = 'RESPONSE_TOO_LARGE';
/** The proxy itself cannot be reached. */
export const PROXY_UNREACHABLE = 'PROXY_UNREACHABLE';
/** The proxy refuses: followed by its status, as in `PROXY_407`. */
export const PROXY_STATUS = 'PROXY_';
/** There is a connection, and nothing to be sent. */
export const NOT_NEEDED = 'NOT_NEEDED';
/** The connection was lost, whatever undici and node:http2 call that. */
export const LOST = 'ECONNRESET';

export function errorWithCode(code: string, cause?: unknown): Error & { code: string } {
  return Object.assign(new Error(code, { cause }), { code });
}

/** Whether the server certainly did not act on the request: it refused the stream, or said goodbye without a complaint. */
export function isUnanswered({ message }: Error): boolean {
  return /NGHTTP2_REFUSED_STREAM|"GOAWAY" frame received with code 0$/.test(message);
}

/** undici's codes as those of the operating system, which our explanations and the web know. */
export function toNetworkError(error: Error): Error & { code?: string } {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (error.message === 'bad upgrade') return errorWithCode(UPGRADE, error);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return errorWithCode('ETIMEDOUT', error);
  if (/^(UND_ERR_SOCKET|UND_ERR_INFO|EPIPE|ERR_HTTP2_.*)$/.test(code)) return errorWithCode(LOST, error);
  return error;
}
