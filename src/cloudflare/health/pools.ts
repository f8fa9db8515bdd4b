/** Pools of load balancers and their origins: switched off or not, healthy or not, and why. */
import { NAME_CHARS_MAX, ORIGINS_LEFT_MAX } from '../../limits/answers.ts';
import { POOLS_ASKED_MAX } from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import { plainText } from '../../text/plain-text.ts';
import { type AnswerPart, type MissingReason, tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { type SdkPage, toPage } from '../pages.ts';
import { type HealthRow, type HealthRows, type Json, toJson } from './health-row.ts';
import { fetchLoadBalancers, type LoadBalancers } from './load-balancers.ts';
import { type PoolHealth, parsePoolHealth, type SeenHealth } from './pool-health.ts';

export interface PoolRows extends HealthRows {
  readonly notAsked: number;
  readonly missing: readonly [string, MissingReason][];
}

interface Pool {
  readonly facts: Json;
  readonly name: string;
  readonly loadBalancers: readonly string[];
}

/**
 * The load balancers of a zone beside the pools of the account, then the health of the pools that are used; without zone, of
 * all. A zone that is known to have no load balancers has no pools either.
 */
export async function fetchBalancing(
  cloudflare: Cloudflare,
  zoneId: string | undefined,
): Promise<{ balancers: AnswerPart<LoadBalancers> | undefined; pools: AnswerPart<PoolRows> | undefined }> {
  const [balancers, listed] = await Promise.all([
    zoneId === undefined ? undefined : tryPart(() => fetchLoadBalancers(cloudflare, zoneId)),
    tryPart(() => fetchPools(cloudflare)),
  ]);
  const used = balancers && 'value' in balancers ? balancers.value.all : undefined;
  if (used?.length === 0) return { balancers, pools: undefined };
  if ('missing' in listed) return { balancers, pools: listed };
  return { balancers, pools: await tryPart(() => fetchPoolHealth(cloudflare, listed.value, used)) };
}

interface ListedPools {
  readonly all: readonly Json[];
  readonly isCut: boolean;
}

export async function fetchPools(cloudflare: Cloudflare): Promise<ListedPools> {
  const page = await cloudflare.api.loadBalancers.pools.list({ account_id: await cloudflare.accountId() });
  const { rows, total } = toPage(page as unknown as SdkPage<unknown>);
  return { all: rows.map(toJson), isCut: (total ?? 0) > rows.length };
}

/** Of pools that these load balancers use, or of all. Each pool that is switched on takes one request. */
export async function fetchPoolHealth(
  cloudflare: Cloudflare,
  { all, isCut }: ListedPools,
  loadBalancers: LoadBalancers['all'] | undefined,
): Promise<PoolRows> {
  const account_id = await cloudflare.accountId();
  const pools = all.map((each) => toPool(each, loadBalancers));
  const used = loadBalancers === undefined ? pools : pools.filter((pool) => pool.loadBalancers.length > 0);
  const isOn = (pool: Pool) => pool.facts.enabled !== false;
  const asked = used.filter(isOn).slice(0, POOLS_ASKED_MAX);
  const missing: [string, MissingReason][] = [];
  const healths = await Promise.all(
    asked.map(async ({ facts, name }) => {
      const id = toText(facts.id);
      if (id === undefined) return parsePoolHealth(undefined);
      const health = await tryPart(() => cloudflare.api.loadBalancers.pools.health.get(id, { account_id }));
      if ('missing' in health) missing.push([`health of pool ${name}`, health.missing]);
      return parsePoolHealth('value' in health ? health.value : undefined);
    }),
  );
  const rows = [
    ...used.filter((pool) => !isOn(pool)).map(toOffRow),
    ...asked.flatMap((pool, at) => toRows(pool, healths[at])),
    ...lostPools(loadBalancers ?? [], all),
  ];
  return { rows, notAsked: used.filter(isOn).length - asked.length, missing, isCut };
}

function toPool(facts: Json, loadBalancers: LoadBalancers['all'] = []): Pool {
  return {
    facts,
    name: plainText(toText(facts.name) ?? toText(facts.id) ?? '', NAME_CHARS_MAX),
    loadBalancers: loadBalancers
      .filter(({ poolIds }) => poolIds.has(toText(facts.id) ?? ''))
      .map(({ name }) => name),
  };
}

function toOffRow({ facts, name, loadBalancers }: Pool): HealthRow {
  const { disabled_at, modified_on } = facts;
  return { kind: 'pool', name, loadBalancers, ...offSince('disabled', disabled_at, modified_on) };
}

function offSince(status: string, since: unknown, changed: unknown) {
  const at = toText(since);
  return { state: 'off', status, since: at, ...(at === undefined && { changed: toText(changed) }) } as const;
}

/** A pool can be unhealthy while none of its origins is: too few of them are switched on. */
function toRows(pool: Pool, health: PoolHealth | undefined): HealthRow[] {
  const { facts, name, loadBalancers } = pool;
  const origins = Array.isArray(facts.origins) ? facts.origins.map(toJson) : undefined;
  const rows = (origins ?? []).map((origin) => toOriginRow(origin, pool, health));
  const own = { kind: 'pool', name, loadBalancers } as const;
  if (facts.enabled !== true) {
    rows.push({ ...own, ...UNKNOWN_STATE, reason: 'whether it is switched on is not said' });
  } else if (origins === undefined) {
    rows.push({ ...own, ...UNKNOWN_STATE, reason: 'its origins are not said' });
  } else if (health && isUnhealthy(health.pool)) {
    const { healthyLocations, locations } = health.pool;
    const reason = 'fewer healthy origins than it needs: it gets no traffic from these locations';
    rows.unshift({ ...own, state: 'unhealthy', status: 'unhealthy', reason, healthyLocations, locations });
  } else if (health && health.pool.silentLocations > 0) {
    rows.push({ ...own, ...UNKNOWN_STATE, reason: NOT_SAID });
  } else if (health && health.pool.locations > 0) {
    return rows.map((row) => (row.state === 'unhealthy' ? withPoolUp(row, rows) : row));
  }
  return rows;
}

/** Visitors may notice nothing but load: the pool itself is healthy at all locations. */
function withPoolUp(row: HealthRow, origins: readonly HealthRow[]): HealthRow {
  const left = origins.filter(({ state }) => state === 'healthy').map(({ name, address }) => name || address);
  if (left.length === 0) return row;
  const on = left.slice(0, ORIGINS_LEFT_MAX).join(', ');
  const more = left.length > ORIGINS_LEFT_MAX ? ` and ${left.length - ORIGINS_LEFT_MAX} more` : '';
  return { ...row, reason: [row.reason, `its pool is still up on ${on}${more}`].filter(Boolean).join('; ') };
}

const UNKNOWN_STATE = { state: 'unknown', status: 'unknown' } as const;
const NOT_SAID = 'not said by all of the locations';

function isUnhealthy({ healthyLocations, silentLocations, locations }: SeenHealth): boolean {
  return healthyLocations + silentLocations < locations;
}

function toOriginRow(
  origin: Json,
  { facts, name: pool, loadBalancers }: Pool,
  health: PoolHealth | undefined,
): HealthRow {
  const address = toText(origin.address);
  const row = { kind: 'origin', name: toText(origin.name) ?? '', address, pool, loadBalancers } as const;
  if (origin.enabled === false) {
    return { ...row, ...offSince('disabled', origin.disabled_at, facts.modified_on) };
  }
  const seen = health?.byAddress.get((address ?? '').toLowerCase());
  if (seen === undefined) return { ...row, ...UNKNOWN_STATE, reason: whyUnseen(facts) };
  const { failure, answered, healthyLocations, locations } = seen;
  if (isUnhealthy(seen)) {
    const said = [failure, answered !== undefined && `answered: ${answered}`];
    return {
      ...row,
      state: 'unhealthy',
      status: 'unhealthy',
      reason: said.filter(Boolean).join('; '),
      monitor: toText(facts.monitor),
      healthyLocations,
      locations,
    };
  }
  if (seen.silentLocations > 0) return { ...row, ...UNKNOWN_STATE, reason: NOT_SAID };
  if (origin.enabled !== true) {
    return { ...row, ...UNKNOWN_STATE, reason: 'whether it is switched on is not said' };
  }
  return { ...row, state: 'healthy', status: 'healthy' };
}

function whyUnseen({ monitor, monitor_group }: Json): string {
  const isWatched = toText(monitor) !== undefined || toText(monitor_group) !== undefined;
  return isWatched ? 'no result' : 'no monitor watches its pool';
}

/** Pools that a load balancer uses and that the account does not list. */
function lostPools(loadBalancers: LoadBalancers['all'], pools: readonly Json[]): HealthRow[] {
  const known = new Set(pools.map(({ id }) => toText(id)));
  const lost = [...new Set(loadBalancers.flatMap(({ poolIds }) => [...poolIds]))].filter(
    (id) => !known.has(id),
  );
  return lost.map((id) => ({
    kind: 'pool',
    name: id,
    loadBalancers: loadBalancers.filter(({ poolIds }) => poolIds.has(id)).map(({ name }) => name),
    ...UNKNOWN_STATE,
    reason: 'not in the list of pools',
  }));
}
