/** Every bound this server keeps, with its unit and its reason; and the units of time. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Requests of one credential at once over HTTP/2, where they share a connection: a dozen zones with two questions each. */
export const REQUESTS_AT_ONCE_MAX = 24;
/** The same over HTTP/1.1, where each needs a connection. */
export const REQUESTS_AT_ONCE_HTTP1_MAX = 8;
/** Requests at once on one HTTP/2 connection, of all credentials. RFC 9113 asks servers to allow no fewer. */
export const HTTP2_STREAMS_MAX = 100;
/** What a server may send on one HTTP/2 stream before it waits for us: two pages of a thousand records. */
export const HTTP2_STREAM_WINDOW_BYTES = 1024 * 1024;
/** The same for all streams of a connection. */
export const HTTP2_CONNECTION_WINDOW_BYTES = 8 * HTTP2_STREAM_WINDOW_BYTES;
/** Connections to one host. Over HTTP/1.1 they serve 32 credentials with eight requests at once; others wait. */
export const UPSTREAM_CONNECTIONS_MAX = 256;
/** A connection to Cloudflare that nobody used for this long is closed. Cloudflare itself closes it after 400 seconds. */
export const UPSTREAM_IDLE_MS = 5 * MINUTE_MS;
/** Cloudflare's limit for one IP address, over all tokens. */
export const REQUEST_STARTS_PER_SECOND_MAX = 200;
/** Clients of both SDK lines wait 60 s for a tool call. The explanation of a time-out has to arrive before that. */
export const TOOL_DEADLINE_MS = 50_000;
/** A search over zones stops here, so that what it found so far still arrives as an answer with a cursor. */
export const SEARCH_MS_MAX = 35_000;
/** Nobody who types a zone's name waits longer for its completion. */
export const COMPLETION_MS_MAX = 3_000;
/** Time for what clients ask right after they have initialised, before the connection to Cloudflare is opened. */
export const CONNECT_EARLY_DELAY_MS = 20;
/** From the start of a request to its headers, connecting included. */
export const HEADERS_TIMEOUT_MS = 15_000;
/** From the headers to the last byte. */
export const BODY_TIMEOUT_MS = 15_000;
/** Two more tries for a failure that may pass: enough for a lost connection, too few to make an outage worse. */
export const RETRIES_MAX = 2;
/** The first retry waits about this long, the second twice as long. */
export const RETRY_DELAY_MS = 500;
/** Cloudflare blocks a credential that exceeds its limit for five minutes. A longer `Retry-After` is cut to this. */
export const BLOCK_SECONDS_MAX = 300;
/** If Cloudflare wants a longer wait than this, the agent is told to wait instead of being kept waiting. */
export const RETRY_WAIT_MS_MAX = 5_000;
/** A larger response of Cloudflare's is refused. 5,000 DNS records are about 3 MB. */
export const UPSTREAM_BYTES_MAX = 32 * 1024 * 1024;
/** Share of a credential's quota. When less is left, requests are spread over the time until the reset. */
export const BUDGET_SLOW_SHARE = 0.25;
/** Share of a credential's quota. When less is left, nothing is sent until the reset: exceeding the quota costs five minutes. */
export const BUDGET_STOP_SHARE = 0.05;
/** Cloudflare's quota in five minutes, used until a response says otherwise. */
export const QUOTA_DEFAULT_REQUESTS = 1_200;
/** A search leaves this many requests of Cloudflare's five-minute budget to other users of the credential. */
export const BUDGET_RESERVE_REQUESTS = 100;

/** An answer when the caller gave no `limit`: about 5,000 tokens. */
export const ANSWER_CHARS_DEFAULT = 18_000;
/** An answer when the caller gave a `limit`. Clients cut or refuse text above 50,000 characters. */
export const ANSWER_CHARS_MAX = 48_000;
/** Reserved in an answer for everything except its rows: filters, notes, cursor, columns, skipped zones. */
export const CHARS_AROUND_ROWS = 5_000;
/** One text from Cloudflare, such as a TXT record or an alert. The longest DKIM key still fits. */
export const TEXT_CHARS_MAX = 1_000;
/** Skipped zones that an answer names, with their reasons. */
export const SKIPPED_LISTED_MAX = 10;
/** A name inside an explanation. The longest host name fits. */
export const NAME_CHARS_MAX = 253;
/** Accounts named when the credential can see several. */
export const ACCOUNTS_NAMED_MAX = 10;
/** An explanation has a few sentences with a few names. */
export const EXPLANATION_CHARS_MAX = 4_000;
/** A value of a zone's configuration. */
export const VALUE_CHARS_MAX = 300;
/** Hosts listed for one certificate; the rest is counted. */
export const CERTIFICATE_HOSTS_MAX = 20;
/** What the caller wrote, quoted in an error message: enough to recognise it. */
export const QUOTED_CHARS_MAX = 100;
/** One field of an audit entry's body: enough to see what changed. */
export const AUDIT_VALUE_CHARS_MAX = 200;
/** Items shown of a list in an audit entry's body, such as hosts. */
export const AUDIT_LIST_ITEMS_MAX = 5;

/** The smallest page that Cloudflare's lists take. */
export const PAGE_SIZE_MIN = 5;
/** `GET /zones` and `GET /accounts` return at most 50 rows a page. */
export const ZONES_PAGE_SIZE = 50;
/** Documented as 5,000 and more; a thousand keeps one answer near half a megabyte. */
export const RECORDS_PAGE_SIZE_MAX = 1_000;
/** The most that alert history returns in one page. */
export const ALERTS_PAGE_SIZE = 1_000;
/** How long Cloudflare keeps alert history on most plans. */
export const RETENTION_DAYS = 30;
/** An alert body has a few levels; whatever lies deeper is ignored. */
export const ALERT_BODY_DEPTH_MAX = 6;
/** Cloudflare sends one alert to all its destinations within seconds. */
export const SAME_ALERT_MS = 120_000;
/** An alert type's name: the longest known has sixty characters. */
export const ALERT_TYPE_CHARS_MAX = 100;
/** Alert types counted in one answer, the most frequent first. Cloudflare has about seventy. */
export const ALERT_TYPES_COUNTED_MAX = 40;
/** A window stays this far inside the limits of the plan, because Cloudflare checks them only when the query arrives. */
export const ANALYTICS_MARGIN_MS = 60_000;
/** GraphQL says "Try again after 5 minutes" when its rate limit is reached, without a header. */
export const GRAPHQL_WAIT_SECONDS = 300;
/** Rows of an error series: buckets are chosen so that there are fewer. */
export const ERROR_SERIES_ROWS_MAX = 500;
/** Rows of a ranking (hosts, paths, rules and the like). */
export const TOP_ROWS = 8;
/** Rows of the same ranking in the window before: what is frequent now may have been rare then. */
export const TOP_ROWS_BEFORE = 80;
/** Single firewall events shown. */
export const FIREWALL_SAMPLES = 6;
/** Single firewall events counted where the plan does not count them. */
export const FIREWALL_EVENTS_COUNTED_MAX = 1_000;
/** Incidents of the status page that are shown; the same number of maintenances is shown too. */
export const STATUS_ENTRIES_MAX = 10;
/** The text of the latest update of an incident or maintenance. */
export const STATUS_TEXT_CHARS_MAX = 500;
/** Components of the status page shown. */
export const STATUS_COMPONENTS_MAX = 40;
/** How long the status page is cached. */
export const STATUS_PAGE_MEMORY_MS = 30_000;
/** Health checks fetched of one zone. */
export const HEALTH_CHECKS_PAGE_SIZE = 100;
/** Tunnels fetched of the account. */
export const TUNNELS_PAGE_SIZE = 200;
/** Pools whose health is fetched: one request each. */
export const POOLS_ASKED_MAX = 40;
/** Unhealthy addresses whose DNS records are looked up: one request each. */
export const DEPENDENTS_ASKED_MAX = 10;
/** The most that one page of the audit log holds. */
export const AUDIT_PAGE_SIZE = 1_000;
/** Pages of the audit log that one call fetches. */
export const AUDIT_PAGES_MAX = 5;
/** The audit log has the time of the request, and the record the time of the write. If they are this close, it is one change. */
export const SAME_CHANGE_MS = 60_000;
/** Records of a zone that are fetched to find those changed recently. */
export const CHANGED_RECORDS_READ_MAX = 10_000;
/** Alert entries that one call fetches to group and count them: ten pages. */
export const ALERT_ENTRIES_MAX = 10_000;
/** Cloudflare's maximum. Of a zone with more packs, the answer has the first 50 and the total. */
export const CERTIFICATE_PACKS_PAGE_SIZE = 50;

/** Lists show the time of a change only when it is this recent: an older one is not worth its tokens. */
export const RECENT_CHANGE_DAYS = 7;
/** Certificates are renewed about thirty days before they expire. If one has only two weeks left, something is wrong. */
export const CERTIFICATE_EXPIRES_SOON_DAYS = 14;

/** Rows returned when `limit` is not given. */
export const ROWS_DEFAULT = 100;
/** Rows that `limit` may ask for. */
export const ROWS_MAX = 1_000;
/** Zones that one account-wide search asks: less than half of Cloudflare's 1,200 requests in five minutes. */
export const ZONES_SEARCHED_MAX = 500;
/** Zones fetched to suggest similar names when a zone is not found: ten pages. */
export const ZONES_COMPARED_MAX = 500;
/** Similar names suggested. */
export const SIMILAR_NAMES_MAX = 5;
/** Suffixes of a host name that are looked up as zone names. Deeper zones do not occur in practice. */
export const ZONE_LABELS_MAX = 8;
/** How long a zone's name and ID are cached: a zone is not deleted and created again within a minute. */
export const ZONE_MEMORY_MS = 60_000;
/** Zones in that cache. */
export const ZONE_MEMORY_MAX = 1_000;
/** How long a credential counts as active after Cloudflare said so, when a 403 has to be explained. */
export const CREDENTIAL_MEMORY_MS = 60_000;
/** The longest text argument. A DNS name has 253 characters, a TXT value may have more. */
export const ARGUMENT_CHARS_MAX = 1_000;
/** A cursor holds a few numbers, so this is far more than it needs. */
export const CURSOR_CHARS_MAX = 2_000;
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

/** Rows of a table that `demo` prints: enough to see what an answer looks like. */
export const DEMO_ROWS_SHOWN = 12;
/** A cell that `demo` prints, so that a row fits a wide terminal. */
export const DEMO_CELL_CHARS_MAX = 44;
/** A cell of the table that `check` prints. */
export const CELL_CHARS_MAX = 60;
