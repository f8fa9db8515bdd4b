/** The load balancer of api.example.com and its two pools. One pool has an origin that is down. */

import type { SimLoadBalancer, SimMonitor, SimOriginHealth, SimPool } from '../api/load-balancers.ts';
import { createRandom } from '../world/random.ts';
import { daysBefore, minutesBefore } from '../world/time.ts';
import type { SimAccount } from '../world/world.ts';

/** The origin that is down. The A record of api.example.com has the same address. */
export const DOWN_ORIGIN = '203.0.113.12';

const MONITOR_ID = createRandom('monitor api').hex(32);
const REGIONS = ['Amsterdam, NL', 'Ashburn, US'];
const ANSWERS: SimOriginHealth = {
  healthy: true,
  failure_reason: 'No failures',
  rtt: '14.6ms',
  response_code: 200,
};
const TIMES_OUT: SimOriginHealth = {
  healthy: false,
  failure_reason: 'HTTP timeout occurred',
  rtt: '0s',
  response_code: 0,
};

export function apiLoadBalancer(zone: string, now: Date): SimLoadBalancer {
  return {
    id: createRandom(`load balancer ${zone}`).hex(32),
    name: `api.${zone}`,
    description: 'API, Europe first',
    enabled: true,
    proxied: true,
    default_pools: [poolId('api-eu'), poolId('api-us')],
    fallback_pool: poolId('api-us'),
    steering_policy: 'off',
    session_affinity: 'none',
    created_on: daysBefore(now, 400),
    modified_on: daysBefore(now, 34),
  };
}

export function samplePools(account: SimAccount, now: Date): SimPool[] {
  const eu = { 'api-eu-1': DOWN_ORIGIN, 'api-eu-2': '203.0.113.14' };
  const us = { 'api-us-1': '203.0.113.112', 'api-us-2': '203.0.113.114' };
  return [makePool('api-eu', eu, account, now), makePool('api-us', us, account, now)];
}

export function sampleMonitors(account: SimAccount, now: Date): SimMonitor[] {
  return [
    {
      account_id: account.id,
      id: MONITOR_ID,
      type: 'https',
      description: 'API health',
      method: 'GET',
      path: '/healthz',
      port: 443,
      expected_codes: '200',
      expected_body: '',
      interval: 60,
      retries: 2,
      timeout: 5,
      follow_redirects: false,
      allow_insecure: false,
      header: {},
      created_on: daysBefore(now, 400),
      modified_on: daysBefore(now, 210),
    },
  ];
}

function makePool(name: string, addresses: Record<string, string>, account: SimAccount, now: Date): SimPool {
  const origins = Object.entries(addresses).map(([origin, address]) => ({
    name: origin,
    address,
    enabled: true,
    weight: 1,
  }));
  const health = origins.map(({ address }) => ({
    [address]: { ...(address === DOWN_ORIGIN ? TIMES_OUT : ANSWERS) },
  }));
  return {
    account_id: account.id,
    id: poolId(name),
    name,
    description: `Origins of the API, ${name}`,
    enabled: true,
    minimum_origins: 1,
    monitor: MONITOR_ID,
    check_regions: ['WEU', 'ENAM'],
    origins,
    notification_email: 'oncall@northwind.example',
    created_on: daysBefore(now, 400),
    modified_on: minutesBefore(now, 26 * 60),
    // One healthy origin is enough for the pool to be healthy.
    pop_health: Object.fromEntries(REGIONS.map((region) => [region, { healthy: true, origins: health }])),
  };
}

function poolId(name: string): string {
  return createRandom(`pool ${name}`).hex(32);
}
