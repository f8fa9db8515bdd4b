/** TLS between visitors and Cloudflare, and the certificates that it shows. */
import { createRandom } from '../../../src/simulator/world/random.ts';
import { DAY_MINUTES, daysBefore } from '../../../src/simulator/world/time.ts';
import { settingChanged } from '../changes.ts';
import { atLeast, concluded, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { addRecord, alerted, comes, fails, vanishes, ZONE } from '../world.ts';

const CERTIFICATES: Question = ['list_certificates', { zone: ZONE }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const DAY_OF_CHANGES: Question = ['list_changes', { zone: ZONE, since: '24h' }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];
/** One change each; the failing requests hardly show. */
const YESTERDAY = { minutesAgo: 20 * 60 };

export const TLS_INCIDENTS: Incident[] = [
  {
    id: 't-deep',
    complaint: 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH on eu.api only',
    breakWorld: (scene) => {
      addRecord(scene, { type: 'A', name: 'eu.api.example.com', content: '203.0.113.15', proxied: true });
    },
    questions: [
      ['list_certificates', { zone: 'eu.api.example.com' }],
      ['list_dns_records', { zone: ZONE, name: 'eu.api' }],
    ],
    facts: {
      'the host is proxied': from('list_dns_records', /eu\.api\.example\.com/, /true|proxied/i),
      'for which hosts there are certificates': from('list_certificates', /\*\.example\.com/),
      'no certificate covers it': together(
        /eu\.api\.example\.com/,
        /\b(no|none|not)\b/i,
        /certificate|covers?\b/i,
      ),
    },
  },
  {
    id: 't-caa',
    complaint: 'Certificate stuck in pending validation',
    breakWorld: (scene) => {
      const { zone } = scene;
      const [universal] = zone.certificate_packs;
      if (!universal) return;
      zone.certificate_packs.push({
        ...universal,
        id: createRandom('pending pack').uuid(),
        type: 'advanced',
        status: 'pending_validation',
        hosts: [ZONE, `*.shop.${ZONE}`],
        certificates: [],
        certificate_authority: 'digicert',
        validation_errors: [{ message: `CAA record for ${ZONE} prevents issuance by digicert.com` }],
      });
      alerted(scene, 'dedicated_ssl_certificate_event_type', {
        data: { hosts: [ZONE], method: 'txt', status: 'pending_validation', type: '', validation_errors: [] },
        metadata: {
          account: null,
          event: { created_at: null, id: '', type: 'ssl.dedicated_certificate.validation.failed' },
          zone: { id: zone.id },
        },
      });
    },
    questions: [CERTIFICATES, ['list_dns_records', { zone: ZONE, type: 'CAA' }]],
    facts: {
      'which certificate waits': from('list_certificates', /pending_validation/, /\*\.shop\.example\.com/),
      'a CAA record forbids the authority': from('list_certificates', /CAA/, /digicert/),
      'what the CAA records allow': from('list_dns_records', /CAA/, /letsencrypt\.org/),
    },
  },
  {
    id: 't-custom-expired',
    complaint: 'NET::ERR_CERT_DATE_INVALID since tonight',
    breakWorld: ({ zone, now }) => {
      for (const certificate of zone.custom_certificates ?? []) {
        Object.assign(certificate, { status: 'expired', expires_on: daysBefore(now, 0.4) });
      }
    },
    questions: [CERTIFICATES, ['get_zone', { zone: ZONE, sections: ['certificates'] }]],
    facts: {
      'the custom certificate has expired': from(
        'list_certificates',
        /custom/,
        /expired/,
        /www\.example\.com/,
      ),
      when: from('list_certificates', /2026-11-25/),
      'the zone tells the same': from('get_zone', /custom|expired/),
    },
    mustNot: { 'it ends in the future': from('list_certificates', /expired/, /"days_left":\s*[0-9]/) },
  },
  {
    id: 't-minversion',
    complaint: 'Terminals cannot connect since the hardening',
    breakWorld: (scene) => {
      settingChanged(scene, 'min_tls_version', '1.3');
      vanishes(scene, { only: { clientSSLProtocol: ['TLSv1.2'] } });
    },
    questions: [CHANGES, errorsOf('api.example.com')],
    facts: {
      'who raised the minimum version to what': from(
        'list_changes',
        /dana\.okafor/,
        /min_tls_version/,
        /1\.3/,
      ),
    },
  },
  {
    id: 't-http3',
    complaint: 'Some apps fail since yesterday, browsers work',
    breakWorld: (scene) => settingChanged(scene, '0rtt', 'on', YESTERDAY),
    questions: [DAY_OF_CHANGES],
    facts: { 'who switched it on': from('list_changes', /dana\.okafor/, /0rtt/, /\bon\b/) },
  },
  {
    id: 't-saas',
    complaint: "Our customer's domain shows 1001, 1014 or 530",
    breakWorld: (scene) =>
      comes(scene, 60, {
        clientRequestHTTPHost: 'shop.customer.example',
        edgeResponseStatus: 530,
        originResponseStatus: 0,
        cacheStatus: 'dynamic',
      }),
    questions: [
      ['get_http_errors', { zone: ZONE, since: '3h' }],
      ['list_certificates', { zone: ZONE }],
    ],
    facts: {
      'which host fails': from('get_http_errors', /shop\.customer\.example/),
      'whether the custom hostname is valid': from('list_certificates', /shop\.customer\.example/),
    },
    is5xx: true,
  },
  {
    id: 't-aop',
    complaint: '400 from nginx: no required SSL certificate was sent',
    breakWorld: (scene) => {
      settingChanged(scene, 'tls_client_auth', 'on', { minutesAgo: 30 * DAY_MINUTES });
      fails(scene, { hosts: ['api.example.com'], edge_status: 400, origin_status: 400 });
    },
    questions: [errorsOf('api.example.com'), ['get_zone', { zone: ZONE, sections: ['ssl'] }], CERTIFICATES],
    facts: {
      'the origin answers 400': concluded('get_http_errors', /\b400\b/, atLeast(5000)),
      'Cloudflare shows a certificate to the origin': from('get_zone', /tls_client_auth"?:\s*"?on/),
      'whether that certificate is valid': from('list_certificates', /origin.pull|client_auth/i),
    },
  },
];
