/** Load balancing: the load balancers of a zone, the pools of an account, and the health of one pool. */
import { type Answer, Refusal } from './envelope.ts';
import { AUTHENTICATION_ERROR, accountFor, type Call, type Rule, zoneFor } from './permissions.ts';
import { sorted } from './query.ts';

const POOLS_READ: Rule = {
  accepts: ['Load Balancing: Monitors and Pools Read'],
  lacking: AUTHENTICATION_ERROR,
};

export function listLoadBalancers(call: Call, zoneId: string): Answer {
  const zone = zoneFor(call, zoneId, { accepts: ['Load Balancers Read'], lacking: AUTHENTICATION_ERROR });
  return { result: sorted(zone.load_balancers, ({ name }) => name, 'asc') };
}

export function listPools(call: Call, accountId: string): Answer {
  accountFor(call, accountId, POOLS_READ);
  const monitor = call.query.get('monitor');
  const pools = call.world.pools.filter((pool) => pool.account_id === accountId);
  const rows = pools.filter((pool) => !monitor || pool.monitor === monitor);
  return {
    result: sorted(rows, ({ name }) => name, 'asc').map(({ account_id, pop_health, ...pool }) => pool),
  };
}

/** Keyed by region and then by address, which is not what the SDK's type says. */
export function getPoolHealth(call: Call, accountId: string, poolId: string): Answer {
  accountFor(call, accountId, POOLS_READ);
  const pool = call.world.pools.find(({ id, account_id }) => id === poolId && account_id === accountId);
  if (!pool) throw new Refusal(404, { code: 1001, message: 'object not found' });
  return { result: { pool_id: pool.id, pop_health: pool.pop_health } };
}
