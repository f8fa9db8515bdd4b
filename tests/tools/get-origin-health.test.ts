/** get_origin_health, as an agent meets it: load balancers, health checks, tunnels, and who depends on them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { TUNNEL_SECRET } from '../../src/simulator/sample/tunnels.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open, openSampleAt, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'get_origin_health';
const zone = 'example.com';
const SHOP = zoneId(zone);
const ACCOUNT = `/accounts/${DEMO_ACCOUNT_ID}`;

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = (change?: (world: World) => void) => openSampleAt(NOW, change);
const idOf = (name: string) => sampleWorld(NOW).tunnels!.find((tunnel) => tunnel.name === name)!.id;

describe('get_origin_health', () => {
  it.each(CLIENTS)('tells client %s what is unhealthy, and who depends on it', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured, text } = await session.call(TOOL, { zone });
    expect(JSON.parse(text)).toEqual(structured);
    const { unhealthy, dependent_records, ...rest } = structured;
    expect(rest).toEqual({
      zone,
      healthy: { origin: 3, health_check: 1 },
      healthy_origins: [
        { address: '203.0.113.14', name: 'api-eu-2', pool: 'api-eu' },
        { address: '203.0.113.112', name: 'api-us-1', pool: 'api-us' },
        { address: '203.0.113.114', name: 'api-us-2', pool: 'api-us' },
      ],
    });
    expect(unhealthy).toEqual([
      {
        kind: 'origin',
        name: 'api-eu-1',
        status: 'unhealthy',
        reason:
          'HTTP timeout occurred; its pool is still up on api-eu-2; expected: 200 for GET https /healthz port 443',
        address: '203.0.113.12',
        pool: 'api-eu',
        load_balancers: ['api.example.com'],
        healthy_locations: 0,
        locations: 2,
      },
      ...['apex', 'checkout', 'shop'].map((name) => ({
        kind: 'health_check',
        name: `${name}-origin`,
        status: 'unhealthy',
        reason: 'TCP connection failed',
        address: '198.51.100.77',
      })),
    ]);
    expect(dependent_records).toEqual(
      [
        ['api.example.com', '203.0.113.12', 'origin api-eu-1'],
        ['checkout.example.com', '198.51.100.77', 'health check apex-origin'],
        ['example.com', '198.51.100.77', 'health check apex-origin'],
        ['shop.example.com', '198.51.100.77', 'health check apex-origin'],
      ].map(([name, content, on]) => ({
        name,
        type: 'A',
        content,
        proxied: true,
        problem: `${on} is unhealthy`,
      })),
    );
  });

  it('asks each list once, each pool that is used once, and each unhealthy address once', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone });
    const pools = session.simulator.world.pools!.map(
      ({ id }) => `${ACCOUNT}/load_balancers/pools/${id}/health`,
    );
    const records = ['203.0.113.12', '198.51.100.77'];
    expect(session.asked().slice(1).toSorted()).toEqual(
      [
        `/zones/${SHOP}/load_balancers`,
        `/zones/${SHOP}/healthchecks?page=1&per_page=100`,
        `${ACCOUNT}/load_balancers/pools`,
        ...pools,
        `${ACCOUNT}/load_balancers/monitors`,
        `/zones/${SHOP}/dns_records?content.endswith=.cfargotunnel.com&order=name&direction=asc&page=1&per_page=500`,
        `${ACCOUNT}/cfd_tunnel?is_deleted=false&page=1&per_page=200`,
        ...records.map(
          (content) =>
            `/zones/${SHOP}/dns_records?content.exact=${content}&order=name&direction=asc&page=1&per_page=100`,
        ),
      ].toSorted(),
    );
  });

  it('without zone looks at pools and tunnels of the account', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured.zone).toBeUndefined();
    expect(structured.unhealthy.map(({ name, pool }: Record<string, unknown>) => [name, pool])).toEqual([
      ['api-eu-1', 'api-eu'],
      ['returns-portal', undefined],
      ['warehouse-ams', undefined],
    ]);
    expect(structured.unhealthy[0]).not.toHaveProperty('load_balancers');
    expect(structured.dependent_records).toBeUndefined();
    expect(structured.notes).toBeUndefined();
    expect(session.asked().join()).not.toMatch(/\/zones/);
  });

  it('for a zone without load balancer asks for the health of no pool', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example' });
    expect(session.asked().join()).not.toMatch(/pools\/.*health/);
    expect(structured.dependent_records).toEqual([
      {
        name: 'www.outfitters.example',
        type: 'CNAME',
        content: `${idOf('returns-portal')}.cfargotunnel.com`,
        proxied: true,
        problem: 'tunnel returns-portal is down',
      },
    ]);
    expect(structured.unhealthy).toEqual([
      {
        kind: 'tunnel',
        name: 'returns-portal',
        status: 'down',
        reason: 'no connection: its hosts answer 530 (error 1033)',
        since: '2026-11-23T12:48:00Z',
        address: `${idOf('returns-portal')}.cfargotunnel.com`,
      },
    ]);
  });

  it('never requests the secret of a tunnel, and returns no headers, e-mail addresses or keys', async () => {
    const planted = 'pl4nted-by-the-test';
    const session = await openSample((world) => {
      for (const pool of world.pools!) {
        Object.assign(pool, { notification_email: `${planted}@x.example`, secret: planted });
        for (const origin of pool.origins) Object.assign(origin, { header: { Host: [planted] } });
      }
      const shop = world.zones.find(({ name }) => name === zone)!;
      for (const check of shop.healthchecks!)
        Object.assign(check, { http_config: { header: { Authorization: [planted] } }, description: planted });
      for (const tunnel of world.tunnels!)
        Object.assign(tunnel, { tunnel_secret: planted, metadata: { planted } });
    });
    const answers = [await session.call(TOOL, { zone }), await session.call(TOOL)];
    const said = [...answers.map(({ text }) => text), ...session.log].join();
    expect(said).toContain('api-eu-1');
    expect(said).not.toContain(planted);
    expect(said).not.toContain(TUNNEL_SECRET);
    expect(session.simulator.requests.map(({ path }) => path).join()).not.toMatch(/token|connections/);
  });

  it('shows as many as fit, and says how many more there are', async () => {
    const session = await openSample((world) => {
      const [tunnel] = world.tunnels!.filter(({ status }) => status === 'down');
      world.tunnels = Array.from({ length: 150 }, (_, n) => ({ ...tunnel!, name: `t${n}` }));
      world.pools = [];
    });
    const { structured } = await session.call(TOOL);
    expect(structured.unhealthy.length).toBeGreaterThan(20);
    expect(structured.unhealthy.length + structured.unhealthy_more).toBe(150);
  });

  it('bounds the records that depend on an address, and the load balancers of an origin', async () => {
    const session = await openSample((world) => {
      const shop = world.zones.find(({ name }) => name === zone)!;
      const record = shop.records.find(({ content }) => content === '203.0.113.12')!;
      for (let n = 0; n < 99; n++) {
        const name = `${'long-name-'.repeat(6)}${n}.${'and-deep.'.repeat(12)}${zone}`;
        shop.records.push({ ...record, id: `${n}`.padStart(32, '0'), name });
      }
      const [balancer] = shop.load_balancers!;
      shop.load_balancers = Array.from({ length: 14 }, (_, n) => ({ ...balancer!, name: `lb-${n}.${zone}` }));
    });
    const { structured, text } = await session.call(TOOL, { zone });
    expect(text.length).toBeLessThan(30_000);
    expect(structured.dependent_records.length + structured.dependent_records_more).toBeGreaterThan(100);
    expect(structured.unhealthy[0].load_balancers).toHaveLength(10);
    expect(structured.unhealthy[0].load_balancers_more).toBe(4);
  });

  it('says so when everything is healthy', async () => {
    const session = await openSample((world) => {
      world.tunnels = world.tunnels!.filter(({ status }) => status === 'healthy');
    });
    const { structured } = await session.call(TOOL, { zone: 'example.net' });
    expect(structured).toMatchObject({ unhealthy: [], healthy: { health_check: 1 } });
    expect(structured.notes).toEqual(['Everything that is watched is healthy.']);
  });

  it('says so when nothing watches the origin, and where to look then', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'example.org' });
    expect(structured.notes).toEqual([
      'Nothing watches an origin here: no load balancer, no health check, and no record that points at a tunnel. See get_http_errors.',
    ]);
  });
});

describe('a part that may not be read', () => {
  it.each([
    ['Load Balancers Read', 'load_balancers', 'Zone > Load Balancers > Read'],
    [
      'Load Balancing: Monitors and Pools Read',
      'pools',
      'Account > Load Balancing: Monitors and Pools > Read',
    ],
    ['Health Checks Read', 'health_checks', 'Zone > Health Checks > Read'],
    ['DNS Read', 'dependent_records', 'Zone > DNS > Read'],
  ])(
    'because %s is missing is named with its permission, and the rest is answered',
    async (permission, part, label) => {
      const session = await open({ world: worldWithout(permission) });
      const { isError, structured } = await session.call(TOOL, { zone });
      expect(isError).toBe(false);
      expect(structured.unavailable).toMatchObject([{ parts: [part], missing_permission: label }]);
      expect(structured.unhealthy.length).toBeGreaterThan(0);
    },
  );

  it('is no reason to say that nothing watches the origin, or that all is well', async () => {
    const all = ['Load Balancers Read', 'Load Balancing: Monitors and Pools Read', 'Health Checks Read'];
    const none = await open({ world: worldWithout(...all, 'Cloudflare Tunnel Read') });
    const { structured } = await none.call(TOOL, { zone });
    expect(structured.unavailable).toHaveLength(3);
    expect(JSON.stringify(structured.notes)).not.toMatch(/Nothing watches|healthy/);
    expect(structured.notes.join()).toMatch(/No tunnel was found: there is none, or the token lacks/);
  });

  it('because a request fails is named with its status', async () => {
    const faults = [{ when: onPath(/cfd_tunnel/), answer: htmlPage(502) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured.unavailable).toMatchObject([
      { parts: ['tunnels'], reason: expect.stringMatching(/502/) },
    ]);
  });

  it('as the health of a pool does not make its origins healthy', async () => {
    const faults = [{ when: onPath(/pools\/.*\/health$/), answer: htmlPage(502) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured.healthy.origin ?? 0).toBe(0);
    expect(JSON.stringify(structured.unavailable ?? [])).toMatch(/pool/);
  });
});
