/** Bounds of what is asked of Cloudflare: requests, waits, pages, memory. Each with its unit and its reason. */

/** Requests of one credential at once over HTTP/2, where they share a connection: a dozen zones with two questions each. */
export const REQUESTS_AT_ONCE_MAX = 24;
/** The same over HTTP/1.1, where each needs a connection. */
export const REQUESTS_AT_ONCE_HTTP1_MAX = 8;
/** Cloudflare's limit for one IP address, over all tokens. */
export const REQUEST_STARTS_PER_SECOND_MAX = 200;
/** Clients of both SDK lines wait 60 s for a tool call. The explanation of a time-out has to arrive before that. */
export const TOOL_DEADLINE_MS = 50_000;
/** A search over zones stops here, so that what it found so far still arrives as an answer with a cursor. */
export const SEARCH_MS_MAX = 35_000;
/** Nobody who types a zone's name waits longer for its completion. */
export const COMPLETION_MS_MAX = 3_000;
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
/** A window stays this far inside the limits of the plan, because Cloudflare checks them only when the query arrives. */
export const ANALYTICS_MARGIN_MS = 60_000;
/** GraphQL says "Try again after 5 minutes" when its rate limit is reached, without a header. */
export const GRAPHQL_WAIT_SECONDS = 300;
/** Rows of an error series: buckets are chosen so that there are fewer. */
export const ERROR_SERIES_ROWS_MAX = 500;
/** Pairs of edge and origin status counted: a zone has some thirty. */
export const STATUS_PAIRS_MAX = 1_000;
/** Hosts, paths, countries and the like whose requests are all counted, to tell which share of them fails. */
export const BREAKDOWN_ROWS_MAX = 200;
/** A host without a request for so long, at the end of a window, is told of. */
export const SILENT_MS = 15 * 60_000;
/** If it usually has at least so many counted requests in that time: fewer may be missing by chance. */
export const SILENT_USUAL_MIN = 20;
/** Cloudflare's maximum of zones in one document. */
export const ZONES_PER_DOCUMENT_MAX = 10;
/** Minutes of a closer look: a day, and an hour of the window. */
export const ONSET_MINUTES_MAX = 1_500;
/** How far before the window the begin of what goes on is looked for. */
export const ONSET_BACK_MS = 24 * 3_600_000;
/** Zones whose requests or firewall events one call counts: thirty documents of ten zones, twice for events, of the 300 requests in five minutes. */
export const ZONES_COUNTED_MAX = 300;
/** The longest window over all zones: on every plan, it and the window before lie within a day. */
export const ZONES_WINDOW_HOURS_MAX = 11;
/** Rows of the same ranking in the window before: what is frequent now may have been rare then. */
export const TOP_ROWS_BEFORE = 80;
/** Single firewall events counted where the plan does not count them. */
export const FIREWALL_EVENTS_COUNTED_MAX = 1_000;
/** The newest firewall events, fetched beside the counts: where no attack is under way, they have some of each rule. */
export const FIREWALL_NEWEST_EVENTS = 50;
/** Data centres whose requests are counted. Cloudflare has about 330. */
export const DATA_CENTRES_MAX = 500;
/** How long the status page is cached. */
export const STATUS_PAGE_MEMORY_MS = 30_000;
/** Health checks fetched of one zone. */
export const HEALTH_CHECKS_PAGE_SIZE = 100;
/** Tunnels fetched of the account. */
export const TUNNELS_PAGE_SIZE = 200;
/** Records of a zone that point at tunnels: each application behind a tunnel has one. */
export const TUNNEL_RECORDS_READ_MAX = 500;
/** Pools whose health is fetched: one request each. */
export const POOLS_ASKED_MAX = 40;
/** Unhealthy addresses whose DNS records are looked up: one request each. */
export const DEPENDENTS_ASKED_MAX = 10;
/** The most that one page of the audit log holds. */
export const AUDIT_PAGE_SIZE = 1_000;
/** Pages of the audit log that one call fetches. */
export const AUDIT_PAGES_MAX = 5;
/** Records of a zone that are fetched to find those changed recently. */
export const CHANGED_RECORDS_READ_MAX = 10_000;
/** Alert entries that one call fetches to group and count them: ten pages. */
export const ALERT_ENTRIES_MAX = 10_000;
/** Cloudflare's maximum. Of a zone with more packs, the answer has the first 50 and the total. */
export const CERTIFICATE_PACKS_PAGE_SIZE = 50;
/** Zones that one account-wide search asks: less than half of Cloudflare's 1,200 requests in five minutes. */
export const ZONES_SEARCHED_MAX = 500;
/** Zones fetched to suggest similar names when a zone is not found: ten pages. */
export const ZONES_COMPARED_MAX = 500;
/** How long Cloudflare's own address ranges are cached: they change a few times in ten years. */
export const OWN_ADDRESSES_MEMORY_MS = 86_400_000;
/** Targets of MX and SRV records that are looked up: one request each. A zone rarely has more. */
export const MAIL_TARGETS_ASKED_MAX = 5;
/** Records fetched beside an answer to explain it, such as wildcards: one page. */
export const RELATED_RECORDS_PAGE_SIZE = 100;
/** Records of one zone whose names are compared here, where Cloudflare cannot look for a part of a name: ten pages. */
export const RECORDS_COMPARED_MAX = 10_000;
/** Suffixes of a host name that are looked up as zone names. Deeper zones do not occur in practice. */
export const ZONE_LABELS_MAX = 8;
/** How long a zone's name and ID are cached: a zone is not deleted and created again within a minute. */
export const ZONE_MEMORY_MS = 60_000;
/** Zones in that cache. */
export const ZONE_MEMORY_MAX = 1_000;
/** How long it is remembered what a zone's plan allows in analytics: hardly anybody changes a plan in an incident. */
export const PLAN_MEMORY_MS = 5 * 60_000;
/** Datasets of zones in that memory: two of each zone of a question about all zones. */
export const PLAN_MEMORY_MAX = 2 * ZONES_COUNTED_MAX;
/** How long a credential counts as active after Cloudflare said so, when a 403 has to be explained. */
export const CREDENTIAL_MEMORY_MS = 60_000;
/** How long settings that were refused are asked for one at a time. */
export const REFUSAL_MEMORY_MS = 5 * 60_000;
/** Zones of one answer whose names are looked up by their IDs, each with one request. */
export const ZONE_NAMES_ASKED_MAX = 5;
/** Things whose history is fetched in one call, because their last audit entry has only their ID: one request each. */
export const AUDIT_HISTORIES_MAX = 5;
/** How long Cloudflare keeps the audit log: 18 months. */
export const AUDIT_KEPT_DAYS = 548;
/** Requests of one Ray ID: a Ray ID is one request, but for chance. */
export const RAY_REQUESTS_MAX = 3;
/** Groups of a rule, its source and its action: one rule can have several. */
export const RULE_GROUPS_MAX = 40;
/** Actions of the firewall that are counted. Cloudflare has about twenty. */
export const FIREWALL_ACTIONS_MAX = 40;
/** Steps of a series of firewall events: an hour each for thirty days. */
export const EVENT_STEPS_MAX = 1_000;
/** Single events fetched of each zone whose plan does not count them. */
export const EVENTS_OF_ZONE_MAX = 300;
