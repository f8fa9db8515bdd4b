/** What is read of a zone's requests: the counts beside a look at 5xx, and one look more where something else moved. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ErrorsToRead, readErrors } from '../../src/answers/read-errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';
import { cloudflareOn } from '../client.ts';
import { BEGAN, fails, NOW, quietScene, type Scene } from '../incidents/world.ts';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const END_MS = NOW.getTime();
const window = {
  sinceMs: END_MS - 3 * HOUR_MS,
  beforeMs: END_MS,
  earlier: { sinceMs: END_MS - 6 * HOUR_MS, beforeMs: END_MS - 3 * HOUR_MS },
  note: undefined,
};
const limits = {
  isEnabled: true,
  maxDurationMs: 30 * 24 * HOUR_MS,
  notOlderThanMs: 90 * 24 * HOUR_MS,
  maxPageSize: 10_000,
};
const closeTo = { sinceMs: END_MS - (BEGAN + 10) * MINUTE_MS, beforeMs: END_MS - (BEGAN - 10) * MINUTE_MS };

async function read(scene: Scene, own: Partial<ErrorsToRead> = {}) {
  const { cloudflare, simulator } = cloudflareOn({ world: scene.world });
  const around = vi.fn(own.aroundOnset ?? (() => undefined));
  const found = await readErrors(cloudflare, scene.zone.id, {
    window,
    filter: {},
    limits,
    ...own,
    aroundOnset: around,
  });
  return { ...found, around, requests: simulator.requests.length };
}

function broken(outage: Parameters<typeof fails>[1]): Scene {
  const scene = quietScene();
  fails(scene, outage);
  return scene;
}
const aroundOnset = () => closeTo;

describe('a quiet zone', () => {
  it('needs two requests, and where its few 5xx are is known with them', async () => {
    const { requests, focus, moves, local, details } = await read(quietScene());
    expect([requests, focus, moves.classes, local]).toEqual([2, 'edge_5xx', [], []]);
    expect(details.places.length).toBeGreaterThan(0);
    expect(details.finer).toBeUndefined();
  });

  it('is looked at by the status that was asked for', async () => {
    const { requests, focus, details } = await read(quietScene(), { status: 404 });
    expect([requests, focus]).toEqual([2, 404]);
    const counted = details.places.filter(({ place }) => place === 'host');
    expect(counted.reduce((sum, each) => sum + each.requests, 0)).toBeGreaterThan(1_000);
  });

  it('is broken down by what was asked for', async () => {
    const { details } = await read(quietScene(), { by: 'cache' });
    expect(details.breakdown?.map(({ value }) => value)).toContain('hit');
  });
});

describe('5xx that moved', () => {
  const scene = () => broken({ edge_status: 521, origin_status: 0 });

  it('were looked at already; only the time around their onset is asked more finely', async () => {
    const { requests, focus, details, around } = await read(scene(), { aroundOnset });
    expect([requests, focus]).toEqual([3, 'edge_5xx']);
    expect(around.mock.calls[0]?.[1]).toBe('edge_5xx');
    expect(details.finer?.bucketMs).toBe(MINUTE_MS);
    const [first] = details.places.filter(({ place }) => place === 'host');
    expect(first?.value).toBe('shop.example.com');
    expect(details.local.length).toBeGreaterThan(0);
  });

  it('need no further request where nothing is to be asked more finely', async () => {
    expect((await read(scene())).requests).toBe(2);
  });
});

describe('another class that moved', () => {
  it('is where the places are, which takes one request more', async () => {
    const scene = broken({ edge_status: 404, origin_status: 404, hosts: ['api.example.com'] });
    const { requests, focus, details } = await read(scene, { aroundOnset });
    expect([requests, focus]).toEqual([3, 'edge_4xx']);
    expect(details.places[0]).toMatchObject({ place: 'host', value: 'api.example.com' });
    expect(details.finer?.series.length).toBe(20);
    // What was seen with the first look is kept.
    expect(details.local.some(({ status }) => status === 404)).toBe(true);
  });
});

describe('one path that fails while its class does not move', () => {
  const scene = () =>
    broken({
      hosts: ['shop.example.com'],
      only: { clientRequestPath: ['/cart'] },
      share: 1,
      edge_status: 413,
      origin_status: 413,
    });

  it('is found with its place, and since when', async () => {
    const { requests, focus, local, localSince, details } = await read(scene());
    expect([requests, focus]).toEqual([3, 413]);
    expect(local[0]).toMatchObject({ status: 413, at: { place: 'path', value: '/cart' } });
    expect(Math.abs((localSince?.ms ?? 0) - (END_MS - BEGAN * MINUTE_MS))).toBeLessThanOrEqual(2 * MINUTE_MS);
    expect(details.finer).toBeUndefined();
    // The first look was at 5xx; the places are those of what was found.
    expect(details.places.filter(({ place }) => place === 'path').map(({ value }) => value)).toEqual([
      '/cart',
    ]);
  });

  it('has no time where another status was asked for', async () => {
    const { focus, localSince } = await read(scene(), { status: 502 });
    expect([focus, localSince]).toEqual([502, undefined]);
  });
});

describe('a status that is new in many places', () => {
  it('is found with its pair, and since when', async () => {
    const { local, localSince } = await read(broken({ share: 0.004, edge_status: 524, origin_status: 0 }));
    expect(local[0]).toMatchObject({ status: 524, pair: { edge: 524, origin: 0 } });
    expect(Math.abs((localSince?.ms ?? 0) - (END_MS - BEGAN * MINUTE_MS))).toBeLessThanOrEqual(3 * MINUTE_MS);
  });
});
