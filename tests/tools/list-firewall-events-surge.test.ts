/** Since when the firewall acts more than usual: told to the minute, however long the window and its steps are. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '../client.ts';
import { acts, ago, NOW, quietScene, ZONE, zoneOf } from '../incidents/world.ts';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const RULE = 'Block scanners of the shop';

/** 10:40 of the same day, in the middle of each longer step. */
function attacked(perMinute: number, untilMinutesAgo?: number) {
  const scene = quietScene();
  const until = untilMinutesAgo === undefined ? {} : { until: ago(scene, untilMinutesAgo) };
  acts(scene, { description: RULE, since: '2026-11-25T10:40:00Z', events_per_minute: perMinute, ...until });
  return scene;
}

async function surgeOf(since: string, scene = quietScene(), zone = ZONE) {
  const session = await open({ world: scene.world });
  const { structured } = await session.call('list_firewall_events', { zone, since });
  return { surge: structured.surge, requests: session.simulator.requests.length };
}

describe('a surge', () => {
  it.each(['24h', '72h'])('of many events is told to the minute in %s', async (since) => {
    const { surge } = await surgeOf(since, attacked(120));
    expect(surge).toMatchObject({ began: '2026-11-25T10:40:00Z' });
    expect(surge.per_minute).toBeCloseTo(120, 0);
    expect(surge.ended).toBeUndefined();
  });

  it.each(['24h', '72h'])('of a few events a minute is told to the minute in %s', async (since) => {
    const { surge } = await surgeOf(since, attacked(2));
    expect(surge.began).toMatch(/T10:(39|40|41):00Z$/);
  });

  it('that ended has its last minute', async () => {
    // From 10:40 to 14:53.
    const { surge } = await surgeOf('40h', attacked(60, 187));
    expect([surge.began, surge.ended]).toEqual(['2026-11-25T10:40:00Z', '2026-11-25T14:52:00Z']);
    expect(surge.per_minute).toBeCloseTo(60, 0);
  });

  it('is told to the minute where this server counts the events', async () => {
    const scene = quietScene();
    const free = zoneOf(scene.world, 'outfitters.example');
    acts(
      { ...scene, zone: free },
      { description: RULE, host: free.name, since: '2026-11-25T10:43:00Z', events_per_minute: 2 },
    );
    const { surge } = await surgeOf('20h', scene, free.name);
    expect(surge.began).toBe('2026-11-25T10:43:00Z');
  });

  it('is asked about once more only where there is one, and its steps are long', async () => {
    expect(await surgeOf('24h')).toEqual({ surge: undefined, requests: (await surgeOf('1h')).requests });
  });
});
