/** The health of origins, in every shape in which Cloudflare has been seen to send it. */
import { describe, expect, it } from 'vitest';
import { valueFrom } from '../../../src/answers/unavailable.ts';
import { fetchHealthChecks } from '../../../src/cloudflare/health/health-checks.ts';
import { fetchLoadBalancers } from '../../../src/cloudflare/health/load-balancers.ts';
import { fetchExpectedAnswers, withExpected } from '../../../src/cloudflare/health/monitors.ts';
import { fetchPoolHealth, fetchPools } from '../../../src/cloudflare/health/pools.ts';
import { fetchTunnels } from '../../../src/cloudflare/health/tunnels.ts';
import { onPath } from '../../../src/simulator/faults.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const on = (change: (world: World) => void = () => undefined) => {
  const world = sampleWorld(new Date());
  change(world);
  return cloudflareOn({ world });
};

/** The rows of the two origins of api-eu when Cloudflare sends this health. */
async function origins(pop_health: unknown, pool: object = {}) {
  const { cloudflare } = cloudflareOn({
    world: Object.assign(sampleWorld(new Date()), {
      pools: [{ ...sampleWorld(new Date()).pools![0]!, ...pool }],
    }),
    faults: [
      {
        when: onPath(/\/health$/),
        answer: () => Response.json({ success: true, errors: [], result: { pool_id: 'x', pop_health } }),
      },
    ],
  });
  const { rows } = await fetchPoolHealth(cloudflare, await fetchPools(cloudflare), undefined);
  const expected = await fetchExpectedAnswers(cloudflare, rows);
  return rows.map((row) => withExpected(row, valueFrom(expected)));
}
const ofKind = (kind: string, rows: Awaited<ReturnType<typeof origins>>) =>
  rows.filter((row) => row.kind === kind);
const DOWN = '203.0.113.12';
const up = { healthy: true, failure_reason: 'No failures' };
const down = { healthy: false, failure_reason: 'TCP connection failed' };

describe('the health of a pool', () => {
  it.each([
    ['by location', { 'Amsterdam, NL': { origins: [{ [DOWN]: down }] } }],
    ['of one location', { healthy: false, origins: [{ [DOWN]: down }] }],
    ['with holes', { A: null, B: { origins: null }, C: { origins: [null, { [DOWN]: down }] } }],
  ])('%s is understood', async (_case, health) => {
    const [first, second] = ofKind('origin', await origins(health));
    expect(first).toMatchObject({ name: 'api-eu-1', status: 'unhealthy', state: 'unhealthy' });
    expect(first).toMatchObject({
      reason: 'TCP connection failed; expected: 200 for GET https /healthz port 443',
      healthyLocations: 0,
      locations: 1,
    });
    expect(second).toMatchObject({ state: 'unknown', reason: 'no result' });
  });

  it('that differs between locations is unhealthy, and says from how many it is healthy', async () => {
    const [first] = ofKind(
      'origin',
      await origins({ A: { origins: [{ [DOWN]: down }] }, B: { origins: [{ [DOWN]: up }] } }),
    );
    expect(first).toMatchObject({ state: 'unhealthy', healthyLocations: 1, locations: 2 });
  });

  it.each([null, undefined, {}, 'text', { A: {} }])('that is %j is unknown', async (health) => {
    const rows = ofKind('origin', await origins(health));
    expect(rows.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
  });

  it('that is switched off is off since then, and not asked for its health', async () => {
    const rows = await origins(
      { A: { origins: [{ [DOWN]: down }] } },
      { enabled: false, disabled_at: 'then' },
    );
    expect(rows).toMatchObject([{ kind: 'pool', name: 'api-eu', state: 'off', since: 'then' }]);
  });

  it('with an origin that is switched off tells it, and since when', async () => {
    const [first] = sampleWorld(new Date()).pools![0]!.origins;
    const rows = await origins(
      { A: { healthy: true, origins: [] } },
      { origins: [{ ...first, enabled: false, disabled_at: 'then' }] },
    );
    expect(rows).toMatchObject([{ kind: 'origin', name: 'api-eu-1', state: 'off', since: 'then' }]);
  });

  it('which has too few healthy origins is told of the pool itself', async () => {
    const [pool] = ofKind('pool', await origins({ A: { healthy: false, origins: [{ [DOWN]: up }] } }));
    expect(pool).toMatchObject({ state: 'unhealthy', name: 'api-eu', healthyLocations: 0, locations: 1 });
  });

  it('finds an IPv6 address however it is written', async () => {
    const [first] = sampleWorld(new Date()).pools![0]!.origins;
    const rows = await origins(
      { A: { healthy: true, origins: [{ '2001:DB8::5': up }] } },
      { origins: [{ ...first, address: '2001:db8::5' }] },
    );
    expect(rows).toMatchObject([{ state: 'healthy' }]);
  });

  it('of too many pools says how many were not asked', async () => {
    const { cloudflare, simulator } = on((world) => {
      const [pool] = world.pools!;
      world.pools = Array.from({ length: 45 }, (_, n) => ({ ...pool!, id: `${n}`.padStart(32, '0') }));
    });
    expect((await fetchPoolHealth(cloudflare, await fetchPools(cloudflare), undefined)).notAsked).toBe(5);
    expect(simulator.requests).toHaveLength(41);
  });

  it('is asked only for pools that a load balancer uses: by location, as fallback, by a rule', async () => {
    const [eu, us] = sampleWorld(new Date()).pools!;
    const used = async (balancer: object) => {
      const { cloudflare } = on((world) => {
        const shop = world.zones.find(({ name }) => name === 'example.com')!;
        const bare = { default_pools: undefined, fallback_pool: undefined };
        shop.load_balancers = [{ ...shop.load_balancers![0]!, ...bare, ...balancer } as never];
      });
      const { all } = await fetchLoadBalancers(cloudflare, zoneId('example.com'));
      const { rows } = await fetchPoolHealth(cloudflare, await fetchPools(cloudflare), all);
      for (const { loadBalancers } of rows) expect(loadBalancers).toEqual(['api.example.com']);
      return new Set(rows.map(({ pool }) => pool));
    };
    expect(await used({ default_pools: [eu!.id] })).toEqual(new Set(['api-eu']));
    expect(await used({ fallback_pool: us!.id })).toEqual(new Set(['api-us']));
    expect(await used({ region_pools: { WEU: [eu!.id] } })).toEqual(new Set(['api-eu']));
    expect(await used({ country_pools: null, pop_pools: { FRA: [us!.id] } })).toEqual(new Set(['api-us']));
    expect(await used({ rules: [{ overrides: { default_pools: [us!.id] } }] })).toEqual(new Set(['api-us']));
    expect(await used({})).toEqual(new Set());
  });
});

describe('health checks and tunnels', () => {
  it.each([
    ['unhealthy', 'unhealthy'],
    ['healthy', 'healthy'],
    ['suspended', 'off'],
    ['unknown', 'unknown'],
  ] as const)('a check that is %s is %s', async (status, state) => {
    const { cloudflare } = on((world) => {
      const shop = world.zones.find(({ name }) => name === 'example.com')!;
      shop.healthchecks = [{ ...shop.healthchecks![0]!, status, suspended: status === 'suspended' }];
    });
    const { rows } = await fetchHealthChecks(cloudflare, zoneId('example.com'));
    expect(rows).toMatchObject([{ status, state, kind: 'health_check' }]);
  });

  it.each([
    ['healthy', 'healthy'],
    ['inactive', 'off'],
    ['degraded', 'unhealthy'],
    ['down', 'unhealthy'],
    ['melting', 'unknown'],
  ])('a tunnel that is %s is %s', async (status, state) => {
    const { cloudflare } = on((world) => {
      world.tunnels = [{ ...world.tunnels![0]!, status: status as 'down' }];
    });
    expect((await fetchTunnels(cloudflare)).rows).toMatchObject([{ status, state, kind: 'tunnel' }]);
  });

  it('a tunnel that was deleted is not listed', async () => {
    const names = (await fetchTunnels(on().cloudflare)).rows.map(({ name }) => name);
    expect(names).toEqual(['pos-sync', 'returns-portal', 'warehouse-ams']);
  });
});
