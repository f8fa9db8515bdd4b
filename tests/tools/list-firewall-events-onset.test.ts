/** Since when list_firewall_events says that a surge goes on: to the minute, also where it began before the window. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_firewall_events';
const ATTACKED = 'northwind.example';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sample's flood, from another time on. */
async function askWithFlood(since: string, input: object = {}) {
  const world = sampleWorld(NOW);
  const { traffic } = world.zones.find(({ name }) => name === ATTACKED)!;
  traffic.attacks.at(-1)!.since = since;
  const session = await open({ world });
  const { structured } = await session.call(TOOL, { zone: ATTACKED, ...input });
  return { surge: structured.surge, asked: session.asked().filter((path) => path === '/graphql').length };
}

describe('a surge', () => {
  it.each([
    ['within the hour', '2026-11-23T17:12:00Z', {}],
    ['before a window, in the one before', '2026-11-23T17:12:00Z', { since: '30m' }],
    ['in a window so long that steps are five minutes', '2026-11-23T17:12:00Z', { since: '12h' }],
    ['in one so long that they are a quarter of an hour', '2026-11-23T04:41:00Z', { since: '48h' }],
    ['hours before the window and the one before', '2026-11-23T13:37:00Z', {}],
  ])('that began %s is told to the minute', async (_what, began, input) => {
    expect((await askWithFlood(began, input)).surge).toMatchObject({ began });
  });

  it('costs one more request, and only where minutes are not known yet', async () => {
    const { asked } = await askWithFlood('2026-11-23T17:12:00Z');
    const { asked: before } = await askWithFlood('2026-11-23T13:37:00Z');
    expect(before - asked).toBeLessThanOrEqual(1);
  });
});
