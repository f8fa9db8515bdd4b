/** Workers, and what they store their data in. */
import { LIWEI } from '../../../src/simulator/sample/audit-entry-template.ts';
import { accountChanged } from '../changes.ts';
import { AT_EDGE, concluded, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { LIMITED_BY_RULE, NOTHING_CHANGED, ORIGIN_BLAMED, THIS_SIDE } from '../misleading.ts';
import { fails, reported, ZONE } from '../world.ts';

const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const FIREWALL: Question = ['list_firewall_events', { zone: ZONE, since: '3h' }];
const STATUS: Question = ['get_cloudflare_status', { zone: ZONE }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];
const SHOP = ['shop.example.com'];

export const WORKER_INCIDENTS: Incident[] = [
  {
    id: 'w-1101',
    complaint: 'Error 1101, Worker threw exception, on the shop',
    breakWorld: (scene) => {
      accountChanged(scene, {
        type: 'update',
        description: 'Update Worker script',
        product: 'workers',
        resourceType: 'script',
        resourceId: 'storefront',
        method: 'PUT',
        path: '/workers/scripts/storefront',
        by: LIWEI,
        result: { id: 'storefront', has_modules: true, usage_model: 'standard' },
      });
      fails(scene, { hosts: SHOP, share: 0.8, edge_status: 500, origin_status: 0 });
    },
    questions: [ERRORS, CHANGES],
    facts: {
      'the 500 were made at the edge, such as by a Worker': concluded('get_http_errors', /\b500\b/, /Worker/),
      'since when': concluded('get_http_errors', /17:1[0-5]/),
      'who deployed which Worker': from('list_changes', /li\.wei/, /storefront/, /script|worker/i),
    },
    mustNot: { ...ORIGIN_BLAMED, ...NOTHING_CHANGED },
    is5xx: true,
  },
  {
    id: 'w-limits',
    complaint: '429 since the evening, the firewall is innocent',
    breakWorld: (scene) => fails(scene, { hosts: SHOP, share: 0.8, edge_status: 429, origin_status: 0 }),
    questions: [errorsOf('shop.example.com'), FIREWALL],
    facts: {
      'the 429 were made at the edge, such as by the limits of a Worker': concluded(
        'get_http_errors',
        /\b429\b/,
        /Worker/,
      ),
      'a Worker is over its limits': together(/exceeded|1027|daily limit/i, /worker/i),
    },
    mustNot: LIMITED_BY_RULE,
  },
  {
    id: 'w-kv',
    complaint: '500s, only pages that read KV',
    breakWorld: (scene) => {
      reported(scene, {
        name: 'Increased errors of Workers KV',
        impact: 'major',
        body: 'Requests to Workers KV fail. Products that depend on it are affected.',
      });
      fails(scene, {
        hosts: SHOP,
        only: { clientRequestPath: ['/products/alpine-jacket', '/cart'] },
        share: 0.9,
        edge_status: 500,
        origin_status: 0,
      });
    },
    questions: [ERRORS, STATUS],
    facts: {
      'Cloudflare reports it': from('get_cloudflare_status', /Workers KV/),
      'the 500 were made at the edge': concluded('get_http_errors', /\b500\b/, AT_EDGE),
      'which paths': from('get_http_errors', /\/products\/alpine-jacket/),
    },
    mustNot: { ...ORIGIN_BLAMED, ...THIS_SIDE },
    is5xx: true,
  },
  {
    id: 'w-pages',
    complaint: 'The fix does not go live',
    breakWorld: () => undefined,
    questions: [CHANGES],
    facts: { 'the last deployment failed': from('list_changes', /deployment/i, /fail/i) },
  },
];
