/** Bounds of what an answer holds: characters, rows, items of lists. Each with its unit and its reason. */

/** An answer when the caller gave no `limit`: about 5,000 tokens. */
export const ANSWER_CHARS_DEFAULT = 18_000;
/** An answer when the caller gave a `limit`. Clients cut or refuse text above 50,000 characters. */
export const ANSWER_CHARS_MAX = 48_000;
/** Reserved in an answer for everything except its rows: filters, notes, counts, cursor, skipped zones. */
export const CHARS_AROUND_ROWS = 5_000;
/** Claude Code refuses an answer with more. Keys and other random texts reach this before they reach the characters. */
export const ANSWER_TOKENS_MAX = 25_000;
/** The tokens of the reserved characters. */
export const TOKENS_AROUND_ROWS = 3_000;
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
/** A value of a zone's configuration, or a value in a ranking, such as a path. */
export const VALUE_CHARS_MAX = 300;
/** Record types, zone statuses or people counted in one answer, the most frequent first. Cloudflare has 21 types and six statuses. */
export const VALUES_COUNTED_MAX = 30;
/** A record type or zone status where it is counted: the longest known has twelve characters. */
export const COUNTED_VALUE_CHARS_MAX = 40;
/** Hosts listed for one certificate; the rest is counted. */
export const CERTIFICATE_HOSTS_MAX = 20;
/** Certificates named that cover one host; the rest is counted. */
export const COVERING_CERTIFICATES_MAX = 5;
/** Validation errors listed for one certificate; the rest is counted. Hosts of one certificate fail for the same few reasons. */
export const VALIDATION_ERRORS_MAX = 5;
/** Tags of one record: Cloudflare's own maximum. */
export const TAGS_MAX = 20;
/** Name servers of one zone: Cloudflare gives two, and custom ones are a few. */
export const NAME_SERVERS_MAX = 20;
/** What the caller wrote, quoted in an error message: enough to recognise it. */
export const QUOTED_CHARS_MAX = 100;
/** One field of an audit entry's body: enough to see what changed. */
export const AUDIT_VALUE_CHARS_MAX = 200;
/** Items shown of a list in an audit entry's body, such as hosts. */
export const AUDIT_LIST_ITEMS_MAX = 5;
/** An alert body has a few levels; whatever lies deeper is ignored. */
export const ALERT_BODY_DEPTH_MAX = 6;
/** Cloudflare sends one alert to all its destinations within seconds. */
export const SAME_ALERT_MS = 120_000;
/** An alert type's name: the longest known has sixty characters. */
export const ALERT_TYPE_CHARS_MAX = 100;
/** Hosts shown of one alert, such as those of a certificate; the rest is counted. */
export const ALERT_HOSTS_MAX = 10;
/** Zones named of one alert about several; the rest is counted. */
export const ALERT_ZONES_MAX = 10;
/** Further values shown of one alert. Attacks have the most that are worth reading: about ten. */
export const ALERT_DETAILS_MAX = 12;
/** One further value: a rate, a rule's description. */
export const ALERT_DETAIL_CHARS_MAX = 160;
/** Items shown of a list in an alert, such as scanned ports. */
export const ALERT_DETAIL_ITEMS_MAX = 10;
/** Alert types counted in one answer, the most frequent first. Cloudflare has about seventy. */
export const ALERT_TYPES_COUNTED_MAX = 40;
/** Rows of an error series that are shown: enough to see a curve, and a third of an answer's tokens. */
export const ERROR_SERIES_ROWS_SHOWN_MAX = 13;
/** Pairs of edge and origin status shown. */
export const STATUS_PAIRS_SHOWN_MAX = 7;
/** Rows shown of each kind of place where requests fail. */
export const TOP_ROWS_SHOWN = { host: 4, path: 4, country: 3, data_centre: 200 } as const;
/** Data centres shown of those that stand out. */
export const DATA_CENTRES_SHOWN_MAX = 4;
/** Rows shown of a breakdown that was asked for. */
export const BREAKDOWN_ROWS_SHOWN_MAX = 15;
/** Zones shown with their requests; the rest is counted. */
export const ZONE_TRAFFIC_ROWS_MAX = 50;
/** A path or user agent in a ranking of requests: its beginning tells it apart. */
export const TOP_VALUE_CHARS_MAX = 120;
/** Rows of a ranking (hosts, paths, rules and the like). */
export const TOP_ROWS = 8;
/** Single firewall events shown. */
export const FIREWALL_SAMPLES = 6;
/** Incidents of the status page that are shown; the same number of maintenances is shown too. */
export const STATUS_ENTRIES_MAX = 10;
/** The text of the latest update of an incident or maintenance. */
export const STATUS_TEXT_CHARS_MAX = 500;
/** Components shown of one incident or maintenance; the rest is counted. */
export const ENTRY_COMPONENTS_MAX = 20;
/** With fewer failed requests than this, chance decides which share of a data centre's requests failed. */
export const FAILED_REQUESTS_MIN = 10;
/** A data centre with fewer requests is not one to compare others with. */
export const COMPARED_REQUESTS_MIN = 20;
/** Components of the status page shown. */
export const STATUS_COMPONENTS_MAX = 40;
/** Load balancers shown of one origin; the rest is counted. */
export const LOAD_BALANCERS_SHOWN_MAX = 10;
/** Rows shown of what is switched off, and of what has no status. */
export const HEALTH_GROUP_ROWS_MAX = 20;
/** Addresses shown of healthy origins; the rest is counted. */
export const HEALTHY_ORIGINS_SHOWN_MAX = 20;
/** The audit log has the time of the request, and the record the time of the write. If they are this close, it is one change. */
export const SAME_CHANGE_MS = 60_000;
/** Lists show the time of a change only when it is this recent: an older one is not worth its tokens. */
export const RECENT_CHANGE_DAYS = 7;
/** Certificates are renewed about thirty days before they expire. If one has only two weeks left, something is wrong. */
export const CERTIFICATE_EXPIRES_SOON_DAYS = 14;
/** Rows returned when `limit` is not given. */
export const ROWS_DEFAULT = 100;
/** Records named in one note; the rest is counted. */
export const RECORDS_NOTED_MAX = 5;
/** Fields of a DNS record's `data` that are shown when its type is not known. */
export const RECORD_DATA_FIELDS_MAX = 20;
/** Other zones of one name that a note names. */
export const ZONES_OF_ONE_NAME_MAX = 5;
/** Similar names suggested. */
export const SIMILAR_NAMES_MAX = 5;
/** Rules shown of one change; the rest is counted. Programs send all rules of a phase at once. */
export const RULES_OF_CHANGE_MAX = 5;
/** Parameters shown of one rule. */
export const RULE_PARAMETERS_MAX = 12;
/** Rules named that a change removed; the rest is counted. */
export const RULES_GONE_NAMED_MAX = 10;
/** Older changes of the same thing that are looked through for what it was before. */
export const OLDER_CHANGES_COMPARED_MAX = 50;
/** Origins named on which a pool is still up. */
export const ORIGINS_LEFT_MAX = 3;
