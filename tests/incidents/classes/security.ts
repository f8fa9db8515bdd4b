/** The firewall acts on the wrong visitors, or not on the right ones. */
import type { SimNetwork } from '../../../src/simulator/world/traffic.ts';
import { audited, ruleAdded, rulesReplaced } from '../changes.ts';
import { anyOf, atLeast, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { acts, ago, comes, fails, VISITORS, ZONE } from '../world.ts';

const FIREWALL: Question = ['list_firewall_events', { zone: ZONE, since: '3h' }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const events = (...patterns: RegExp[]) => from('list_firewall_events', ...patterns);

const PAYMENTS: SimNetwork = {
  asn: '64510',
  name: 'EXAMPLE-PAYMENTS',
  country: 'IE',
  prefix: '198.51.100.',
  user_agent: 'PayProvider-Webhook/3.1',
};
const BRAZIL: SimNetwork = { ...VISITORS, asn: '64520', name: 'EXAMPLE-BRASIL', country: 'BR' };
const RAY = '8f2d3c4b5a697887';

const blocked = { edgeResponseStatus: 403, originResponseStatus: 0, cacheStatus: 'none' };

export const SECURITY_INCIDENTS: Incident[] = [
  {
    id: 's-waf-managed',
    complaint: 'Editors cannot save articles: 403',
    breakWorld: (scene) => {
      acts(scene, {
        source: 'firewallManaged',
        description: 'XSS, HTML Injection - Script Tag',
        path: '/admin/articles',
        method: 'POST',
      });
      comes(scene, 12, {
        ...blocked,
        clientRequestHTTPHost: 'shop.example.com',
        clientRequestPath: '/admin/articles',
        clientRequestHTTPMethodName: 'POST',
      });
    },
    questions: [FIREWALL],
    facts: {
      'which rule blocks, by name': events(/XSS, HTML Injection/),
      'what it counts for': anyOf(from('list_firewall_events', /XSS, HTML Injection/, atLeast(100))),
      'it is a managed rule': events(/firewallManaged/),
      'which path': events(/\/admin\/articles/),
    },
  },
  {
    id: 's-custom-wide',
    complaint: 'Safari users are blocked since an hour',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_request_firewall_custom', {
        description: 'Block scrapers',
        expression:
          '(http.user_agent contains "Safari" and http.request.headers["x-origin-key"][0] ne "s3cr3t-9f8e7d")',
        action: 'block',
      });
      acts(scene, { description: 'Block scrapers', events_per_minute: 600 });
      fails(scene, { share: 0.3, edge_status: 403, origin_status: 0 });
    },
    questions: [FIREWALL, CHANGES],
    facts: {
      'which rule blocks, by name': events(/Block scrapers/),
      'who added it': from('list_changes', /dana\.okafor/, /Block scrapers/),
      'what it matches': from('list_changes', /http\.user_agent contains/, /Safari/),
    },
    mustNot: { 'a secret in a rule': together(/s3cr3t/) },
  },
  {
    id: 's-country',
    complaint: 'Nobody in Brazil reaches us',
    breakWorld: (scene) => {
      audited(scene, {
        type: 'create',
        description: 'Create an IP Access rule',
        product: 'firewall',
        resourceType: 'access_rule',
        method: 'POST',
        path: '/firewall/access_rules/rules',
        zone: ZONE,
        request: { mode: 'block', configuration: { target: 'country', value: 'BR' }, notes: 'fraud' },
        result: { id: '92f17202ed8bd63d69a66b86a49a8f6b', mode: 'block' },
      });
      acts(scene, { source: 'country', description: '', events_per_minute: 120, networks: [BRAZIL] });
      comes(scene, 120, { ...blocked, clientCountryName: 'BR', clientASNDescription: 'EXAMPLE-BRASIL' });
    },
    questions: [FIREWALL, CHANGES],
    facts: {
      'a country is blocked': events(/BR/),
      'by a rule about countries': events(/\bcountry\b/),
      'who added it, for what': from('list_changes', /dana\.okafor/, /access_rule|access rule/i, /BR/),
    },
  },
  {
    id: 's-mtls',
    complaint: 'Partner API: 403 since their certificate was renewed',
    breakWorld: (scene) => {
      acts(scene, {
        description: 'Partners need a client certificate',
        host: 'api.example.com',
        path: '/partner/orders',
        networks: [PAYMENTS],
      });
      comes(scene, 12, {
        ...blocked,
        clientRequestHTTPHost: 'api.example.com',
        clientRequestPath: '/partner/orders',
      });
    },
    questions: [FIREWALL, ['list_certificates', { zone: ZONE }]],
    facts: {
      'which rule blocks, by name': events(/client certificate/),
      'which path': events(/\/partner\/orders/),
      'whether the client certificate is valid': from('list_certificates', /client/i),
    },
  },
  {
    id: 's-ray',
    complaint: 'A customer is blocked, Ray ID 8f2d…: why?',
    breakWorld: (scene) => {
      acts(scene, { description: 'Log all logins', action: 'log', path: '/login', events_per_minute: 400 });
      acts(scene, {
        since: ago(scene, 20),
        until: ago(scene, 18),
        events_per_minute: 1,
        description: 'No orders from anonymous proxies',
        path: '/checkout/pay',
        ray_ids: [RAY],
      });
    },
    questions: [['list_firewall_events', { zone: ZONE, since: '3h', ray_id: `${RAY}-FRA` }]],
    facts: {
      'which rule blocked this request': events(new RegExp(RAY), /No orders from anonymous proxies/),
      'on which path': events(new RegExp(RAY), /\/checkout\/pay/),
    },
  },
  {
    id: 's-rules-wiped',
    complaint: 'Uploads are blocked since the apply',
    breakWorld: (scene) => {
      rulesReplaced(scene, 'http_request_firewall_custom', [
        {
          description: 'Block scanners',
          expression: '(http.request.uri.path contains "/.env")',
          action: 'block',
        },
        { description: 'Challenge bots', expression: '(cf.client.bot)', action: 'managed_challenge' },
      ]);
      acts(scene, {
        source: 'firewallManaged',
        description: 'Anomaly: Body - Large',
        path: '/api/uploads',
        method: 'POST',
      });
    },
    questions: [FIREWALL, CHANGES],
    facts: {
      'what is blocked now': events(/Anomaly: Body - Large/),
      'all rules of the phase were replaced, by which token': from(
        'list_changes',
        /terraform-ci/,
        /firewall_custom|custom rules/i,
      ),
      'which rule is gone': from('list_changes', /skip/i),
    },
  },
];
