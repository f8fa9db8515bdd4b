/** Load balancers of a zone: whether they are switched on, and which pools they use. */
import { toText } from '../../text/field-value.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { type SdkPage, toPage } from '../pages.ts';
import { type HealthRow, type HealthRows, type Json, toJson } from './health-row.ts';

export interface LoadBalancers extends HealthRows {
  readonly all: readonly { readonly name: string; readonly poolIds: ReadonlySet<string> }[];
}

export async function fetchLoadBalancers(cloudflare: Cloudflare, zoneId: string): Promise<LoadBalancers> {
  const page = await cloudflare.api.loadBalancers.list({ zone_id: zoneId });
  const { rows, total } = toPage(page as unknown as SdkPage<unknown>);
  const balancers = rows.map(toJson);
  return {
    all: balancers.map((each) => ({ name: toText(each.name) ?? '', poolIds: poolIdsOf(each) })),
    rows: balancers.flatMap(toRow),
    isCut: (total ?? 0) > rows.length,
  };
}

/** A load balancer that is switched on is as well as its pools, which have rows of their own. */
function toRow(balancer: Json): HealthRow[] {
  const { enabled, modified_on } = balancer;
  const row = { kind: 'load_balancer', name: toText(balancer.name) ?? '' } as const;
  if (enabled === false) {
    return [{ ...row, state: 'off', status: 'disabled', changed: toText(modified_on) }];
  }
  const unknown = { ...row, state: 'unknown', status: 'unknown' } as const;
  if (enabled !== true) return [{ ...unknown, reason: 'whether it is switched on is not said' }];
  return arePoolsSaid(balancer) ? [] : [{ ...unknown, reason: 'which pools it uses is not said' }];
}

/** These two are always there; what is not an object or a list elsewhere may hide pools. */
function arePoolsSaid({ default_pools, fallback_pool, rules, ...rest }: Json): boolean {
  const byLocation = [rest.region_pools, rest.country_pools, rest.pop_pools];
  const listed = rules ?? [];
  return (
    Array.isArray(default_pools) &&
    typeof fallback_pool === 'string' &&
    byLocation.every((pools) => typeof (pools ?? {}) === 'object') &&
    Array.isArray(listed) &&
    listed.every((rule) => typeof rule === 'object' && rule !== null)
  );
}

/** Of the load balancer itself, and of its rules, which may use others. */
function poolIdsOf(balancer: Json): Set<string> {
  const rules = Array.isArray(balancer.rules) ? balancer.rules.map(toJson) : [];
  const active = rules.filter(({ disabled }) => disabled !== true);
  return new Set([balancer, ...active.map(({ overrides }) => toJson(overrides))].flatMap(poolIdsIn));
}

function poolIdsIn({ default_pools, fallback_pool, region_pools, country_pools, pop_pools }: Json): string[] {
  const byLocation = [region_pools, country_pools, pop_pools].flatMap((pools) =>
    Object.values(toJson(pools)).flat(),
  );
  return [default_pools, fallback_pool, byLocation]
    .flat()
    .filter((id): id is string => typeof id === 'string' && id !== '');
}
