/** Whether Cloudflare can reach the origin: load balancers and their pools, health checks, tunnels. */

import type { LoadBalancer, Origin } from 'cloudflare/resources/load-balancers/load-balancers';
import type { Pool } from 'cloudflare/resources/load-balancers/pools/pools';
import { NAME_CHARS_MAX } from '../limits/answers.ts';
import { HEALTH_CHECKS_PAGE_SIZE, POOLS_ASKED_MAX, TUNNELS_PAGE_SIZE } from '../limits/cloudflare.ts';
import { toText } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';
import { type MissingReason, tryPart } from './answer-part.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

/** Something that is healthy or not, with the reason. */
export interface HealthRow {
  readonly kind: 'origin' | 'health_check' | 'tunnel';
  readonly name: string;
  /** The address of an origin or a health check, the host name of a tunnel. */
  readonly address: string;
  /** Of an origin: the pool that it belongs to, and the load balancers that use this pool, where they are known. */
  readonly pool?: string;
  readonly loadBalancers?: readonly string[];
  /** Cloudflare's word; of an origin, Cloudflare says only whether it is healthy. */
  readonly status: string;
  readonly reason?: string | undefined;
  /** From so many of these of Cloudflare's locations an origin is healthy. */
  readonly healthyLocations?: number;
  readonly locations?: number;
  /** RFC 3339, as Cloudflare writes it. */
  readonly downSince?: string;
  readonly isHealthy: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** What Cloudflare's locations report about one address. */
interface SeenHealth {
  /** The last reason given; empty when there is none. */
  readonly failure: string;
  readonly healthyLocations: number;
  readonly locations: number;
}

/** Origins of the pools that these load balancers use, or of all pools. Each pool takes one more request. */
export async function fetchPools(
  cloudflare: Cloudflare,
  loadBalancers: readonly LoadBalancer[] | undefined,
): Promise<{ rows: HealthRow[]; notAsked: number; missing: [string, MissingReason][] }> {
  const accountId = await cloudflare.accountId();
  const { pools: api } = cloudflare.api.loadBalancers;
  const all = (await api.list({ account_id: accountId })).result;
  const usedBy = (poolId: string) =>
    (loadBalancers ?? []).filter((balancer) => poolIdsOf(balancer).has(poolId)).map(({ name }) => name ?? '');
  const pools = loadBalancers === undefined ? all : all.filter(({ id }) => usedBy(id ?? '').length > 0);
  const asked = pools.slice(0, POOLS_ASKED_MAX);
  const missing: [string, MissingReason][] = [];
  const rows = await Promise.all(
    asked.map(async (pool) => {
      const id = pool.id ?? '';
      const health = await tryPart(async () => api.health.get(id, { account_id: accountId }));
      if ('missing' in health) {
        missing.push([`health of pool ${plainText(pool.name ?? id, NAME_CHARS_MAX)}`, health.missing]);
      }
      const seen = 'value' in health ? parsePoolHealth(health.value) : new Map<string, SeenHealth>();
      return (pool.origins ?? []).map((origin) => toOriginRow(origin, pool, usedBy(id), seen));
    }),
  );
  return { rows: rows.flat(), notAsked: pools.length - asked.length, missing };
}

function toOriginRow(
  origin: Origin,
  pool: Pool,
  loadBalancers: readonly string[],
  seen: ReadonlyMap<string, SeenHealth>,
): HealthRow {
  const address = toText(origin.address) ?? '';
  const row = {
    kind: 'origin',
    name: toText(origin.name) ?? '',
    address,
    pool: toText(pool.name) ?? toText(pool.id) ?? '',
    loadBalancers,
  } as const;
  if (origin.enabled === false || pool.enabled === false) {
    return { ...row, status: 'disabled', isHealthy: true };
  }
  const health = seen.get(address);
  if (health === undefined) return { ...row, status: 'unknown', isHealthy: false };
  const { failure: reason, healthyLocations, locations } = health;
  if (healthyLocations === locations) return { ...row, status: 'healthy', isHealthy: true };
  return { ...row, status: 'unhealthy', reason, healthyLocations, locations, isHealthy: false };
}

export async function fetchLoadBalancers(cloudflare: Cloudflare, zoneId: string): Promise<LoadBalancer[]> {
  return (await cloudflare.api.loadBalancers.list({ zone_id: zoneId })).result;
}

export async function fetchHealthChecks(cloudflare: Cloudflare, zoneId: string): Promise<HealthRow[]> {
  const { rows } = toPage(
    await cloudflare.api.healthchecks.list({ zone_id: zoneId, page: 1, per_page: HEALTH_CHECKS_PAGE_SIZE }),
  );
  return rows.map(({ name, address, status, failure_reason, suspended }) => ({
    kind: 'health_check',
    name: toText(name) ?? '',
    address: toText(address) ?? '',
    status: suspended ? 'suspended' : (toText(status) ?? 'unknown'),
    reason: toText(failure_reason),
    isHealthy: suspended === true || status !== 'unhealthy',
  }));
}

/** Tunnels that are not deleted. Their secrets have an endpoint of their own, which this server never calls. */
export async function fetchTunnels(cloudflare: Cloudflare): Promise<HealthRow[]> {
  const { rows } = toPage(
    await cloudflare.api.zeroTrust.tunnels.cloudflared.list({
      account_id: await cloudflare.accountId(),
      is_deleted: false,
      page: 1,
      per_page: TUNNELS_PAGE_SIZE,
    }),
  );
  return (rows as unknown as Json[]).map((tunnel) => {
    const status = toText(tunnel.status) ?? 'unknown';
    const since = tunnel.conns_inactive_at ?? tunnel.conns_active_at;
    return {
      kind: 'tunnel',
      name: toText(tunnel.name) ?? '',
      address: `${toText(tunnel.id) ?? ''}.cfargotunnel.com`,
      status,
      ...(status === 'down' && { reason: 'no connection' }),
      ...(status === 'down' && typeof since === 'string' && { downSince: since }),
      // A tunnel that was never started is no problem.
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
  const byLocation = [region_pools, country_pools, pop_pools].flatMap((pools) =>
    Object.values((pools ?? {}) as Json).flat(),
  );
  return new Set([...(default_pools ?? []), fallback_pool, ...byLocation].map(String));
}

/**
 * By address. The real shape of the answer differs from its type: it has locations, each with a list of origins, and each
 * origin is an object with the address as key and the health as value.
 */
function parsePoolHealth(health: unknown): Map<string, SeenHealth> {
  const seen = new Map<string, SeenHealth>();
  const { pop_health } = (health ?? {}) as { pop_health?: unknown };
  const byLocation = typeof pop_health === 'object' && pop_health !== null ? pop_health : {};
  // Either a single location, which has `origins` itself, or one location for each key.
  for (const location of 'origins' in byLocation ? [byLocation] : Object.values(byLocation)) {
    const { origins } = (location ?? {}) as { origins?: unknown };
    for (const origin of Array.isArray(origins) ? (origins as (Json | null)[]) : []) {
      for (const [address, state] of Object.entries(origin ?? {})) {
        const { healthy, failure_reason } = (state ?? {}) as Json;
        const before = seen.get(address) ?? { failure: '', healthyLocations: 0, locations: 0 };
        const isFailure = healthy !== true && typeof failure_reason === 'string';
        seen.set(address, {
          failure: isFailure ? failure_reason : before.failure,
          healthyLocations: before.healthyLocations + (healthy === true ? 1 : 0),
          locations: before.locations + 1,
        });
      }
    }
  }
  return seen;
}
