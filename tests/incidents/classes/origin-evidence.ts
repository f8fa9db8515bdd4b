/** More worlds about origins: evidence that is easily read in part only. */
import { SAMIRA } from '../../../src/simulator/sample/audit-entry-template.ts';
import { audited, recordChanged } from '../changes.ts';
import { from } from '../facts.ts';
import type { Incident, Question } from '../incident.ts';
import { ALL_HEALTHY } from '../misleading.ts';
import { ago, alerted, fails, poolOf, recordOf, seen, ZONE } from '../world.ts';

const HEALTH: Question = ['get_origin_health', { zone: ZONE }];
const ALERTS: Question = ['list_alert_history', { since: '3h' }];

export const ORIGIN_EVIDENCE: Incident[] = [
  {
    id: 'o-521/alert',
    complaint: 'Cloudflare alerted that it cannot reach an origin: of which host of example.net?',
    breakWorld: (scene) =>
      alerted(scene, 'real_origin_monitoring', {
        account_tag: scene.zone.account.id,
        unreachable_zones: [
          { host: 'www.example.com', zone_name: 'example.com' },
          { host: 'shop.example.net', zone_name: 'example.net' },
        ],
      }),
    questions: [['list_alert_history', { since: '3h', zone: 'example.net' }]],
    facts: { 'which host of this zone': from('list_alert_history', /shop\.example\.net/) },
    mustNot: {
      'a host of another zone is put into this one': from(
        'list_alert_history',
        /"zone":"example\.net"/,
        /"subject":"www\.example\.com"/,
      ),
    },
  },
  {
    id: 'o-523-dns/rollback',
    complaint: 'We moved checkout back, and nothing happens',
    breakWorld: (scene) => {
      recordChanged(scene, 'checkout.example.com', 'A', { content: '198.51.100.77' });
      fails(scene, { hosts: ['checkout.example.com'], edge_status: 522, origin_status: 0 });
      const { id } = recordOf(scene, 'checkout.example.com');
      audited(scene, {
        type: 'update',
        description: 'Update DNS Record',
        product: 'dns_records',
        resourceType: 'dns_record',
        resourceId: id,
        method: 'PATCH',
        path: `/dns_records/${id}`,
        zone: ZONE,
        request: { content: '203.0.113.10' },
        by: SAMIRA,
        minutesAgo: 20,
        status: 403,
        refusal: 'Authentication error',
      });
    },
    questions: [['list_changes', { zone: ZONE, since: '3h' }]],
    facts: {
      'the way back was refused': from('list_changes', /samira\.haddad/, /fail|refused|403/i),
      'of which record': from('list_changes', /samira\.haddad/, /checkout\.example\.com/),
      why: from('list_changes', /samira\.haddad/, /Authentication error/),
    },
  },
  {
    id: 'o-lb/rules',
    complaint: 'Customers of one country time out, all is green',
    breakWorld: (scene) => {
      const [balancer] = scene.zone.load_balancers ?? [];
      const { id } = poolOf(scene, 'api-us');
      if (!balancer) return;
      balancer.default_pools = [poolOf(scene, 'api-eu').id];
      balancer.fallback_pool = poolOf(scene, 'api-eu').id;
      const overrides = { default_pools: [id], fallback_pool: id };
      balancer.rules = [{ name: 'US', condition: 'ip.src.country eq "US"', disabled: false, overrides }];
      for (const address of ['203.0.113.112', '203.0.113.114']) {
        seen(scene, address, { failure_reason: 'TCP connection failed', response_code: 0 });
      }
    },
    questions: [HEALTH],
    facts: {
      'the pool that only a rule uses is down': from(
        'get_origin_health',
        /api-us-1/,
        /TCP connection failed/,
      ),
    },
    mustNot: ALL_HEALTHY,
  },
  {
    id: 'o-lb/alert',
    complaint: 'An alert about a pool: was it switched on or off?',
    breakWorld: (scene) => {
      const pool = poolOf(scene, 'api-eu');
      pool.enabled = false;
      alerted(scene, 'load_balancing_pool_enablement_alert', {
        alert_name: 'Pool Enablement',
        auth_info: { account_name: 'Northwind Outfitters', actor_email: 'dana.okafor@northwind.example' },
        enabled: false,
        pool_id: pool.id,
        pool_name: pool.name,
        updated_at: ago(scene, 45),
      });
    },
    questions: [ALERTS],
    facts: { 'the pool was switched off': from('list_alert_history', /api-eu/, /disabled|false|\boff\b/i) },
  },
  {
    id: 'o-health-false/unknown',
    complaint: 'Is the new health check well?',
    breakWorld: ({ zone }) => {
      const check = zone.healthchecks?.find(({ name }) => name === 'shop-origin');
      if (check) check.status = 'unknown';
    },
    questions: [HEALTH],
    facts: {
      'it has no status': from(
        'get_origin_health',
        /shop-origin/,
        /unknown|no status|without a status|does not say/i,
      ),
    },
    mustNot: ALL_HEALTHY,
  },
  {
    id: 'o-health-false/origin',
    complaint: 'An alert about load balancing: what is down, and why?',
    breakWorld: (scene) => {
      const pool = poolOf(scene, 'api-eu');
      seen(scene, '203.0.113.12', { failure_reason: 'HTTP timeout occurred', response_code: 0 });
      alerted(scene, 'load_balancing_health_alert', {
        alert_name: 'load_balancing_health_alert',
        event_source: 'origin',
        load_balancers: 'api.example.com',
        new_health: 'Unhealthy',
        origin_failure_reason: 'HTTP timeout occurred',
        origin_name: 'api-eu-1',
        pool_id: pool.id,
        pool_name: pool.name,
        regions: 'weu',
        timestamp: ago(scene, 45),
      });
    },
    questions: [ALERTS, HEALTH],
    facts: {
      'which origin, and why': from('list_alert_history', /api-eu-1/, /HTTP timeout occurred/, /Unhealthy/),
      'it still is': from('get_origin_health', /api-eu-1/, /HTTP timeout occurred/),
    },
  },
];
