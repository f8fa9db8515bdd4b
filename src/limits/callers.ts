/** Bounds of what callers may send, and of the servers that they reach. Each with its unit and its reason. */

/** Rows that `limit` may ask for. */
export const ROWS_MAX = 1_000;
/** The longest text argument. A DNS name has 253 characters, a TXT value may have more. */
export const ARGUMENT_CHARS_MAX = 1_000;
/** A cursor holds a few numbers, so this is far more than it needs. */
export const CURSOR_CHARS_MAX = 2_000;
/**
 * Levels of lists and objects in a message, its arguments included: no client needs ten. What is nested thousands deep
 * overflows the stack of whatever reads it.
 */
export const NESTING_MAX = 50;
/** Elements of a list among a call's arguments. */
export const ARGUMENT_ELEMENTS_MAX = 200;
/** An unknown name of an argument, tool or prompt, quoted in the error message. */
export const UNKNOWN_NAME_CHARS_MAX = 60;
/** Problems named in one call's arguments: nobody corrects more at once. */
export const ARGUMENT_ISSUES_MAX = 10;
/** Calls that one caller may have under way at once: a platform runs several agents. */
export const CALLER_CALLS_AT_ONCE = 16;
/** Calls that one caller may make in a minute. Each costs at least one of the 240 requests that Cloudflare allows in a minute. */
export const CALLER_CALLS_PER_MINUTE = 240;
/**
 * Cloudflare's credentials have 37 characters or more. Each is hidden wherever it occurs in an answer or in the log, and a
 * word in its place would be hidden there too.
 */
export const CREDENTIAL_CHARS_MIN = 20;
/** A caller's bearer token that is shorter can be guessed, and hidden in the log like a credential it would hide words. */
export const CALLER_TOKEN_CHARS_MIN = 16;
/** Callers whose counts are kept. */
export const CALLERS_REMEMBERED_MAX = 10_000;
/** Refusals of one address in a minute before it has to wait: people try a wrong token a few times, not sixty. */
export const REFUSALS_PER_MINUTE_MAX = 60;
/** Addresses whose refusals are counted. */
export const ADDRESSES_REMEMBERED_MAX = 10_000;
/** The body of an HTTP request: a call's arguments are short. */
export const HTTP_BODY_BYTES_MAX = 256 * 1024;
/** One message on stdin; as large as the SDK allows its whole buffer to be. */
export const FRAME_BYTES_MAX = 10 * 1024 * 1024;
/** Messages in one batch; the SDK's limit over HTTP. */
export const BATCH_MESSAGES_MAX = 100;
/** Time in which a client has to send its headers. */
export const HTTP_HEADERS_TIMEOUT_MS = 10_000;
/** Time in which a client has to send its whole request. */
export const HTTP_REQUEST_TIMEOUT_MS = 30_000;
/** How long calls in flight may go on after SIGTERM. Container platforms kill after thirty seconds. */
export const HTTP_DRAIN_MS = 10_000;
/** While draining, connections that have become idle are closed this often. */
export const HTTP_DRAIN_POLL_MS = 20;
/** How long calls that are cut off after that have to write their log line. */
export const HTTP_CUT_OFF_GRACE_MS = 100;
/** Credentials of callers whose connection is kept. */
export const CONNECTIONS_MAX = 1_000;
/** A connection that nobody has used for this long is dropped, with everything cached for it. */
export const CONNECTION_IDLE_MS = 10 * 60_000;
/** An issuer whose metadata or keys take longer counts as unreachable. */
export const OAUTH_KEYS_TIMEOUT_MS = 5_000;
/** Tolerated difference between the clocks of issuer and server. */
export const OAUTH_CLOCK_SKEW_S = 30;
/** Readiness asks Cloudflare at most once in this time. */
export const READINESS_INTERVAL_MS = 60_000;
/** When Cloudflare cannot be asked, a credential that it accepted within this time still counts as good. */
export const READINESS_MEMORY_MS = 5 * 60_000;
/** Docker's HEALTHCHECK waits five seconds; the command has to report a problem before that. */
export const HEALTHCHECK_TIMEOUT_MS = 4_000;
/** Probes of a platform wait a few seconds. */
export const READINESS_TIMEOUT_MS = 5_000;
