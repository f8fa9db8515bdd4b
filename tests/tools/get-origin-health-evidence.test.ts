/** get_origin_health says that all is healthy only if every field that could say otherwise was read and understood. */
import { describe, expect, it } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { tunnelHostname } from '../../src/simulator/sample/tunnels.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { open } from '../client.ts';

const ALL_HEALTHY = 'Everything that is watched is healthy.';

/** One load balancer with two pools, four checks, and a record that points at a tunnel: all of them well. */
function healthyWorld(): World {
  const world = sampleWorld(new Date());
  for (const { pop_health } of world.pools!) {
    for (const { origins } of Object.values(pop_health)) {
      for (const origin of origins)
        for (const each of Object.values(origin)) Object.assign(each, { healthy: true });
    }
  }
  const zone = world.zones.find(({ name }) => name === 'example.com')!;
  for (const check of zone.healthchecks!) Object.assign(check, { status: 'healthy', failure_reason: '' });
  const record = zone.records.find(({ type }) => type === 'CNAME')!;
  const content = tunnelHostname('pos-sync');
  zone.records.push({ ...record, id: 'e'.repeat(32), name: 'pos.example.com', content });
  return world;
}

async function ask(path: RegExp, change: (body: unknown) => unknown) {
  const faults = [
    {
      when: onPath(path),
      answer: async (_request: unknown, _signal: unknown, proceed: () => Response) =>
        Response.json(change(await proceed().json())),
    },
  ];
  const session = await open({ world: healthyWorld(), faults });
  const { structured, isError, text } = await session.call('get_origin_health', { zone: 'example.com' });
  if (isError) expect.fail(text);
  return structured;
}

/** The body with this value in place of every field of this name, wherever it stands; without the field for undefined. */
function withField(body: unknown, field: string, value: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, each) => (key === field ? value : each));
}

describe('a field of Cloudflare', () => {
  it('as it should be lets the answer say that all is healthy', async () => {
    const { notes, healthy, ...rest } = await ask(/never$/, (body) => body);
    expect(notes).toEqual([ALL_HEALTHY]);
    expect(healthy).toEqual({ origin: 4, health_check: 4, tunnel: 1 });
    expect(rest).not.toHaveProperty('switched_off');
  });

  it.each([
    ['enabled', /\/zones\/.*\/load_balancers$/],
    ['default_pools', /\/zones\/.*\/load_balancers$/],
    ['fallback_pool', /\/zones\/.*\/load_balancers$/],
    ['enabled', /\/pools$/],
    ['origins', /\/pools$/],
    ['address', /\/pools$/],
    ['id', /\/pools$/],
    ['pop_health', /\/health$/],
    ['healthy', /\/health$/],
    ['origins', /\/health$/],
    ['status', /\/healthchecks$/],
    ['suspended', /\/healthchecks$/],
    ['status', /\/cfd_tunnel$/],
    ['id', /\/cfd_tunnel$/],
    ['content', /\/dns_records$/],
    ['result', /\/(load_balancers|pools|health|healthchecks|cfd_tunnel|dns_records)$/],
  ])('%s of %s that is absent, null or of another type lets it not', async (field, path) => {
    for (const value of [undefined, null, 7, 'odd', { odd: 1 }]) {
      const { notes = [], unhealthy } = await ask(path, (body) => withField(body, field, value));
      expect(notes.join(), String(value)).not.toMatch(/healthy|Nothing watches/);
      expect(JSON.stringify(unhealthy), String(value)).not.toContain('no longer exists');
    }
  });

  it.each([
    ['region_pools', 'odd'],
    ['rules', 'odd'],
    ['rules', [7]],
  ])('%s of a load balancer that is %j lets it not', async (field, value) => {
    const { notes = [] } = await ask(/\/zones\/.*\/load_balancers$/, (body) => {
      const { result, ...rest } = body as { result: object[] };
      return { ...rest, result: result.map((each) => ({ ...each, [field]: value })) };
    });
    expect(notes.join()).not.toMatch(/healthy/);
  });
});

describe('a dead origin', () => {
  /** The health of a pool: its own word, then whether each of its origins is healthy. */
  const askWith = async (poolIs: unknown, left: boolean) => {
    const { unhealthy } = await ask(/\/health$/, (body) => {
      const changed = structuredClone(body) as {
        result: { pop_health: Record<string, { healthy: unknown; origins: Record<string, object>[] }> };
      };
      for (const location of Object.values(changed.result.pop_health)) {
        location.healthy = poolIs;
        for (const [at, origin] of location.origins.entries()) {
          for (const each of Object.values(origin)) Object.assign(each, { healthy: left && at > 0 });
        }
      }
      return changed;
    });
    return JSON.stringify(unhealthy);
  };

  it('comes with what its pool is still up on, where Cloudflare says that the pool is healthy', async () => {
    expect(await askWith(true, true)).toMatch(/its pool is still up on [\w.-]+;?/);
  });

  it.each([
    [false, true],
    [null, true],
    ['yes', true],
    [true, false],
  ])('has no such word where the pool is %j, and an origin left: %j', async (poolIs, left) => {
    const said = await askWith(poolIs, left);
    expect(said).toContain('"kind":"origin"');
    expect(said).not.toContain('still up');
  });
});
