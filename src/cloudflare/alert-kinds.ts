/** What is known of the types of alert: in which fields each says what it is about and why, and which of them are bad news. */

export type AlertNews = 'bad' | 'good';

export interface AlertKind {
  /** Fields that name what the alert is about, the best first; they come before those of every alert. */
  readonly subject?: readonly string[];
  readonly reason?: readonly string[];
  /** Alerts of this type are sent only for bad news; where one says that it ended, that counts. */
  readonly news?: AlertNews;
}

const BAD: AlertKind = { news: 'bad' };
const ATTACK: AlertKind = {
  subject: ['target_hostname', 'target_ip', 'target_prefix', 'prefix'],
  news: 'bad',
};
const EXPIRY: AlertKind = { subject: ['certificate_name', 'token_name', 'name'], news: 'bad' };
const MALICIOUS: AlertKind = { subject: ['host', 'script_host', 'script_url', 'url'], news: 'bad' };
const PRIMARIES: AlertKind = { subject: ['primary_name', 'primary_ip', 'primaries'], news: 'bad' };
const NAMED: AlertKind = { subject: ['name'] };
const PORTS: AlertKind = { subject: ['ip'] };

/** Types that are not here are read by the fields that most alerts have. Cloudflare has about seventy, and adds some each year. */
const KINDS: Readonly<Record<string, AlertKind>> = {
  access_custom_certificate_expiration_type: EXPIRY,
  advanced_ddos_attack_l4_alert: ATTACK,
  advanced_ddos_attack_l7_alert: ATTACK,
  advanced_http_alert_error: BAD,
  bgp_hijack_notification: {
    subject: ['prefix_hijacked'],
    reason: ['alert_title', 'additional_info'],
    news: 'bad',
  },
  clickhouse_alert_fw_anomaly: BAD,
  clickhouse_alert_fw_ent_anomaly: BAD,
  closed_port_scan_alert: PORTS,
  dos_attack_l4: ATTACK,
  dos_attack_l7: ATTACK,
  expiring_service_token_alert: EXPIRY,
  failing_logpush_job_disabled_alert: { subject: ['job_name', 'name', 'dataset'], news: 'bad' },
  fbm_dosd_attack: ATTACK,
  fbm_volumetric_attack: ATTACK,
  health_check_status_notification: { subject: ['health_check_name', 'name'] },
  hostname_aop_custom_certificate_expiration_type: EXPIRY,
  http_alert_edge_error: BAD,
  http_alert_origin_error: BAD,
  incident_alert: { subject: ['incident_name'] },
  magic_tunnel_health_check_event: { subject: ['tunnel_name', 'name'] },
  magic_wan_tunnel_health: { subject: ['tunnel_name', 'name'] },
  maintenance_event_notification: { subject: ['airport_code'] },
  mtls_certificate_store_certificate_expiration_type: EXPIRY,
  open_port_scan_alert: PORTS,
  pages_event_alert: { subject: ['project_name', 'name'] },
  radar_notification: { subject: ['event_title'] },
  real_origin_monitoring: BAD,
  scriptmonitor_alert_new_malicious_hosts: MALICIOUS,
  scriptmonitor_alert_new_malicious_scripts: MALICIOUS,
  scriptmonitor_alert_new_malicious_url: MALICIOUS,
  secondary_dns_all_primaries_failing: PRIMARIES,
  secondary_dns_primaries_failing: PRIMARIES,
  secondary_dns_zone_successfully_updated: { news: 'good' },
  security_insights_alert: { subject: ['subject'] },
  stream_live_notifications: { subject: ['live_input_name', 'name'] },
  synthetic_test_latency_alert: { subject: ['test_name', 'name'], news: 'bad' },
  synthetic_test_low_availability_alert: { subject: ['test_name', 'name'], news: 'bad' },
  tunnel_update_event: NAMED,
  workers_observability_alert: { subject: ['name'] },
  zone_aop_custom_certificate_expiration_type: EXPIRY,
};

const UNKNOWN: AlertKind = {};

export function alertKindOf(type: string): AlertKind {
  return Object.hasOwn(KINDS, type) ? (KINDS[type] ?? UNKNOWN) : UNKNOWN;
}

/** Words of events and states. Bad ones are looked for first: "unhealthy" and "inactive" hold good ones. */
const BAD_WORDS =
  /fail|unhealthy|(^|[^a-z])down($|[^a-z])|degraded|critical|expir|revok|timed_?out|disabled|inactive|error|leak|hijack|outage|opened|firing|attack|anomal|investigating|identified|event_start/i;
const GOOD_WORDS =
  /healthy|success|succeeded|issued|renewed|(^|[^a-z])active($|[^a-z])|resolved|recovered|closed|enabled|event_end|(^|[^a-z])up($|[^a-z])/i;
/** "not healthy", "no longer active": better nothing than the opposite. */
const NEGATION = /(^|[^a-z])(not|no|never|without)($|[^a-z])/i;

/**
 * Good or bad news, by the first word that says so. A word that says neither, such as "pending", leaves it open.
 * @param words Cloudflare's words for what happened, the decisive one first.
 * @param text what the alert says itself: it may say that the bad news is over.
 */
export function newsOf(
  kind: AlertKind,
  words: readonly (string | undefined)[],
  text: string | undefined,
): AlertNews | undefined {
  for (const word of words) {
    if (word === undefined || NEGATION.test(word.replaceAll('_', ' '))) continue;
    if (BAD_WORDS.test(word)) return 'bad';
    if (GOOD_WORDS.test(word)) return 'good';
  }
  return text !== undefined && kind.news === 'bad' && GOOD_WORDS.test(text) ? undefined : kind.news;
}
