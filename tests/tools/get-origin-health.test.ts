/** get_origin_health, as an agent meets it: load balancers, health checks, tunnels, and who depends on them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { TUNNEL_SECRET } from '../../src/simulator/sample/tunnels.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, linesOf, open, openSampleAt, rowsOf, worldWithout } from '../client.ts';

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
    expect(rest).toEqual({ zone, healthy: { origin: 3, 'health check': 1, tunnel: 1 } });
    expect(unhealthy.columns.join()).toBe('kind,name,state,reason,address,in');
    expect(linesOf(unhealthy)).toEqual([
      'origin | api-eu-1 | unhealthy | HTTP timeout occurred (healthy from 0 of 2 places) | 203.0.113.12 | api.example.com > api-eu',
      ...['apex', 'checkout', 'shop'].map(
        (name) => `health check | ${name}-origin | unhealthy | TCP connection failed | 198.51.100.77 | `,
      ),
      `tunnel | returns-portal | down | no connection since 2026-11-23T12:48:00.000Z | ${idOf('returns-portal')}.cfargotunnel.com | `,
      `tunnel | warehouse-ams | degraded |  | ${idOf('warehouse-ams')}.cfargotunnel.com | `,
    ]);
    expect(rowsOf(dependent_records)).toEqual(
      [
        ['api.example.com', '203.0.113.12'],
        ['checkout.example.com', '198.51.100.77'],
        ['example.com', '198.51.100.77'],
        ['shop.example.com', '198.51.100.77'],
      ].map(([name, content]) => ({ name, type: 'A', content, proxied: true })),
    );
  });

  it('asks each list once, each pool that is used once, and each unhealthy address once', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone });
    const pools = session.simulator.world.pools!.map(
      ({ id }) => `${ACCOUNT}/load_balancers/pools/${id}/health`,
    );
    const records = [
      '203.0.113.12',
      '198.51.100.77',
      ...['returns-portal', 'warehouse-ams'].map((name) => `${idOf(name)}.cfargotunnel.com`),
    ];
    expect(session.asked().slice(1).toSorted()).toEqual(
      [
        `/zones/${SHOP}/load_balancers`,
        `/zones/${SHOP}/healthchecks?page=1&per_page=100`,
        `${ACCOUNT}/load_balancers/pools`,
        ...pools,
        `${ACCOUNT}/cfd_tunnel?is_deleted=false&page=1&per_page=200`,
        ...records.map(
          (content) =>
            `/zones/${SHOP}/dns_records?content.exact=${content}&order=name&direction=asc&page=1&per_page=100`,
        ),
      ].toSorted(),
    );
  });

  it('without zone looks at pools and tunnels of the account, and says what belongs to zones', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured.zone).toBeUndefined();
    expect(rowsOf(structured.unhealthy).map(({ name, in: where }) => `${name} ${where}`.trim())).toEqual([
      'api-eu-1 api-eu',
      'returns-portal',
      'warehouse-ams',
    ]);
    expect(structured.dependent_records).toBeUndefined();
    expect(structured.notes.join()).toMatch(/belong to zones: give zone/);
    expect(session.asked().join()).not.toMatch(/\/zones/);
  });

  it('for a zone without load balancer asks for no pools', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example' });
    expect(session.asked().join()).not.toContain('pools');
    expect(linesOf(structured.dependent_records)).toEqual([
      `www.outfitters.example | CNAME | ${idOf('returns-portal')}.cfargotunnel.com | true`,
    ]);
  });

  it('never asks for the secret of a tunnel, and hands out no headers, addresses of people or keys', async () => {
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

  it('where all is well says so', async () => {
    const session = await openSample((world) => {
      world.tunnels = world.tunnels!.filter(({ status }) => status === 'healthy');
    });
    const { structured } = await session.call(TOOL, { zone: 'example.net' });
    expect(structured).toMatchObject({ unhealthy: { rows: [] }, healthy: { 'health check': 1, tunnel: 1 } });
    expect(structured.notes).toEqual(['Everything that is watched is healthy.']);
  });

  it('where nothing watches says that, and where to look', async () => {
    const session = await openSample((world) => {
      world.tunnels = [];
    });
    const { structured } = await session.call(TOOL, { zone: 'example.org' });
    expect(structured.notes.join()).toMatch(/Nothing watches an origin here.*get_http_errors/);
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
    ['Cloudflare Tunnel Read', 'tunnels', 'Account > Cloudflare Tunnel > Read'],
    ['DNS Read', 'dependent_records', 'Zone > DNS > Read'],
  ])('for want of %s is named with its permission, and the rest holds', async (permission, part, label) => {
    const session = await open({ world: worldWithout(permission) });
    const { isError, structured } = await session.call(TOOL, { zone });
    expect(isError).toBe(false);
    expect(structured.unavailable).toMatchObject([{ parts: [part], missing_permission: label }]);
    expect(structured.unhealthy.rows.length).toBeGreaterThan(0);
  });

  it('is no reason to say that nothing watches the origin, or that all is well', async () => {
    const all = ['Load Balancers Read', 'Load Balancing: Monitors and Pools Read', 'Health Checks Read'];
    const none = await open({ world: worldWithout(...all, 'Cloudflare Tunnel Read') });
    const { structured } = await none.call(TOOL, { zone });
    expect(structured.unavailable).toHaveLength(4);
    expect(JSON.stringify(structured.notes ?? [])).not.toMatch(/Nothing watches|healthy/);
  });

  it('because a request fails is said with its status', async () => {
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
