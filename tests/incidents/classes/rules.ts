/** Rules and settings change what visitors get: redirects, rewrites, cache, Workers routes. */
import { TERRAFORM } from '../../../src/simulator/sample/audit-entry-template.ts';
import { audited, ruleAdded, settingChanged } from '../changes.ts';
import { anyOf, atLeast, concluded, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { fails, ONSET, ZONE } from '../world.ts';

const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const BY_CACHE: Question = ['get_http_errors', { zone: ZONE, since: '3h', by: 'cache' }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];
const SHOP = ['shop.example.com'];
const API = ['api.example.com'];

const redirects = concluded('get_http_errors', /\b30[12]\b|3xx|redirect/i, atLeast(20));
const notFound = (host: RegExp) =>
  anyOf(
    concluded('get_http_errors', host, /4xx|404/, atLeast(20)),
    concluded('get_http_errors', host, atLeast(5000)),
  );
const onset4xx = concluded('get_http_errors', /4xx|404/, ONSET);

export const RULE_INCIDENTS: Incident[] = [
  {
    id: 'r-flex-loop',
    complaint: 'ERR_TOO_MANY_REDIRECTS on every page',
    breakWorld: (scene) => {
      settingChanged(scene, 'ssl', 'flexible');
      fails(scene, { share: 0.95, edge_status: 301, origin_status: 301 });
    },
    questions: [ERRORS, CHANGES, ['get_zone', { zone: ZONE, sections: ['ssl'] }]],
    facts: {
      'most requests are redirects now': redirects,
      'SSL mode flexible makes a loop': from('get_zone', /flexible/, /loop/),
      'who set it': from('list_changes', /dana\.okafor/, /\bssl\b/, /flexible/),
    },
  },
  {
    id: 'r-redirect-rule',
    complaint: 'The shop always lands on /en since the campaign',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_request_dynamic_redirect', {
        description: 'Campaign: all to English',
        expression: '(http.host eq "shop.example.com")',
        action: 'redirect',
        action_parameters: {
          from_value: { status_code: 302, target_url: { value: 'https://www.example.com/en' } },
        },
      });
      fails(scene, { hosts: SHOP, share: 0.95, edge_status: 302, origin_status: 0 });
    },
    questions: [errorsOf('shop.example.com'), CHANGES],
    facts: {
      'most requests are redirects now': redirects,
      'a redirect rule was added, by whom': from('list_changes', /dana\.okafor/, /redirect/),
      'for which requests': from('list_changes', /http\.host eq \\?\\?"?shop\.example\.com/),
      'to where': from('list_changes', /https:\/\/www\.example\.com\/en/),
    },
  },
  {
    id: 'r-redirect-old',
    complaint: '/old-catalogue jumps to the start page, and we cannot find why',
    breakWorld: (scene) =>
      fails(scene, {
        since: '2026-01-01T00:00:00Z',
        only: { clientRequestPath: ['/old-catalogue'] },
        edge_status: 301,
        origin_status: 0,
      }),
    questions: [errorsOf('shop.example.com'), ['list_changes', { zone: ZONE, since: '30d' }]],
    facts: { 'which rule redirects': together(/page rule|redirect rule|bulk redirect/i, /old-catalogue/) },
  },
  {
    id: 'r-origin-rule',
    complaint: '404 from the wrong application since the Terraform run',
    breakWorld: (scene) => {
      ruleAdded(
        scene,
        'http_request_origin',
        {
          description: 'Legacy app',
          expression: '(http.host eq "shop.example.com")',
          action: 'route',
          action_parameters: { host_header: 'legacy-app.example.net', origin: { port: 8080 } },
        },
        { by: TERRAFORM },
      );
      fails(scene, { hosts: SHOP, share: 0.7, edge_status: 404, origin_status: 404 });
    },
    questions: [ERRORS, CHANGES],
    facts: {
      '4xx of the shop rose': notFound(/shop\.example\.com/),
      'since when': onset4xx,
      'an origin rule was added, by which token': from('list_changes', /terraform-ci/, /origin|route/),
      'what it overrides': from('list_changes', /legacy-app\.example\.net/, /8080/),
    },
  },
  {
    id: 'r-config-ssl',
    complaint: 'Only the shop loops; the zone is on Full (strict)',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_config_settings', {
        description: 'Shop behind the old proxy',
        expression: '(http.host eq "shop.example.com")',
        action: 'set_config',
        action_parameters: { ssl: 'flexible' },
      });
      fails(scene, { hosts: SHOP, share: 0.95, edge_status: 301, origin_status: 301 });
    },
    questions: [errorsOf('shop.example.com'), ['get_zone', { zone: ZONE, sections: ['ssl'] }], CHANGES],
    facts: {
      'most requests are redirects now': redirects,
      'a rule sets the SSL mode of this host': from('list_changes', /shop\.example\.com/, /ssl/, /flexible/),
      'who added it': from('list_changes', /dana\.okafor/, /flexible/),
    },
  },
  {
    id: 'r-transform',
    complaint: 'All API calls are 404 since noon, the app was not deployed',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_request_transform', {
        description: 'API version 2',
        expression: '(http.host eq "api.example.com")',
        action: 'rewrite',
        action_parameters: { uri: { path: { expression: 'concat("/v2", http.request.uri.path)' } } },
      });
      fails(scene, { hosts: API, share: 0.8, edge_status: 404, origin_status: 404 });
    },
    questions: [ERRORS, CHANGES],
    facts: {
      '4xx of the API rose': notFound(/api\.example\.com/),
      'since when': onset4xx,
      'a rule rewrites the path': from('list_changes', /api\.example\.com/, /\/v2/),
      'who added it': from('list_changes', /dana\.okafor/, /rewrite|transform/),
    },
  },
  {
    id: 'r-cache-leak',
    complaint: "Customers see each other's account",
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_request_cache_settings', {
        description: 'Cache everything on shop',
        expression: '(http.host eq "shop.example.com")',
        action: 'set_cache_settings',
        action_parameters: { cache: true, edge_ttl: { mode: 'override_origin', default: 7200 } },
      });
      fails(scene, {
        hosts: SHOP,
        // An error is not kept in the cache.
        only: { clientRequestPath: ['/', '/cart', '/api/v1/stock'], edgeResponseStatus: [200] },
        share: 0.9,
        becomes: { cacheStatus: 'hit', originResponseStatus: 0 },
      });
    },
    questions: [CHANGES, BY_CACHE],
    facts: {
      'a cache rule was added, by whom': from(
        'list_changes',
        /dana\.okafor/,
        /set_cache_settings|cache_settings/,
      ),
      'for which requests': from('list_changes', /shop\.example\.com/, /cache/),
      'more is answered from the cache than before': from('get_http_errors', /\bhit\b/i, atLeast(40)),
    },
  },
  {
    id: 'r-purge',
    complaint: '503 since someone cleared the cache',
    breakWorld: (scene) => {
      audited(scene, {
        type: 'delete',
        description: 'Purge Cache',
        product: 'cache',
        resourceType: 'cache',
        method: 'POST',
        path: '/purge_cache',
        zone: ZONE,
        request: { purge_everything: true },
        result: { id: scene.zone.id },
      });
      fails(scene, { hosts: SHOP, share: 0.4, edge_status: 503, origin_status: 503 });
    },
    questions: [ERRORS, CHANGES],
    facts: {
      'the origin is overloaded': from('get_http_errors', /\b503\b/),
      'since when': concluded('get_http_errors', ONSET),
      'everything was purged, by whom': from('list_changes', /dana\.okafor/, /purge/i, /everything/i),
    },
    is5xx: true,
  },
  {
    id: 'r-hit-ratio',
    complaint: 'Origin CPU at 100 %, traffic is as always',
    breakWorld: (scene) => {
      ruleAdded(scene, 'http_request_cache_settings', {
        description: 'Debug: no cache for assets',
        expression: '(starts_with(http.request.uri.path, "/assets/"))',
        action: 'set_cache_settings',
        action_parameters: { cache: false },
      });
      fails(scene, {
        only: { cacheStatus: ['hit'] },
        share: 1,
        becomes: { cacheStatus: 'bypass', originResponseStatus: 200 },
      });
    },
    questions: [BY_CACHE, CHANGES],
    facts: {
      'the cache is bypassed now': from('get_http_errors', /bypass/i, atLeast(20)),
      'a rule switched it off, by whom': from('list_changes', /dana\.okafor/, /\/assets\//, /cache/),
    },
  },
  {
    id: 'r-worker-route',
    complaint: 'Everything shows the landing page, or 404',
    breakWorld: (scene) => {
      audited(scene, {
        type: 'create',
        description: 'Create Worker Route',
        product: 'workers',
        resourceType: 'route',
        method: 'POST',
        path: '/workers/routes',
        zone: ZONE,
        request: { pattern: '*example.com/*', script: 'landing' },
        result: { id: '9a7806061c88ada191ed06f989cc3dac' },
      });
      fails(scene, { hosts: SHOP, share: 0.8, edge_status: 404, origin_status: 0 });
    },
    questions: [ERRORS, CHANGES],
    facts: {
      'a Worker route was made, by whom': from('list_changes', /dana\.okafor/, /\*example\.com\/\*/),
      'which Worker it runs': from('list_changes', /\*example\.com\/\*/, /landing/),
      '4xx of the shop rose': notFound(/shop\.example\.com/),
    },
  },
];
