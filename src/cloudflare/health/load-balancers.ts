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
function toRow({ name, enabled, modified_on }: Json): HealthRow[] {
  if (enabled === true) return [];
  const row = { kind: 'load_balancer', name: toText(name) ?? '' } as const;
  if (enabled === false) {
    return [{ ...row, state: 'off', status: 'disabled', changed: toText(modified_on) }];
  }
  return [{ ...row, state: 'unknown', status: 'unknown', reason: 'whether it is switched on is not said' }];
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
