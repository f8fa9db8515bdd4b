/** The health of origins, in every shape in which Cloudflare has been seen to send it. */
import { describe, expect, it } from 'vitest';
import { fetchHealthChecks, fetchPools, fetchTunnels } from '../../src/cloudflare/origin-health.ts';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../client.ts';

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
  return (await fetchPools(cloudflare, undefined)).rows;
}
const DOWN = '203.0.113.12';
const up = { healthy: true, failure_reason: 'No failures' };
const down = { healthy: false, failure_reason: 'TCP connection failed' };

describe('the health of a pool', () => {
  it.each([
    ['by location', { 'Amsterdam, NL': { origins: [{ [DOWN]: down }] } }],
    ['of one location', { healthy: false, origins: [{ [DOWN]: down }] }],
    ['with holes', { A: null, B: { origins: null }, C: { origins: [null, { [DOWN]: down }] } }],
  ])('%s is understood', async (_case, health) => {
    const [first, second] = await origins(health);
    expect(first).toMatchObject({ name: 'api-eu-1', status: 'unhealthy', isHealthy: false });
    expect(first).toMatchObject({ reason: 'TCP connection failed', healthyLocations: 0, locations: 1 });
    expect(second!.status).toBe('unknown');
  });

  it('that differs between locations is unhealthy, and says from how many it is healthy', async () => {
    const [first] = await origins({ A: { origins: [{ [DOWN]: down }] }, B: { origins: [{ [DOWN]: up }] } });
    expect(first).toMatchObject({ isHealthy: false, healthyLocations: 1, locations: 2 });
  });

  it.each([null, undefined, {}, 'text', { A: {} }])('that is %j is unknown', async (health) => {
    expect((await origins(health)).map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });

  it('that is switched off is disabled, which is no problem', async () => {
    const rows = await origins({ A: { origins: [{ [DOWN]: down }] } }, { enabled: false });
    expect(rows.map(({ status, isHealthy }) => [status, isHealthy])).toEqual(
      Array(2).fill(['disabled', true]),
    );
  });

  it('of too many pools says how many were not asked', async () => {
    const { cloudflare, simulator } = on((world) => {
      const [pool] = world.pools!;
      world.pools = Array.from({ length: 45 }, (_, n) => ({ ...pool!, id: `${n}`.padStart(32, '0') }));
    });
    expect((await fetchPools(cloudflare, undefined)).notAsked).toBe(5);
    expect(simulator.requests).toHaveLength(41);
  });

  it('is asked only for pools that a load balancer uses, also by location and as fallback', async () => {
    const { cloudflare } = on();
    const [eu, us] = sampleWorld(new Date()).pools!;
    const used = async (balancer: object) => {
      const { rows } = await fetchPools(cloudflare, [{ name: 'lb', ...balancer }]);
      for (const { loadBalancers } of rows) expect(loadBalancers).toEqual(['lb']);
      return new Set(rows.map(({ pool }) => pool));
    };
    expect(await used({ default_pools: [eu!.id] })).toEqual(new Set(['api-eu']));
    expect(await used({ fallback_pool: us!.id })).toEqual(new Set(['api-us']));
    expect(await used({ region_pools: { WEU: [eu!.id] } })).toEqual(new Set(['api-eu']));
    expect(await used({ country_pools: null, pop_pools: { FRA: [us!.id] } })).toEqual(new Set(['api-us']));
    expect(await used({})).toEqual(new Set());
  });
});

describe('health checks and tunnels', () => {
  it.each([
    ['unhealthy', false],
    ['healthy', true],
    ['suspended', true],
  ] as const)('a check that is %s is healthy: %s', async (status, isHealthy) => {
    const { cloudflare } = on((world) => {
      const shop = world.zones.find(({ name }) => name === 'example.com')!;
      shop.healthchecks = [{ ...shop.healthchecks![0]!, status, suspended: status === 'suspended' }];
    });
    const [row] = await fetchHealthChecks(cloudflare, zoneId('example.com'));
    expect(row).toMatchObject({ status, isHealthy, kind: 'health_check' });
  });

  it.each([
    ['healthy', true],
    ['inactive', true],
    ['degraded', false],
    ['down', false],
    ['melting', false],
  ])('a tunnel that is %s is healthy: %s', async (status, isHealthy) => {
    const { cloudflare } = on((world) => {
      world.tunnels = [{ ...world.tunnels![0]!, status: status as 'down' }];
    });
    expect(await fetchTunnels(cloudflare)).toMatchObject([{ status, isHealthy, kind: 'tunnel' }]);
  });

  it('a tunnel that was deleted is not listed', async () => {
    const names = (await fetchTunnels(on().cloudflare)).map(({ name }) => name);
    expect(names).toEqual(['pos-sync', 'returns-portal', 'warehouse-ams']);
  });
});
