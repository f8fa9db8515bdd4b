/** Codes of undici and node:http2, in words that our explanations and the web know. */
import { describe, expect, it } from 'vitest';
import { errorWithCode, isUnanswered, toNetworkError } from '../../../src/cloudflare/http/network-error.ts';

describe('the code of a failed connection', () => {
  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'],
    ['UND_ERR_SOCKET', 'ECONNRESET'],
    ['UND_ERR_INFO', 'ECONNRESET'],
    ['ERR_HTTP2_STREAM_ERROR', 'ECONNRESET'],
    ['EPIPE', 'ECONNRESET'],
    ['ENOTFOUND', 'ENOTFOUND'],
    ['CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
  ])('%s is %s, with the error as its cause', (given, code) => {
    const error = errorWithCode(given);
    const told = toNetworkError(error);
    expect(told.code).toBe(code);
    expect([told, told.cause]).toContain(error);
  });
});

describe('a request that the server did not act on', () => {
  it.each([
    ['Stream closed with error code NGHTTP2_REFUSED_STREAM', true],
    ['Stream closed with error code NGHTTP2_INTERNAL_ERROR', false],
    ['HTTP/2: "GOAWAY" frame received with code 0', true],
    ['HTTP/2: "GOAWAY" frame received with code 11', false],
  ])('is known by what undici says: %s', (message, isIt) => {
    expect(isUnanswered(new Error(message))).toBe(isIt);
  });
});
