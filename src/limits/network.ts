/** Bounds of the connections to Cloudflare, of all credentials together. */

/** Requests at once on one HTTP/2 connection. RFC 9113 asks servers to allow no fewer. */
export const HTTP2_STREAMS_MAX = 100;
/** What a server may send on one HTTP/2 stream before it waits for us: two pages of a thousand records. */
export const HTTP2_STREAM_WINDOW_BYTES = 1024 * 1024;
/** The same for all streams of a connection. */
export const HTTP2_CONNECTION_WINDOW_BYTES = 8 * HTTP2_STREAM_WINDOW_BYTES;
/** Connections to one host. Over HTTP/1.1 they serve 32 credentials with eight requests at once; others wait. */
export const UPSTREAM_CONNECTIONS_MAX = 256;
/** A connection to Cloudflare that nobody used for this long is closed. Cloudflare itself closes it after 400 seconds. */
export const UPSTREAM_IDLE_MS = 5 * 60_000;
/** Time for what clients ask right after they have initialised, also on a slow machine, before the tools load and the connection is opened. */
export const CONNECT_EARLY_DELAY_MS = 100;
