/** Bodies about load balancers, health checks and tunnels, and what each must yield. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies, replay } from './replay.ts';

const FILE = 'origin.json';
const bodyOf = (id: string) => recordedBodies(FILE).find((each) => each.id === id)?.body;
const TUNNEL_ID = 'f174e90a-fafe-4643-bbbc-4a0ed4fc8415';

/** What is told of example.com, when these bodies are the only things that watch it. */
async function told(bodies: Record<string, string>, change: (world: World) => void = () => undefined) {
  const world = sampleWorld(new Date());
  Object.assign(world, { pools: [], tunnels: [] });
  for (const zone of world.zones) Object.assign(zone, { load_balancers: [], healthchecks: [] });
  change(world);
  const faults = Object.entries(bodies).map(([path, id]) => replay(new RegExp(path), bodyOf(id)));
  const session = await open({ world, faults });
  const { structured, text, isError } = await session.call('get_origin_health', { zone: 'example.com' });
  if (isError) expect.fail(text);
  const lines = (rows: Record<string, unknown>[] = []) =>
    rows.map(({ kind, name, status }) => [kind, name, status].join(' '));
  return {
    unhealthy: lines(structured.unhealthy),
    off: lines(structured.switched_off),
    unknown: lines(structured.without_status),
    healthy: structured.healthy,
    notes: (structured.notes ?? []).join(' '),
  };
}

const nothing = { unhealthy: [], off: [], unknown: [], healthy: {} };
const pointing = (world: World) => {
  const zone = world.zones.find(({ name }) => name === 'example.com')!;
  const record = zone.records.find(({ type }) => type === 'CNAME')!;
  zone.records.push({
    ...record,
    id: 'e'.repeat(32),
    name: 'app.example.com',
    content: `${TUNNEL_ID}.cfargotunnel.com`,
  });
};

describe.skipIf(!hasRecordedBodies)(
  'recorded bodies about the origin (skipped without ../shared/recorded)',
  () => {
    it('a healthy check, and one of unknown status, which is not healthy', async () => {
      expect(await told({ '/healthchecks$': 'origin-60' })).toMatchObject({
        ...nothing,
        healthy: { health_check: 1 },
      });
      const unknown = await told({ '/healthchecks$': 'origin-61' });
      expect(unknown).toMatchObject({ ...nothing, unknown: ['health_check zngpvvwgvw unknown'] });
      expect(unknown.notes).not.toMatch(/healthy/);
    });

    it('a pool that is switched off, which a load balancer uses, and others that the account does not list', async () => {
      const { notes, ...groups } = await told({
        '/zones/.*/load_balancers$': 'origin-62',
        '/pools$': 'origin-64',
      });
      expect(groups).toEqual({
        ...nothing,
        off: ['pool primary-dc-1 disabled'],
        unknown: [
          'pool 9290f38c5d07c2e2f4df57b1f61d4196 unknown',
          'pool 00920f38ce07c2e2f4df50b1f61d4194 unknown',
          'pool de90f38ced07c2e2f4df50b1f61d4194 unknown',
        ],
      });
      expect(notes).not.toMatch(/is healthy/);
    });

    it('load balancers with rules: pools of overrides are looked at', async () => {
      const { unknown, notes } = await told({
        '/zones/.*/load_balancers$': 'origin-63',
        '/pools$': 'origin-65',
      });
      const balancers = bodyOf('origin-63')?.result as { default_pools: string[]; rules?: unknown }[];
      const used = new Set(JSON.stringify(balancers).match(/"(?:[0-9a-f]{32})"/g));
      expect(unknown.length).toBeGreaterThan(0);
      for (const row of unknown) expect([...used].join()).toContain(row.split(' ')[1]);
      expect(notes).not.toMatch(/is healthy/);
    });

    it('pools without a monitor, and the health of an IPv6 address in capitals', async () => {
      const balancer = (world: World) => {
        const sample = sampleWorld(new Date());
        world.pools = sample.pools!;
        const address = '2001:db8::5';
        world.pools = world.pools.map((pool) => ({ ...pool, origins: [{ ...pool.origins[0]!, address }] }));
        const find = ({ zones }: World) => zones.find(({ name }) => name === 'example.com')!;
        find(world).load_balancers = find(sample).load_balancers!;
      };
      expect(await told({ '/health$': 'origin-66' }, balancer)).toMatchObject({
        ...nothing,
        healthy: { origin: 2 },
        notes: expect.stringContaining('Everything that is watched is healthy.'),
      });
    });

    it('tunnels without a status, which are neither healthy nor unhealthy', async () => {
      for (const id of ['origin-67', 'origin-69']) {
        const { notes, ...groups } = await told({ '/cfd_tunnel$': id }, pointing);
        expect(groups).toEqual({ ...nothing, unknown: ['tunnel blog unknown'] });
        expect(notes).not.toMatch(/healthy/);
      }
    });

    it('a tunnel that is not in the list no longer exists', async () => {
      const { unhealthy } = await told({ '/cfd_tunnel$': 'origin-68' }, pointing);
      expect(unhealthy).toEqual([`tunnel ${TUNNEL_ID} gone`]);
    });

    it('an empty list of tunnels, which proves nothing', async () => {
      const { notes, ...groups } = await told({ '/cfd_tunnel$': 'tunnels-without-permission' }, pointing);
      expect(groups).toEqual({ ...nothing, unknown: [`tunnel ${TUNNEL_ID} unknown`] });
      expect(notes).toMatch(/No tunnel was found: there is none, or the token lacks/);
      // Without a list at all, the tunnels were not read.
      expect((await told({ '/cfd_tunnel$': 'origin-70' }, pointing)).notes).not.toMatch(/healthy|watches/);
      const { structured } = await (
        await open({ faults: [replay(/\/cfd_tunnel$/, bodyOf('tunnels-without-permission'))] })
      ).call('test_connection');
      expect(structured.permissions.at(-1)).toMatchObject({ state: 'granted_or_empty' });
    });
  },
);
