/** Why the number of requests changed: what came more of, where to look, what changed long ago, and zones without traffic. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '../client.ts';
import {
  ago,
  comes,
  fails,
  NOW,
  quietScene,
  type Scene,
  vanishes,
  ZONE,
  zoneOf,
} from '../incidents/world.ts';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

async function notesOf(scene: Scene, input: Record<string, unknown> = {}): Promise<string> {
  const session = await open({ world: scene.world });
  const { structured, text } = await session.call('get_http_errors', { zone: ZONE, ...input });
  expect(structured, text).toBeDefined();
  return structured.notes.join('\n');
}

const flood = (edge: number, origin: number) => (scene: Scene) =>
  comes(scene, 60_000, {
    clientRequestHTTPHost: ZONE,
    edgeResponseStatus: edge,
    originResponseStatus: origin,
  });

/** A plan has so many requests a minute that a change is no chance. */
function busy(scene: Scene, name: string): Scene {
  const zone = zoneOf(scene.world, name);
  Object.assign(zone.traffic, { requests_per_minute: 2000 });
  return { ...scene, zone };
}

describe('a rise of requests', () => {
  it.each([
    ['the origin redirects', 301, 301, /SSL mode flexible .*: see get_zone, list_changes/],
    ['a rule redirects', 302, 0, /redirect rules and Always Use HTTPS: see list_changes/],
  ])('is told as redirects where %s, and not as an attack', async (_what, edge, origin, where) => {
    const scene = quietScene();
    flood(edge, origin)(scene);
    const notes = await notesOf(scene, { since: '3h' });
    expect(notes).toMatch(/Requests rose .* 9\d\.\d % of the rise are redirects, as in a loop\./);
    expect(notes).toMatch(where);
    expect(notes).not.toMatch(/who sends/);
  });

  it.each([
    ['403 made at the edge', 403, 0, /9\d\.\d % of the rise are 4xx; who sends them is told by "by": "as"/],
    ['answers', 200, 200, /in 5 minutes: who sends them is told by "by": "as"/],
    ['not modified', 304, 304, /in 5 minutes: who sends them/],
  ])('asks who sends them where they are %s', async (_what, edge, origin, words) => {
    const scene = quietScene();
    flood(edge, origin)(scene);
    const notes = await notesOf(scene, { since: '3h' });
    expect(notes).toMatch(words);
    expect(notes).not.toMatch(/loop/);
  });

  it('names a dimension that the plan has', async () => {
    const scene = busy(quietScene(), 'outfitters.example');
    comes(scene, 20_000, { clientRequestHTTPHost: 'outfitters.example' });
    const notes = await notesOf(scene, { zone: 'outfitters.example' });
    expect(notes).toMatch(/Requests rose .*"by": "user_agent"/);
  });
});

describe('a fall of requests', () => {
  it('asks for DNS, the proxy, a certificate and the zone', async () => {
    const scene = quietScene();
    vanishes(scene, { share: 0.97 });
    const notes = await notesOf(scene, { since: '3h' });
    expect(notes).toMatch(/Requests fell by 9\d\.\d % at 2026-11-25T17:13:00Z/);
    for (const tool of ['list_changes', 'list_dns_records', 'list_certificates', 'get_zone'])
      expect(notes).toContain(tool);
  });

  it.each(['12h', '24h', '7d'])('that is an hour old is told in %s', async (since) => {
    const scene = quietScene();
    vanishes(scene, {});
    expect(await notesOf(scene, { since })).toMatch(/Requests fell to nothing at 2026-11-25T17:1[0-5]:00Z/);
  });

  it('that began before the window before is told by the day before, and since when', async () => {
    const scene = quietScene();
    vanishes(scene, { share: 0.97, since: ago(scene, 300) });
    expect(await notesOf(scene)).toMatch(
      /Requests fell by 9\d\.\d % at 2026-11-25T13:00:00Z, before this window, from \d+ \(24 hours before\) to \d+ in 1 minute/,
    );
  });

  it('is told so on a plan that keeps a day', async () => {
    const scene = busy(quietScene(), 'outfitters.example');
    vanishes(scene, { hosts: scene.zone.traffic.hosts.map(({ name }) => name), since: ago(scene, 300) });
    expect(await notesOf(scene, { zone: 'outfitters.example' })).toMatch(
      /Requests fell to nothing at 2026-11-25T13:00:00Z, before this window, from \d+ \(22 hours before\)/,
    );
  });

  it('that is older than the day before is silence, not a fall', async () => {
    const scene = quietScene();
    vanishes(scene, { since: ago(scene, 3000) });
    expect(await notesOf(scene)).toMatch(/^No requests in this window/);
  });
});

describe('a host that is silent in a zone which is not', () => {
  it.each(['1h', '3h', '24h'])('is named, with where to look, over %s', async (since) => {
    const scene = quietScene();
    vanishes(scene, { hosts: ['api.example.com'] });
    const notes = await notesOf(scene, { since });
    expect(notes).toMatch(
      /No request to api\.example\.com \(before: \d{4,} in 15 minutes\) since 2026-11-25T17:4[45]:00Z or earlier: .*list_dns_records and list_changes/,
    );
    expect(notes).not.toMatch(/No request to .*(shop|checkout|www)/);
  });

  it('is not said of a quiet zone, of one that is silent as a whole, or of a part of the requests', async () => {
    const quiet = quietScene();
    expect(await notesOf(quiet)).not.toContain('No request to');
    const scene = quietScene();
    vanishes(scene, { hosts: scene.zone.traffic.hosts.map(({ name }) => name) });
    expect(await notesOf(scene)).not.toContain('No request to');
    const one = quietScene();
    vanishes(one, { hosts: ['api.example.com'] });
    for (const part of [{ host: '*.example.com' }, { path: '/cart' }, { country: 'DE' }]) {
      expect(await notesOf(one, part)).not.toContain('No request to');
    }
  });
});

describe('the share of requests that the origin is asked for', () => {
  const bypass = (scene: Scene) =>
    fails(scene, {
      only: { cacheStatus: ['hit'] },
      becomes: { cacheStatus: 'bypass', originResponseStatus: 200 },
    });

  it('is told when the cache is bypassed, but not where an outage or a surge moves it', async () => {
    const bypassed = quietScene();
    bypass(bypassed);
    expect(await notesOf(bypassed)).toMatch(
      /The origin was asked for 9\d\.\d % of requests \(before: 6\d\.\d %\)/,
    );
    const down = quietScene();
    fails(down, { edge_status: 521, origin_status: 0 });
    expect(await notesOf(down)).not.toContain('The origin was asked');
    const surge = quietScene();
    comes(surge, 40_000, { clientRequestHTTPHost: ZONE, edgeResponseStatus: 200, originResponseStatus: 200 });
    expect(await notesOf(surge)).not.toContain('The origin was asked');
  });
});

describe('a rise that began before the window before', () => {
  it('is told by the day before', async () => {
    const scene = quietScene();
    comes(scene, 40_000, { clientRequestHTTPHost: ZONE }, 300);
    expect(await notesOf(scene)).toMatch(
      /Requests rose 11\.\d-fold at 2026-11-25T13:00:00Z, before this window/,
    );
  });
});

describe('a zone without requests', () => {
  it.each([
    ['paused', { paused: true }, /example\.com is paused: .* no traffic passes it/],
    ['moved', { status: 'moved' }, /example\.com is moved, not active: no traffic passes/],
    ['pending', { status: 'pending' }, /example\.com is pending, not active: no traffic passes/],
    ['active', {}, /is the traffic proxied/],
  ])('that is %s says so', async (_what, changes, words) => {
    const scene = quietScene();
    Object.assign(scene.zone, changes);
    vanishes(scene, { since: ago(scene, 3000) });
    const notes = await notesOf(scene);
    expect(notes).toMatch(/^No requests in this window: /);
    expect(notes).toMatch(words);
    expect(notes).not.toMatch(/did not stand out/);
  });

  it('says so too where its requests fell in the window', async () => {
    const scene = quietScene();
    Object.assign(scene.zone, { paused: true });
    vanishes(scene, {});
    expect(await notesOf(scene, { since: '3h' })).toMatch(
      /Requests fell to nothing at .*17:13:00Z.* is paused/,
    );
  });
});

describe('what a class consists of', () => {
  it('is told by what is new, however little of a long window it is', async () => {
    const scene = quietScene();
    fails(scene, { share: 0.2, edge_status: 400, origin_status: 400 });
    expect(await notesOf(scene, { since: '24h' })).toMatch(
      /4xx rose from .*; what rose are 400, the origin itself: bad request \(\d+, before: 0\)/,
    );
  });
});

describe('a time', () => {
  it.each([
    [
      'a class of statuses beside the one that is looked at closely',
      '24h',
      /4xx rose from .* between .*17:00:00Z and .*18:00:00Z/,
    ],
    ['days of five minutes around it', '7d', /5xx rose from .* at 2026-11-25T04:40:00Z/],
    ['minutes', '3h', /4xx rose from .* at 2026-11-25T17:1[0-5]:00Z/],
  ])('of %s is told as finely as it is known', async (_what, since, words) => {
    const scene = quietScene();
    const minutesAgo = since === '7d' ? 800 : 47;
    fails(scene, { since: ago(scene, minutesAgo), share: 0.3, edge_status: 502, origin_status: 502 });
    comes(scene, 4000, { edgeResponseStatus: 429, originResponseStatus: 429 }, minutesAgo);
    expect(await notesOf(scene, { since })).toMatch(words);
  });
});

describe('a quiet zone', () => {
  it.each(['10m', '1h', '3h', '11h', '24h'])('says none of it in %s', async (since) => {
    const notes = await notesOf(quietScene(), { since });
    expect(notes).not.toMatch(/Requests (fell|rose)|No requests|redirect|paused/);
  });

  it('nor does one that fails alike', async () => {
    const scene = quietScene();
    fails(scene, { edge_status: 502, origin_status: 502 });
    expect(await notesOf(scene, { since: '3h' })).not.toMatch(/Requests (fell|rose)|redirect/);
  });
});
