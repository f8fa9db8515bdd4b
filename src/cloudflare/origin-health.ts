/** Is the origin reachable, as Cloudflare sees it: load balancers with their pools, health checks, tunnels. */
import type { LoadBalancer } from 'cloudflare/resources/load-balancers/load-balancers';
import { HEALTH_CHECKS_PAGE_SIZE, NAME_CHARS_MAX, POOLS_ASKED_MAX, TUNNELS_PAGE_SIZE } from '../limits.ts';
import { plainText } from '../text/plain-text.ts';
import type { Cloudflare, MissingReason } from './cloudflare.ts';
import { toPage } from './pages.ts';

/** One thing that is healthy or not, with where it stands and why. */
export interface HealthRow {
  readonly kind: 'origin' | 'pool' | 'health check' | 'tunnel';
  readonly name: string;
  /** Address of an origin or health check, host name of a tunnel. */
  readonly address: string;
  /** The load balancers and pool it belongs to. */
  readonly in: string;
  readonly state: string;
  readonly reason: string;
  readonly isHealthy: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Origins of the pools that these load balancers use, or of all pools; each pool is one request. */
export async function readPools(
  cloudflare: Cloudflare,
  loadBalancers: readonly LoadBalancer[] | undefined,
): Promise<{ rows: HealthRow[]; notAsked: number; missing: [string, MissingReason][] }> {
  const account_id = await cloudflare.accountId();
  const { api } = cloudflare;
  const all = (await api.loadBalancers.pools.list({ account_id })).result;
  const usedBy = (poolId: string) =>
    (loadBalancers ?? []).filter((balancer) => poolIdsOf(balancer).has(poolId)).map(({ name }) => name ?? '');
  const pools = loadBalancers === undefined ? all : all.filter(({ id }) => usedBy(id ?? '').length > 0);
  const asked = pools.slice(0, POOLS_ASKED_MAX);
  const missing: [string, MissingReason][] = [];
  const rows = await Promise.all(
    asked.map(async (pool) => {
      const id = pool.id ?? '';
      const belongs = [...usedBy(id), pool.name ?? id].join(' > ');
      const health = await cloudflare.tryPart(async () =>
        api.loadBalancers.pools.health.get(id, { account_id }),
      );
      if ('missing' in health)
        missing.push([`health of pool ${plainText(pool.name ?? id, NAME_CHARS_MAX)}`, health.missing]);
      const seen =
        'value' in health
          ? originsSeen(health.value)
          : new Map<string, { failure: string; healthy: number; all: number }>();
      return (pool.origins ?? []).map((origin): HealthRow => {
        const address = origin.address ?? '';
        const isOff = origin.enabled === false || pool.enabled === false;
        const from = seen.get(address);
        const isHealthy = isOff || (from !== undefined && from.healthy === from.all);
        const state = isOff
          ? 'disabled'
          : from === undefined
            ? 'unknown'
            : isHealthy
              ? 'healthy'
              : 'unhealthy';
        const reason =
          from && !isHealthy ? `${from.failure} (healthy from ${from.healthy} of ${from.all} places)` : '';
        return { kind: 'origin', name: origin.name ?? '', address, in: belongs, state, reason, isHealthy };
      });
    }),
  );
  return { rows: rows.flat(), notAsked: pools.length - asked.length, missing };
}

export async function readLoadBalancers(cloudflare: Cloudflare, zone_id: string): Promise<LoadBalancer[]> {
  return (await cloudflare.api.loadBalancers.list({ zone_id })).result;
}

export async function readHealthChecks(cloudflare: Cloudflare, zone_id: string): Promise<HealthRow[]> {
  const page = { page: 1, per_page: HEALTH_CHECKS_PAGE_SIZE };
  const { rows } = toPage(await cloudflare.api.healthchecks.list({ zone_id, ...page }));
  return rows.map(({ name, address, status, failure_reason, suspended }) => ({
    kind: 'health check',
    name: name ?? '',
    address: address ?? '',
    in: '',
    state: suspended ? 'suspended' : (status ?? 'unknown'),
    reason: failure_reason ?? '',
    isHealthy: suspended === true || status !== 'unhealthy',
  }));
}

/** Tunnels that were not deleted. Their secrets are at another address, which this server never asks. */
export async function readTunnels(cloudflare: Cloudflare): Promise<HealthRow[]> {
  const account_id = await cloudflare.accountId();
  const page = { page: 1, per_page: TUNNELS_PAGE_SIZE };
  const { rows } = toPage(
    await cloudflare.api.zeroTrust.tunnels.cloudflared.list({ account_id, is_deleted: false, ...page }),
  );
  return (rows as unknown as Json[]).map((tunnel) => {
    const status = String(tunnel.status ?? 'unknown');
    const since = tunnel.conns_inactive_at ?? tunnel.conns_active_at;
    return {
      kind: 'tunnel',
      name: String(tunnel.name ?? ''),
      address: `${String(tunnel.id ?? '')}.cfargotunnel.com`,
      in: '',
      state: status,
      reason: status === 'down' && typeof since === 'string' ? `no connection since ${since}` : '',
      // One that was never started is nobody's trouble.
      isHealthy: status === 'healthy' || status === 'inactive',
    };
  });
}

function poolIdsOf({
  default_pools,
  fallback_pool,
  region_pools,
  country_pools,
  pop_pools,
}: LoadBalancer): Set<string> {
  const byPlace = [region_pools, country_pools, pop_pools].flatMap((pools) =>
    Object.values((pools ?? {}) as Json).flat(),
  );
  return new Set([...(default_pools ?? []), fallback_pool, ...byPlace].map(String));
}

/** The answer's shape differs from its type: places -> origins -> address, each healthy or with a reason. */
function originsSeen(health: unknown): Map<string, { failure: string; healthy: number; all: number }> {
  const seen = new Map<string, { failure: string; healthy: number; all: number }>();
  const { pop_health } = (health ?? {}) as { pop_health?: unknown };
  const places = typeof pop_health === 'object' && pop_health !== null ? pop_health : {};
  // Either one place, which has `origins`, or a place for each key.
  for (const place of 'origins' in places ? [places] : Object.values(places)) {
    const { origins } = (place ?? {}) as { origins?: unknown };
    for (const origin of Array.isArray(origins) ? (origins as (Json | null)[]) : []) {
      for (const [address, state] of Object.entries(origin ?? {})) {
        const { healthy, failure_reason } = (state ?? {}) as Json;
        const at = seen.get(address) ?? { failure: '', healthy: 0, all: 0 };
        at.all++;
        if (healthy === true) at.healthy++;
        else if (typeof failure_reason === 'string') at.failure = failure_reason;
        seen.set(address, at);
      }
    }
  }
  return seen;
}
