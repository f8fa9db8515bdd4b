/** Load balancing: the load balancers of a zone, the pools of an account, and the health of one pool. */

import type { SimAccount, SimZone } from '../world/world.ts';
import { type Answer, ApiError } from './envelope.ts';
import { type Access, AUTHENTICATION_ERROR } from './permissions.ts';
import { sorted } from './query.ts';
import { accountRoute, type Call, zoneRoute } from './route.ts';

export interface SimLoadBalancer {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  proxied: boolean;
  ttl?: number;
  default_pools: string[];
  fallback_pool: string;
  steering_policy: string;
  session_affinity: string;
  rules?: { name: string; condition: string; disabled: boolean; overrides: Record<string, unknown> }[];
  created_on: string;
  modified_on: string;
}

/** A pool, whose it is, and what its health endpoint answers. */
export interface SimPool {
  account_id: string;
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  /** When it was switched off; Cloudflare sends it only then. */
  disabled_at?: string;
  minimum_origins: number;
  monitor: string;
  check_regions: string[];
  origins: SimOrigin[];
  notification_email: string;
  created_on: string;
  modified_on: string;
  /** By region, for example `Amsterdam, NL`. */
  pop_health: Record<string, { healthy: boolean; origins: Record<string, SimOriginHealth>[] }>;
}

/** What asks the origins of a pool whether they are well. */
export interface SimMonitor {
  account_id: string;
  id: string;
  type: string;
  description: string;
  method: string;
  path: string;
  port: number;
  expected_codes: string;
  expected_body: string;
  interval: number;
  retries: number;
  timeout: number;
  follow_redirects: boolean;
  allow_insecure: boolean;
  header: Record<string, string[]>;
  created_on: string;
  modified_on: string;
}

interface SimOrigin {
  name: string;
  address: string;
  enabled: boolean;
  /** When it was switched off; Cloudflare sends it only then. */
  disabled_at?: string;
  weight: number;
}

export interface SimOriginHealth {
  healthy: boolean;
  failure_reason: string;
  rtt: string;
  response_code: number;
}

declare module '../world/world.ts' {
  interface SimZone {
    load_balancers?: SimLoadBalancer[];
  }
  interface World {
    pools?: SimPool[];
    monitors?: SimMonitor[];
  }
}

const POOLS_READ: Access = {
  permissions: ['Load Balancing: Monitors and Pools Read'],
  refusal: AUTHENTICATION_ERROR,
};

export const loadBalancerRoutes = [
  zoneRoute(
    '/zones/:zone_id/load_balancers',
    { permissions: ['Load Balancers Read'], refusal: AUTHENTICATION_ERROR },
    listLoadBalancers,
  ),
  accountRoute('/accounts/:account_id/load_balancers/monitors', POOLS_READ, listMonitors),
  accountRoute('/accounts/:account_id/load_balancers/pools', POOLS_READ, listPools),
  accountRoute('/accounts/:account_id/load_balancers/pools/:pool_id/health', POOLS_READ, getPoolHealth),
];

function listLoadBalancers({ load_balancers = [] }: SimZone): Answer {
  return { result: sorted(load_balancers, ({ name }) => name, 'asc') };
}

function listMonitors({ id }: SimAccount, { world: { monitors = [] } }: Call): Answer {
  const own = monitors.filter(({ account_id }) => account_id === id);
  const rows = sorted(own, ({ description }) => description, 'asc');
  return { result: rows.map(({ account_id, ...monitor }) => monitor) };
}

function listPools(account: SimAccount, call: Call): Answer {
  const monitor = call.query.get('monitor');
  const rows = poolsOf(account, call).filter((pool) => !monitor || pool.monitor === monitor);
  return {
    result: sorted(rows, ({ name }) => name, 'asc').map(({ account_id, pop_health, ...pool }) => pool),
  };
}

/** Keyed by region and then by address, which is not what the type in the SDK says. */
function getPoolHealth(account: SimAccount, call: Call, poolId: string): Answer {
  const pool = poolsOf(account, call).find(({ id }) => id === poolId);
  if (!pool) throw new ApiError(404, { code: 1001, message: 'object not found' });
  return { result: { pool_id: pool.id, pop_health: pool.pop_health } };
}

function poolsOf({ id }: SimAccount, { world: { pools = [] } }: Call): SimPool[] {
  return pools.filter(({ account_id }) => account_id === id);
}
