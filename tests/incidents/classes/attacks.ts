/** Floods, bots and limits: attacks, and the measures against them that hit others. */
import { minutesBefore } from '../../../src/simulator/world/time.ts';
import type { SimNetwork } from '../../../src/simulator/world/traffic.ts';
import { ruleAdded } from '../changes.ts';
import { atLeast, concluded, from } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { acts, ago, comes, fails, ZONE } from '../world.ts';

const FIREWALL: Question = ['list_firewall_events', { zone: ZONE, since: '3h' }];
const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];
const events = (...patterns: RegExp[]) => from('list_firewall_events', ...patterns);

const BOTNET: SimNetwork = {
  asn: '64496',
  name: 'EXAMPLE-BULLETPROOF-HOSTING',
  country: 'NL',
  prefix: '192.0.2.',
  user_agent: 'python-requests/2.32.3',
};
const PAYMENTS: SimNetwork = {
  asn: '64510',
  name: 'EXAMPLE-PAYMENTS',
  country: 'IE',
  prefix: '198.51.100.',
  user_agent: 'PayProvider-Webhook/3.1',
};

const blocked = { edgeResponseStatus: 403, originResponseStatus: 0, cacheStatus: 'none' };

export const ATTACK_INCIDENTS: Incident[] = [
  {
    id: 's-ratelimit',
    complaint: 'The office gets 429 from our own API',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_ratelimit', {
        description: 'API, 20 a minute',
        expression: '(http.host eq "api.example.com")',
        action: 'block',
        ratelimit: { characteristics: ['ip.src', 'cf.colo.id'], period: 60, requests_per_period: 20 },
      });
      acts(scene, {
        source: 'rateLimit',
        description: 'API, 20 a minute',
        host: 'api.example.com',
        path: '/api/v1/stock',
        events_per_minute: 240,
      });
      fails(scene, { hosts: ['api.example.com'], share: 0.3, edge_status: 429, origin_status: 0 });
    },
    questions: [FIREWALL, errorsOf('api.example.com'), CHANGES],
    facts: {
      'which rule limits, by name': events(/API, 20 a minute/),
      'it is a rate limit': events(/rateLimit/),
      '429 rose': concluded('get_http_errors', /\b429\b/, atLeast(1000)),
      'who added it': from('list_changes', /dana\.okafor/, /API, 20 a minute/),
    },
  },
  {
    id: 's-bfm',
    complaint: 'Payment webhooks are lost since Tuesday',
    breakWorld: (scene) => {
      const since = ago(scene, 1500);
      const where = { host: 'api.example.com', path: '/webhooks/payment' };
      acts(scene, {
        ...where,
        since,
        source: 'botFight',
        action: 'managed_challenge',
        description: 'Bot Fight Mode',
        method: 'POST',
        networks: [PAYMENTS],
      });
      comes(
        scene,
        12,
        {
          ...blocked,
          clientRequestHTTPHost: where.host,
          clientRequestPath: where.path,
          clientCountryName: 'IE',
        },
        1500,
      );
    },
    questions: [FIREWALL],
    facts: {
      'Bot Fight Mode acts': events(/botFight/),
      'on which path': events(/\/webhooks\/payment/),
      'on whose requests': events(/EXAMPLE-PAYMENTS/),
    },
  },
  {
    id: 's-uam',
    complaint: 'The mobile app is dead since the attack last week',
    breakWorld: (scene) => {
      const days = 8 * 1440;
      scene.zone.settings.security_level = {
        id: 'security_level',
        editable: true,
        value: 'under_attack',
        modified_on: minutesBefore(scene.now, days),
      };
      const api = { host: 'api.example.com', path: '/api/v1/stock' };
      acts(scene, {
        ...api,
        since: ago(scene, days),
        source: 'securityLevel',
        action: 'jschallenge',
        description: '',
        events_per_minute: 600,
      });
      fails(scene, {
        since: ago(scene, days),
        hosts: [api.host],
        share: 0.8,
        edge_status: 403,
        origin_status: 0,
      });
    },
    questions: [FIREWALL, ['get_zone', { zone: ZONE, sections: ['security'] }]],
    facts: {
      'Under Attack mode is on': from('get_zone', /under_attack/),
      'the security level challenges': events(/securityLevel/),
      'which path': events(/\/api\/v1\/stock/),
    },
  },
  {
    id: 's-ddos-mitigated',
    complaint: 'Traffic ×20, are we down?',
    breakWorld: (scene) => {
      acts(scene, {
        source: 'l7ddos',
        description: 'HTTP requests from known botnets (signature #4)',
        events_per_minute: 60_000,
        path: '/login',
        networks: [BOTNET],
      });
      comes(scene, 60_000, {
        ...blocked,
        clientRequestHTTPHost: 'shop.example.com',
        clientRequestPath: '/login',
        clientCountryName: 'NL',
        clientASNDescription: BOTNET.name,
        userAgent: BOTNET.user_agent,
      });
    },
    questions: [FIREWALL, ERRORS],
    facts: {
      'an attack is mitigated': from('list_firewall_events', /l7ddos/, atLeast(1_000_000)),
      'who sends it': events(/EXAMPLE-BULLETPROOF/),
      'requests rose, and since when': concluded('get_http_errors', /requests/i, /17:1[0-5]/),
      'the blocked ones do not reach the origin': concluded('get_http_errors', /403/, atLeast(1_000_000)),
    },
  },
  {
    id: 's-ddos-unmitigated',
    complaint: '503 everywhere, the firewall shows nothing',
    breakWorld: (scene) => {
      comes(scene, 9000, {
        clientRequestHTTPHost: 'shop.example.com',
        clientRequestPath: '/search',
        clientCountryName: 'NL',
        clientAsn: BOTNET.asn,
        clientASNDescription: BOTNET.name,
        userAgent: BOTNET.user_agent,
        edgeResponseStatus: 503,
        originResponseStatus: 503,
        cacheStatus: 'dynamic',
      });
      fails(scene, { share: 0.4, edge_status: 503, origin_status: 503 });
      scene.zone.traffic.firewall_events_per_hour = 0;
    },
    questions: [ERRORS, FIREWALL, ['get_http_errors', { zone: ZONE, since: '3h', by: 'as' }]],
    facts: {
      'the origin answers 503': from('get_http_errors', /\b503\b/),
      'which path they ask': from('get_http_errors', /\/search/),
      'who sends it': from('get_http_errors', /EXAMPLE-BULLETPROOF/),
      'requests rose': concluded('get_http_errors', /requests/i, /17:1[0-5]/),
    },
    mustNot: { 'there is no attack': from('list_firewall_events', /sees no attack/i) },
    is5xx: true,
  },
];
