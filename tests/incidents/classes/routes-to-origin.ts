/** The way to the origin is broken: names, tunnels, forbidden addresses, load balancers. */
import { SAMIRA } from '../../../src/simulator/sample/audit-entry-template.ts';
import { sampleTunnels, tunnelHostname } from '../../../src/simulator/sample/tunnels.ts';
import { accountChanged, recordChanged } from '../changes.ts';
import { AT_EDGE, anyOf, concluded, from, together } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { ALL_HEALTHY, FORBIDDEN_BY_ORIGIN, NOTHING_CHANGED } from '../misleading.ts';
import { addRecord, ago, alerted, BEGAN, comes, fails, poolOf, type Scene, seen, ZONE } from '../world.ts';

const HEALTH: Question = ['get_origin_health', { zone: ZONE }];
const CHANGES: Question = ['list_changes', { zone: ZONE, since: '3h' }];
const ERRORS: Question = ['get_http_errors', { zone: ZONE, since: '3h' }];
const errorsOf = (host: string): Question => ['get_http_errors', { zone: ZONE, host, since: '3h' }];

/** app.example.com was answered through a tunnel, and now is not. */
function tunnelled(scene: Scene, target: string): void {
  addRecord(scene, { type: 'CNAME', name: 'app.example.com', content: target, proxied: true });
  comes(scene, 300, { clientRequestHTTPHost: 'app.example.com', edgeResponseStatus: 200 }, 600);
  const [app] = scene.zone.traffic.extras ?? [];
  if (app) app.until = ago(scene, BEGAN);
  comes(scene, 300, {
    clientRequestHTTPHost: 'app.example.com',
    edgeResponseStatus: 530,
    originResponseStatus: 0,
    cacheStatus: 'dynamic',
  });
}

/** Half of the API's requests have nobody to answer them. */
function halfDead(scene: Scene): void {
  fails(scene, { hosts: ['api.example.com'], share: 0.5, edge_status: 503, origin_status: 503 });
}

const poolChange = { product: 'load_balancing', resourceType: 'pool', type: 'update' } as const;

export const ROUTE_INCIDENTS: Incident[] = [
  {
    id: 'o-1016',
    complaint: 'Error 1016, origin DNS error, for one host',
    breakWorld: (scene) =>
      comes(scene, 200, {
        clientRequestHTTPHost: 'assets.example.com',
        edgeResponseStatus: 530,
        originResponseStatus: 0,
        cacheStatus: 'dynamic',
      }),
    questions: [errorsOf('assets.example.com'), ['list_dns_records', { zone: ZONE, name: 'assets' }]],
    facts: {
      '530 can mean that the name of the origin does not resolve': from('get_http_errors', /530/, /1016/),
      'where the record points': from(
        'list_dns_records',
        /assets\.example\.com/,
        /assets\.northwind-cdn\.example/,
      ),
      'that the target does not resolve': together(/assets\.northwind-cdn\.example/, /NXDOMAIN|not resolve/i),
    },
    is5xx: true,
  },
  {
    id: 'o-1033',
    complaint: 'Error 1033, Cloudflare Tunnel error',
    breakWorld: (scene) => {
      tunnelled(scene, tunnelHostname('pos-sync'));
      const tunnel = scene.world.tunnels?.[0];
      if (tunnel)
        Object.assign(tunnel, {
          status: 'down',
          conns_inactive_at: ago(scene, BEGAN),
          conns_active_at: null,
        });
      alerted(scene, 'tunnel_health_event', {
        tunnel_id: tunnel?.id,
        tunnel_name: 'pos-sync',
        new_status: 'TUNNEL_STATUS_TYPE_DOWN',
      });
    },
    questions: [ERRORS, HEALTH],
    facts: {
      'which host': from('get_http_errors', /app\.example\.com/),
      'the tunnel is down': from('get_origin_health', /pos-sync/, /down/),
      'the record that needs it': from('get_origin_health', /app\.example\.com/),
    },
    mustNot: ALL_HEALTHY,
    is5xx: true,
  },
  {
    id: 'o-1033/gone',
    complaint: '1033 since the tunnel was made anew',
    breakWorld: (scene) => {
      tunnelled(scene, tunnelHostname('old-office'));
      const [account] = scene.world.accounts;
      const gone = account && sampleTunnels(account, scene.now).find(({ name }) => name === 'old-office');
      if (gone) scene.world.tunnels?.push({ ...gone, deleted_at: ago(scene, BEGAN) });
    },
    questions: [errorsOf('app.example.com'), HEALTH],
    facts: {
      '530 can mean a tunnel without connection': from('get_http_errors', /530/, /1033|tunnel/i),
      'the record points at a tunnel that no longer exists': from(
        'get_origin_health',
        /app\.example\.com/,
        /tunnel/i,
        /no longer|deleted|not exist|gone|unknown/i,
      ),
    },
    mustNot: ALL_HEALTHY,
    is5xx: true,
  },
  {
    id: 'o-1000',
    complaint: 'Error 1000, DNS points to prohibited IP, after I moved the record',
    breakWorld: (scene) => {
      recordChanged(scene, 'api.example.com', 'A', { content: '104.16.132.229' });
      fails(scene, { hosts: ['api.example.com'], edge_status: 403, origin_status: 0 });
    },
    questions: [errorsOf('api.example.com'), CHANGES, ['list_dns_records', { zone: ZONE, name: 'api' }]],
    facts: {
      'who pointed the record where': from(
        'list_changes',
        /dana\.okafor/,
        /api\.example\.com/,
        /104\.16\.132\.229/,
      ),
      "the address is Cloudflare's own": together(/104\.16\.132\.229/, /Cloudflare|1000|prohibited/i),
      '4xx rose, made at the edge': concluded('get_http_errors', /403/, AT_EDGE),
    },
    mustNot: FORBIDDEN_BY_ORIGIN,
  },
  {
    id: 'o-lb',
    complaint: 'API half dead since noon, all health checks are green',
    breakWorld: (scene) => {
      halfDead(scene);
      const pool = poolOf(scene, 'api-eu');
      Object.assign(pool, { enabled: false, disabled_at: ago(scene, BEGAN + 1) });
      accountChanged(scene, {
        ...poolChange,
        description: 'Update Pool',
        resourceId: pool.id,
        path: `/load_balancers/pools/${pool.id}`,
        request: { enabled: false },
        result: { id: pool.id, name: pool.name, enabled: false, origins: pool.origins },
      });
    },
    questions: [errorsOf('api.example.com'), HEALTH, CHANGES],
    facts: {
      'the pool is switched off': from('get_origin_health', /api-eu/, /disabled|switched off|\boff\b/i),
      'who switched it off': from('list_changes', /dana\.okafor/, /api-eu/, /enabled/),
      'what fails': from('get_http_errors', /\b503\b/),
    },
    mustNot: { ...ALL_HEALTHY, ...NOTHING_CHANGED },
    is5xx: true,
  },
  {
    id: 'o-lb/origins',
    complaint: 'API half dead: the Europeans get errors',
    breakWorld: (scene) => {
      halfDead(scene);
      for (const origin of poolOf(scene, 'api-eu').origins) {
        Object.assign(origin, { enabled: false, disabled_at: ago(scene, BEGAN + 1) });
      }
    },
    questions: [errorsOf('api.example.com'), HEALTH],
    facts: {
      'its origins are switched off': from('get_origin_health', /api-eu-1/, /disabled|switched off|\boff\b/i),
    },
    mustNot: ALL_HEALTHY,
    is5xx: true,
  },
  {
    id: 'o-lb/balancer',
    complaint: 'The API does not fail over any more',
    breakWorld: ({ zone }) => {
      for (const balancer of zone.load_balancers ?? []) balancer.enabled = false;
    },
    questions: [HEALTH],
    facts: {
      'the load balancer is switched off': from(
        'get_origin_health',
        /api\.example\.com/,
        /disabled|switched off|\boff\b/i,
      ),
    },
    mustNot: ALL_HEALTHY,
  },
  {
    id: 'o-health-false',
    complaint: 'Pager says all origins are down, the site works',
    breakWorld: (scene) => {
      const monitor = scene.world.monitors?.[0];
      if (monitor) Object.assign(monitor, { expected_codes: '204', modified_on: ago(scene, BEGAN + 1) });
      for (const address of ['203.0.113.12', '203.0.113.14', '203.0.113.112', '203.0.113.114']) {
        seen(scene, address, { failure_reason: 'Response code mismatch error', response_code: 200 });
      }
      accountChanged(scene, {
        type: 'update',
        description: 'Update Monitor',
        product: 'load_balancing',
        resourceType: 'monitor',
        resourceId: monitor?.id,
        path: `/load_balancers/monitors/${monitor?.id}`,
        by: SAMIRA,
        request: { expected_codes: '204' },
        result: { id: monitor?.id, type: 'https', path: '/healthz', expected_codes: '204' },
      });
    },
    questions: [HEALTH, errorsOf('api.example.com'), CHANGES],
    facts: {
      'what the monitor expects': from('get_origin_health', /\b204\b/, /expect/i),
      'what the origin answered': from('get_origin_health', /\b200\b/, /mismatch|expect/i),
      'who changed the monitor': anyOf(from('list_changes', /samira\.haddad/, /monitor/i, /204/)),
    },
    mustNot: NOTHING_CHANGED,
  },
];
