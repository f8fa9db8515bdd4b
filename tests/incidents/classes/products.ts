/** Zero Trust and other products of Cloudflare. */
import { SAMIRA, TERRAFORM } from '../../../src/simulator/sample/audit-entry-template.ts';
import { createRandom } from '../../../src/simulator/world/random.ts';
import { DAY_MINUTES } from '../../../src/simulator/world/time.ts';
import { accountChanged } from '../changes.ts';
import { anyOf, atLeast, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { NOTHING_CHANGED } from '../misleading.ts';
import { addRecord, alerted, comes, ZONE } from '../world.ts';

const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];
const TOKEN_ID = createRandom('token renewals').hex(32);

export const PRODUCT_INCIDENTS: Incident[] = [
  {
    id: 'w-access-policy',
    complaint: 'Nobody gets into admin since lunch',
    breakWorld: (scene) => {
      accountChanged(scene, {
        type: 'update',
        description: 'Update Access policy',
        product: 'access',
        resourceType: 'policy',
        method: 'PUT',
        path: '/access/policies/1b9d4a5e-8a4c-4f0e-9f0b-5f0d3c2b1a00',
        by: SAMIRA,
        request: { name: 'Admins', decision: 'deny', include: [{ everyone: {} }] },
        result: { id: '1b9d4a5e-8a4c-4f0e-9f0b-5f0d3c2b1a00', name: 'Admins', decision: 'deny' },
      });
      comes(scene, 20, {
        clientRequestHTTPHost: 'admin.example.com',
        edgeResponseStatus: 403,
        originResponseStatus: 0,
        cacheStatus: 'none',
      });
    },
    questions: [CHANGES, errorsOf('admin.example.com')],
    facts: {
      'who changed which policy': from('list_changes', /samira\.haddad/, /policy/i, /Admins/),
      'to what': from('list_changes', /Admins/, /deny/),
    },
    mustNot: NOTHING_CHANGED,
  },
  {
    id: 'w-access-token',
    complaint: 'CI gets 403 from the staging host since today',
    breakWorld: (scene) =>
      alerted(
        scene,
        'expiring_service_token_alert',
        { service_token_name: 'ci-staging', service_token_id: createRandom('service token').uuid() },
        7 * DAY_MINUTES - 60,
      ),
    questions: [
      ['list_alert_history', { since: '7d' }],
      ['list_changes', { since: '7d' }],
    ],
    facts: {
      'which service token expires': from('list_alert_history', /expiring_service_token/, /ci-staging/),
    },
  },
  {
    id: 'w-gateway',
    complaint: "Staff cannot open the supplier's portal",
    breakWorld: () => undefined,
    questions: [['list_changes', { since: '24h' }]],
    facts: { 'which Gateway policy blocks it': together(/gateway/i, /block/i) },
  },
  {
    id: 'w-email-routing',
    complaint: 'Mails to info@ vanish',
    breakWorld: (scene) => {
      scene.zone.records = scene.zone.records.filter(({ type }) => type !== 'MX');
      for (const [index, host] of ['route1', 'route2'].entries()) {
        const content = `${host}.mx.cloudflare.net`;
        addRecord(scene, { type: 'MX', name: ZONE, content, priority: 10 + index });
      }
    },
    questions: [['list_dns_records', { zone: ZONE, type: 'MX' }]],
    facts: {
      'mail goes to Email Routing': from('list_dns_records', /route1\.mx\.cloudflare\.net/),
      'its rules or addresses are not valid': together(/email routing/i, /misconfigured|unverified/i),
    },
  },
  {
    id: 'w-logpush',
    complaint: 'The SIEM has no logs since the bucket policy changed',
    // The type is documented; the fields of its body are not: these follow the ones of its neighbours.
    breakWorld: (scene) =>
      alerted(scene, 'failing_logpush_job_disabled_alert', {
        job_id: '9271',
        job_name: 'siem-http-requests',
        dataset: 'http_requests',
        zone_name: ZONE,
        zone_tag: scene.zone.id,
      }),
    questions: [['list_alert_history', { since: '24h' }]],
    facts: {
      'which job was disabled': from('list_alert_history', /logpush_job_disabled/, /siem-http-requests/),
    },
  },
  {
    id: 'w-api-token',
    complaint: 'Certificate renewals fail with 10000 since yesterday',
    breakWorld: (scene) => {
      const token = {
        product: 'api_tokens',
        resourceType: 'account_token',
        resourceId: TOKEN_ID,
      };
      accountChanged(scene, {
        ...token,
        type: 'create',
        description: 'Create Account API Token',
        path: '/tokens',
        minutesAgo: 60 * DAY_MINUTES,
        by: TERRAFORM,
        request: { name: 'acme-renewals', policies: [] },
        result: { id: TOKEN_ID, name: 'acme-renewals', status: 'active' },
      });
      accountChanged(scene, {
        ...token,
        type: 'delete',
        description: 'Delete Account API Token',
        path: `/tokens/${TOKEN_ID}`,
        minutesAgo: 20 * 60,
        by: SAMIRA,
        result: { id: TOKEN_ID },
      });
    },
    questions: [['list_changes', { zone: ZONE, since: '24h' }]],
    facts: {
      'who deleted a token': from('list_changes', /samira\.haddad/, /delete/, /token/),
      'which one, by name': from('list_changes', /samira\.haddad/, /acme-renewals/),
    },
    mustNot: NOTHING_CHANGED,
  },
  {
    id: 'w-billing',
    complaint: 'WAF rules and certificates are gone, nobody touched them',
    breakWorld: (scene) => {
      const free = scene.world.zones.find(({ plan }) => plan.legacy_id === 'free');
      if (free) scene.zone.plan = free.plan;
      accountChanged(scene, {
        type: 'update',
        description: 'Update zone subscription',
        product: 'billing',
        resourceType: 'subscription',
        path: '/subscriptions/506e3185e9c882d175a2d0cb0093d9f2',
        by: SAMIRA,
        method: 'PUT',
        request: { rate_plan: { id: 'free' }, frequency: 'monthly' },
        result: { id: '506e3185e9c882d175a2d0cb0093d9f2', state: 'Cancelled', rate_plan: { id: 'free' } },
      });
    },
    questions: [['get_zone', { zone: ZONE }], CHANGES],
    facts: {
      'the plan is Free now': from('get_zone', /Free/),
      'who changed the subscription, to what': from(
        'list_changes',
        /samira\.haddad/,
        /subscription/i,
        /free/i,
      ),
    },
    mustNot: NOTHING_CHANGED,
  },
  {
    id: 'w-spectrum',
    complaint: 'The game port is closed',
    breakWorld: () => undefined,
    questions: [['list_dns_records', { zone: ZONE, name: 'game' }]],
    facts: { 'what the Spectrum application points to': together(/spectrum/i, /origin/i) },
  },
  {
    id: 'w-waitingroom',
    complaint: 'Visitors see a queue',
    breakWorld: () => undefined,
    questions: [errorsOf('shop.example.com')],
    facts: {
      'a waiting room queues them': anyOf(
        together(/waiting room/i, /queue/i),
        together(/queued/i, atLeast(1)),
      ),
    },
  },
];
