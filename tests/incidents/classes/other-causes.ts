/** More worlds of the same classes: other causes, and evidence that is easily read in part only. */
import { createRandom } from '../../../src/simulator/world/random.ts';
import { daysBefore } from '../../../src/simulator/world/time.ts';
import { recordChanged } from '../changes.ts';
import { atLeast, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { ELSEWHERE, NO_CERTIFICATE, NOTHING_WATCHES, THIS_SIDE } from '../misleading.ts';
import { acts, ago, alerted, fails, reported, ZONE, zoneOf } from '../world.ts';

const STATUS: Question = ['get_cloudflare_status', { zone: ZONE }];
const CERTIFICATES: Question = ['list_certificates', { zone: ZONE }];

/** How many rows of a list are about this. */
const rowsAbout = (tool: string, list: string, pattern: RegExp, least: number) =>
  ((answers) =>
    answers.some(
      ({ tool: asked, isError, structured }) =>
        asked === tool &&
        !isError &&
        Array.isArray(structured[list]) &&
        structured[list].filter((row: unknown) => pattern.test(JSON.stringify(row))).length >= least,
    )) satisfies Incident['facts'][string];

export const OTHER_CAUSES: Incident[] = [
  {
    id: 'quiet/idn',
    complaint: 'Is there a record for www.bücher.example?',
    // The API answers zones in Unicode, and their records in Punycode.
    breakWorld: ({ world }) => {
      zoneOf(world, 'xn--bcher-kva.example').name = 'bücher.example';
    },
    questions: [
      ['list_dns_records', { name: 'www.bücher.example' }],
      ['list_dns_records', { zone: 'bücher.example', name: 'www' }],
      ['get_zone', { zone: 'xn--bcher-kva.example' }],
    ],
    facts: {
      'the record': from('list_dns_records', /www\.(xn--bcher-kva|bücher)\.example/, /CNAME/),
      'the zone': from('get_zone', /(xn--bcher-kva|bücher)\.example/, /Free/, /active/),
    },
    mustNot: ELSEWHERE,
  },
  {
    id: 'quiet/no-tunnels',
    complaint: 'Does anything watch the origin?',
    // A token without the permission for tunnels is answered with the same empty list.
    breakWorld: ({ world, zone }) => {
      Object.assign(world, { tunnels: [], pools: [] });
      Object.assign(zone, { load_balancers: [], healthchecks: [] });
    },
    questions: [
      ['get_origin_health', { zone: ZONE }],
      ['test_connection', {}],
    ],
    facts: {
      'an empty list may mean a lacking permission': together(
        /tunnel/i,
        /nothing there|empty|or the token|lacks/i,
      ),
    },
    mustNot: {
      ...NOTHING_WATCHES,
      'the permission for tunnels is granted': from('test_connection', /Tunnel/, /"granted"/),
    },
  },
  {
    id: 's-ray/logs',
    complaint: 'Someone was blocked at the checkout; the firewall shows thousands of logs',
    breakWorld: (scene) => {
      acts(scene, { description: 'Log all logins', action: 'log', path: '/login', events_per_minute: 400 });
      acts(scene, {
        since: ago(scene, 20),
        until: ago(scene, 17),
        events_per_minute: 1,
        description: 'No orders from anonymous proxies',
        path: '/checkout/pay',
      });
    },
    questions: [['list_firewall_events', { zone: ZONE, since: '1h', action: 'block' }]],
    facts: {
      'which rule blocked, by name': from('list_firewall_events', /No orders from anonymous proxies/),
      'on which path': from('list_firewall_events', /\/checkout\/pay/, /No orders|block/),
    },
  },
  {
    id: 's-ddos-mitigated/which',
    complaint: 'Are we under attack, and where?',
    breakWorld: ({ world, now }) => {
      const zone = zoneOf(world, 'northwind.example');
      zone.traffic.attacks.push({
        since: daysBefore(now, 48 / 1440),
        events_per_minute: 2400,
        host: zone.name,
        path: '/login',
        action: 'managed_challenge',
        source: 'l7ddos',
        rule_id: createRandom('rule l7ddos').hex(32),
        description: 'HTTP requests from known botnets (signature #4)',
        networks: [
          {
            asn: '64496',
            name: 'EXAMPLE-BULLETPROOF-HOSTING',
            country: 'NL',
            prefix: '192.0.2.',
            user_agent: 'x',
          },
        ],
      });
    },
    questions: [['list_firewall_events', { since: '1h' }]],
    facts: {
      'which zone has the events': from('list_firewall_events', /northwind\.example/, atLeast(10_000)),
    },
  },
  {
    id: 't-custom-expired/only',
    complaint: 'Does the zone have a certificate at all?',
    breakWorld: ({ zone }) => {
      zone.certificate_packs = [];
      zone.universal_ssl.enabled = false;
    },
    questions: [['get_zone', { zone: ZONE, sections: ['certificates'] }], CERTIFICATES],
    facts: {
      'it has a custom one': from('get_zone', /custom/),
      'and no universal one': from('list_certificates', /universal/, /switched off/),
    },
    mustNot: NO_CERTIFICATE,
  },
  {
    id: 't-caa/alert',
    complaint: 'Alerts about certificates: which failed, and which were renewed?',
    breakWorld: (scene) => {
      const told = (event: string, zone: string, minutesAgo: number) => {
        const data = { hosts: [zone], method: 'txt', status: '', type: '', validation_errors: [] };
        const metadata = { account: null, event: { created_at: null, id: '', type: event }, zone: null };
        alerted(scene, 'universal_ssl_event_type', { data, metadata }, minutesAgo);
      };
      told('ssl.certificate.validation.failed', 'example.com', 50);
      told('ssl.certificate.renewal.succeeded', 'example.net', 40);
    },
    questions: [['list_alert_history', { since: '3h' }]],
    facts: {
      'which failed': from('list_alert_history', /example\.com/, /fail/i),
      'which was renewed': from('list_alert_history', /example\.net/, /succe|renew/i),
    },
  },
  {
    id: 'quiet/custom-pack',
    complaint: 'Which certificate is shown for www?',
    breakWorld: ({ zone }) => {
      const [custom] = zone.custom_certificates ?? [];
      const [universal] = zone.certificate_packs;
      if (!custom || !universal) return;
      const [certificate] = universal.certificates;
      if (!certificate) return;
      zone.certificate_packs.push({
        ...universal,
        id: createRandom('custom pack').uuid(),
        type: 'sni_custom',
        hosts: custom.hosts,
        primary_certificate: custom.id,
        certificates: [{ ...certificate, id: custom.id, hosts: custom.hosts, expires_on: custom.expires_on }],
      });
    },
    questions: [CERTIFICATES],
    facts: { 'a custom one': from('list_certificates', /custom/, /www\.example\.com/) },
    mustNot: {
      'one certificate is told twice': rowsAbout('list_certificates', 'certificates', /www\.example\.com/, 2),
    },
  },
  {
    id: 'd-ttl/once',
    complaint: 'Was the address changed once or twice?',
    breakWorld: (scene) => {
      recordChanged(scene, 'admin.example.com', 'A', { content: '203.0.113.99' });
      for (const { action } of scene.world.audit_log) action.result = '';
    },
    questions: [['list_changes', { zone: ZONE, since: '3h' }]],
    facts: {
      'who changed it': from('list_changes', /dana\.okafor/, /admin\.example\.com/, /203\.0\.113\.99/),
    },
    mustNot: { 'one change is told twice': rowsAbout('list_changes', 'changes', /admin\.example\.com/, 2) },
  },
  {
    id: 'd-ns-moved/two',
    complaint: 'Our DNS shows old addresses: which zone is the live one?',
    breakWorld: ({ world, zone }) => {
      const records = zone.records.map((record) =>
        record.type === 'A' ? { ...record, content: '192.0.2.99' } : record,
      );
      world.zones.push({ ...zone, id: '0123456789abcdef0123456789abcdef', status: 'moved', records });
    },
    questions: [['list_dns_records', { zone: ZONE, name: '@', type: 'A' }]],
    facts: {
      'what the active zone says': from('list_dns_records', /203\.0\.113\.10/),
      'there is another of this name': together(/0123456789abcdef0123456789abcdef/),
    },
    mustNot: { 'the records of the moved zone': from('list_dns_records', /192\.0\.2\.99/) },
  },
  {
    id: 'g-colo/maintenance',
    complaint: 'Errors from London only',
    breakWorld: (scene) => {
      reported(scene, {
        name: 'LHR (London) on 2026-11-25',
        impact: 'maintenance',
        body: 'Traffic might be re-routed.',
      });
      const { incidents, scheduled_maintenances } = scene.world.status_page;
      for (const incident of incidents.splice(0)) {
        const times = { scheduled_for: ago(scene, 60), scheduled_until: ago(scene, -120) };
        scheduled_maintenances.push({ ...incident, ...times, status: 'in_progress', components: [] });
      }
      fails(scene, { only: { coloCode: ['LHR'] }, share: 0.6, edge_status: 502, origin_status: 0 });
    },
    questions: [STATUS],
    facts: {
      'one data centre fails': from('get_cloudflare_status', /LHR/, /failed|share|%/),
      'its maintenance matches': rowsAbout('get_cloudflare_status', 'matches', /LHR \(London\)/, 1),
      'until when it lasts': from('get_cloudflare_status', /LHR \(London\)/, /T20:00:00Z/),
    },
    mustNot: { ...THIS_SIDE, 'nothing reported concerns it': together(/nothing reported concerns/i) },
    is5xx: true,
    isRegional: true,
  },
  {
    id: 'g-cf-global/zones',
    complaint: 'Which of our sites fail?',
    breakWorld: (scene) => {
      for (const zone of scene.world.zones) {
        const hosts = zone.traffic.hosts.map(({ name }) => name);
        const outage = { since: ago(scene, 47), hosts, share: 0.6, edge_status: 500, origin_status: 0 };
        if (zone.name !== 'example.org') zone.traffic.outages.push(outage);
      }
    },
    questions: [['get_http_errors', { since: '1h' }]],
    facts: {
      'one row a zone: those that fail': from(
        'get_http_errors',
        /"example\.net"/,
        (row) => JSON.parse(row).edge_5xx > JSON.parse(row).requests / 4,
      ),
      'and those that do not': from('get_http_errors', /"example\.org"/),
    },
    is5xx: true,
  },
];
