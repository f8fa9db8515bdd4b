/** Bodies of the status page, and what each must yield. */
import { describe, expect, it } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies } from './replay.ts';

const bodyOf = (id: string) => recordedBodies('status_page.json').find((each) => each.id === id)?.body;

/** The answer when this page is there, and requests of example.com fail in this data centre only. */
async function ask(id: string, code: string) {
  const world = sampleWorld(new Date());
  const { traffic } = world.zones.find(({ name }) => name === 'example.com')!;
  const since = new Date(Date.now() - 40 * 60_000).toISOString();
  const failing = { since, hosts: ['example.com', 'shop.example.com'], share: 0.9, edge_status: 502 };
  traffic.outages = [{ ...failing, origin_status: 0, only: { coloCode: [code] } }];
  const faults = [{ when: onPath(/summary\.json$/), answer: () => Response.json(bodyOf(id)) }];
  const { structured } = await (await open({ world, faults })).call('get_cloudflare_status', {
    zone: 'example.com',
  });
  return structured;
}

describe.skipIf(!hasRecordedBodies)('recorded status pages (skipped without ../shared/recorded)', () => {
  it('the maintenance that is named with its code first concerns this place', async () => {
    const { failing_data_centres, matches, maintenances, notes } = await ask('swift-fixture', 'LHR');
    expect(failing_data_centres).toMatchObject([{ data_centre: 'LHR' }]);
    expect(matches).toEqual(['LHR (London) on 2026-08-04']);
    expect(maintenances).toMatchObject([{ name: 'LHR (London) on 2026-08-04', status: 'in_progress' }]);
    expect(JSON.stringify(notes ?? [])).not.toMatch(/Nothing reported/);
  });

  it('a maintenance that has not begun concerns nothing', async () => {
    const { matches, notes } = await ask('swift-fixture', 'IAD');
    expect(matches).toBeUndefined();
    expect(notes.join()).toMatch(/Nothing reported concerns these data centres/);
  });

  it('partial_outage of a place is re-routed, of a service it is not', async () => {
    const { degraded_components, matches } = await ask('live-objects', 'IAD');
    const meanings = degraded_components.map(({ name, meaning }: Record<string, unknown>) => [
      name,
      meaning !== undefined,
    ]);
    expect(meanings).toEqual([
      ['Amsterdam, Netherlands - (AMS)', false],
      ['Ashburn, VA, United States - (IAD)', true],
      ['Digital Experience Monitoring (DEX)', false],
    ]);
    expect(matches).toContain('Ashburn, VA, United States - (IAD)');
  });

  it('a component that updates name with its group before it is told once; a maintenance, until when', async () => {
    const { incidents, maintenances } = await ask('live-objects', 'LHR');
    expect(incidents[0].name).toBe('CF1 Client DEX - Device analytics overtime gaps');
    expect(incidents[0].components).toEqual(['Digital Experience Monitoring (DEX)']);
    expect(maintenances).toMatchObject([{ until: '2026-04-17T06:00:00Z' }]);
  });
});
