/** Bodies of alerts, in each of the three forms in which the history holds them, and the facts that each must yield. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { SimAlert } from '../../src/simulator/world/world.ts';
import { open, type Row } from '../client.ts';
import { hasRecordedBodies, recordedBodies } from './replay.ts';

const FACTS: Record<string, Row> = {
  incident_alert: {
    subject: '(TEST ALERT) Regional degraded connectivity for Secure Web Gateway',
    new_state: 'INCIDENT_STATUS_MONITORING',
    reason: '(TEST MESSAGE) A fix has been implemented and we are monitoring the results.',
    details: ['affected_components: Zero Trust', 'incident_impact: INCIDENT_IMPACT_MINOR'],
  },
  maintenance_event_notification: {
    subject: 'LHR',
    event: 'MAINTENANCE_EVENT_TYPE_CHANGED',
    details: ['scheduled_end: 2022-10-27T06:00:22Z', 'scheduled_start: 2022-10-27T06:00:22Z'],
  },
  closed_port_scan_alert: {
    subject: '127.0.0.1',
    news: 'good',
    new_state: 'CLOSED',
    details: ['ports: 127.0.0.1 8080 CLOSED', 'scanned_at: 2022-10-27T06:00:22Z'],
  },
  open_port_scan_alert: {
    subject: '127.0.0.1',
    news: 'bad',
    new_state: 'OPENED',
    details: ['ports: 127.0.0.1 8080 OPENED', 'scanned_at: 2022-10-27T06:00:22Z'],
  },
  dos_attack_l7: {
    zone: 'fake-zone-name',
    subject: 'fake-zone-name',
    news: 'bad',
    details: [
      'action: fake-action',
      'attack_type: http-fake-browser',
      'max_rate: 800.00 rps',
      'mitigation: managed-challenge',
      'requests_per_second: 800',
      'rule_description: fake-description',
      'start_time: 2022-10-27T06:00:22Z',
      'zone_plan: ent',
    ],
  },
  health_check_status_notification: {
    subject: 'origin-abcd',
    news: 'good',
    new_state: 'Healthy',
    reason: 'No failures',
    details: [
      'actual_code: 404',
      'expected_codes: [2xx 302]',
      'preview: true',
      'time: 1970-01-01 00:00:00 +0000 UTC',
    ],
  },
  load_balancing_health_alert: {
    subject: 'west-usa-origin',
    news: 'good',
    new_state: 'Healthy',
    reason: 'No failures',
    details: ['event_source: origin', 'load_balancers: test-lb', 'pool_name: pool-name', 'regions: enam'],
  },
  load_balancing_pool_enablement_alert: { subject: 'pool-name', news: 'good', new_state: 'enabled' },
  radar_notification: {
    subject: 'BGP Route Leak - AS212418',
    event: 'BGP_LEAK',
    news: 'bad',
    details_more: 3,
    details: [
      'affected_asns: 174, 17072, 32098',
      'affected_locations: PT',
      'bgp_leak.asn_by.code: 17072',
      'bgp_leak.asn_by.name: Total Play',
      'bgp_leak.asn_from.code: 174',
      'bgp_leak.asn_from.name: Cogent',
      'bgp_leak.asn_to.code: 32098',
      'bgp_leak.asn_to.name: Transtelco',
      'bgp_leak.origin_count: 1',
      'bgp_leak.peer_count: 11',
      'bgp_leak.prefix_count: 1',
      'event_end_time: 2022-10-27T06:00:22Z',
    ],
  },
  bgp_hijack_notification: {
    subject: 'hijacked-prefix',
    news: 'bad',
    reason: 'fake-title',
    details: [
      'ASNs_seen: 100, 200',
      'additional_info: fake-additional',
      'alert_priority_level: CRITICAL',
      'alert_start_time: 2022-10-27T06:00:22Z',
      'hijack_as: hijack-as',
      'prefix_configured: configured-prefix',
    ],
  },
  dedicated_ssl_certificate_event_type: {
    zone_id: '11111111111',
    event: 'ssl.dedicated_certificate.validation.failed',
    news: 'bad',
    details: ['method: txt', 'validation_records: _acme-challenge.example.com'],
  },
  universal_ssl_event_type: {
    zone_id: '11111111111',
    event: 'ssl.certificate.validation.failed',
    news: 'bad',
    details: ['method: txt', 'validation_records: _acme-challenge.example.com'],
  },
  universal_ssl_event_type__succeeded: {
    zone_id: '11111111111',
    hosts: ['example.com'],
    event: 'ssl.certificate.validation.succeeded',
    news: 'good',
    new_state: 'pending_validation',
    details: ['method: txt'],
  },
  universal_ssl_event_type__failed: {
    zone_id: '11111111111',
    hosts: ['example.com'],
    event: 'ssl.certificate.validation.failed',
    news: 'bad',
    new_state: 'pending_validation',
    details: ['method: txt'],
  },
  security_insights_alert: { subject: 'Subject', details: ['insight_class: Insight Class'] },
  real_origin_monitoring: { zone: 'zone-name', news: 'bad' },
  real_origin_monitoring__two: {
    affected: [
      { zone: 'example.com', host: 'www.example.com' },
      { zone: 'example.net', host: 'shop.example.net' },
    ],
    news: 'bad',
  },
  clickhouse_alert_fw_anomaly: {
    zone: 'zone-name',
    news: 'bad',
    details: ['alert_start_time: 2022-10-27T06:00:22Z', 'events_count: 44', 'services: 1234', 'zones: 1234'],
  },
  tunnel_health_event: { subject: 'example-tunnel', news: 'bad', new_state: 'TUNNEL_STATUS_TYPE_DEGRADED' },
  docs_advanced_ddos_attack_l4_alert: {
    subject: 'target-ip',
    news: 'bad',
    details: [
      'action: string',
      'attack_vector: attack-vector',
      'max_rate: max-rate',
      'megabits_per_second: 0',
      'mitigation: mitigation',
      'packets_per_second: 0',
      'protocol: string',
      'rule_description: rule-description',
      'rule_name: rule-name',
      'start_time: 2006-01-02T15:04:05Z',
      'target_port: 0',
    ],
  },
  docs_advanced_ddos_attack_l7_alert: {
    zone: 'zone-name',
    subject: 'target-hostname',
    news: 'bad',
    details: [
      'action: string',
      'attack_type: attack-type',
      'max_rate: max-rate',
      'mitigation: mitigation',
      'requests_per_second: 0',
      'rule_description: rule-description',
      'start_time: 2006-01-02T15:04:05Z',
    ],
  },
  docs_dedicated_ssl_certificate_event_type: {
    zone: 'zone-name',
    hosts: ['hostnames'],
    event: 'event-type',
    new_state: 'certificate-status',
    details: ['pack_ca: string', 'pack_status: pack-status', 'pack_validation: string'],
  },
  docs_health_check_status_notification: {
    zone: 'zone-name',
    subject: 'health-check-name',
    old_state: 'old-status',
    new_state: 'new-status',
    reason: 'reason',
    details: [
      'failing_regions: failing-regions',
      'new_health_status: new-health-status',
      'origin_ip: origin-ip',
      'status_change_time: 2006-01-02T15:04:05Z',
      'time_since_last_failure: string',
    ],
  },
  docs_workers_alert: {
    subject: 'script-name',
    event: 'inner-alert-type',
    details: [
      'current_year: 0',
      'end_date: string',
      'exceeding_script_count: 0',
      'scripts: 0 script-name 0',
      'start_date: string',
    ],
  },
  docs_access_custom_certificate_expiration_type: {
    zone: 'zone-name',
    hosts: ['hostnames'],
    news: 'bad',
    details: ['days_til_expiration: 3'],
  },
  docs_workers_observability_alert: {
    subject: 'config-name',
    new_state: 'PENDING',
    reason: 'summary',
    details: [
      'episode.first_failed: 2006-01-02T15:04:05Z',
      'episode.first_fired: 2006-01-02T15:04:05Z',
      'episode.last_failed: 2006-01-02T15:04:05Z',
      'episode.resolved_at: 2006-01-02T15:04:05Z',
    ],
  },
};
const NOT_TOLD = /account-name|email@|aBcD1234|aBcD|dash\.cloudflare/;

const FORMS: [string, (body: unknown) => unknown][] = [
  ['an object', (body) => body],
  ['JSON text', (body) => JSON.stringify(body)],
  [
    'an envelope',
    (data) => JSON.stringify({ name: 'Policy', text: 'Said in words.', data, ts: 1_700_000_000 }),
  ],
];

async function rowOf(id: string, write: (body: unknown) => unknown): Promise<Row> {
  const world = sampleWorld(new Date());
  const entry: SimAlert = {
    ...world.alerts[0]!,
    alert_type: id.replace(/^docs_|__.*$/g, ''),
    alert_body: write(recordedBodies('alerts.json').find((each) => each.id === id)?.body),
    sent: new Date(Date.now() - 60_000).toISOString(),
  };
  world.alerts = [entry];
  const session = await open({ world });
  const { isError, text, structured } = await session.call('list_alert_history');
  if (isError) expect.fail(text);
  return structured.alerts[0];
}

/** The row without what is the same for all. */
function factsIn({ sent: _, policy: __, mechanisms: ___, alert_type: ____, ...row }: Row): Row {
  return row;
}

describe.skipIf(!hasRecordedBodies)('recorded alerts (skipped without ../shared/recorded)', () => {
  describe.each(FORMS)('as %s', (form, write) => {
    it.each(Object.entries(FACTS))('%s', async (id, facts) => {
      const row = await rowOf(id, write);
      const inWords = form === 'an envelope' && !('reason' in facts);
      expect(factsIn(row)).toEqual(inWords ? { ...facts, reason: 'Said in words.' } : facts);
      expect(JSON.stringify(row)).not.toMatch(NOT_TOLD);
    });
  });

  it('have facts written here for each body', () => {
    expect(Object.keys(FACTS)).toEqual(recordedBodies('alerts.json').map(({ id }) => id));
  });
});
