/** What the counts of the whole zone hide: a status that is new, or one host or path that fails. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '../client.ts';
import { ago, BEGAN, comes, fails, NOW, quietScene, type Scene, ZONE } from '../incidents/world.ts';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const HOST = { clientRequestHTTPHost: 'docs.example.com', clientRequestPath: '/' };

async function ask(scene: Scene, input: Record<string, unknown> = {}) {
  const session = await open({ world: scene.world });
  const { structured, text } = await session.call('get_http_errors', { zone: ZONE, ...input });
  expect(structured, text).toBeDefined();
  return { ...structured, said: structured.notes.join('\n'), text };
}

/** A half per cent of the requests of the zone: they worked, and then most of them get this status. */
function failing(edge: number, origin: number, share: number, fields = { clientRequestPath: '/export' }) {
  const scene = quietScene();
  const { extras = [] } = scene.zone.traffic;
  const perMinute = (part: number) => ({ requests_per_minute: 24 * part, fields });
  const statuses = { edgeResponseStatus: edge, originResponseStatus: origin };
  extras.push({ since: ago(scene, 2000), until: ago(scene, BEGAN), ...perMinute(1) });
  extras.push({ since: ago(scene, BEGAN), ...perMinute(1 - share) });
  extras.push({ since: ago(scene, BEGAN), ...perMinute(share), fields: { ...fields, ...statuses } });
  scene.zone.traffic.extras = extras;
  return scene;
}

describe('a status that fails one path', () => {
  it.each([
    [524, 0, /524 stands out on path \/export: .* origin connected but did not/],
    [500, 500, /500 stands out on path \/export: .* the origin itself: internal error\./],
    [403, 0, /403 stands out on path \/export: .* blocked or challenged at the edge/],
    [429, 429, /429 stands out on path \/export: .* the origin itself: too many requests/],
    [404, 404, /404 stands out on path \/export: /],
  ])('of %i is told, with the time and what it means', async (edge, origin, words) => {
    const { said, top_of, statuses } = await ask(failing(edge, origin, 0.86), { since: '3h' });
    expect(said).toMatch(words);
    expect(said).toMatch(
      /on path \/export: 8\d\.\d % of requests there, beginning at 2026-11-25T17:1[23]:00Z \(before: 0\.0 %\);/,
    );
    expect(top_of).toBe(String(edge));
    expect(statuses[0].http_status).toBe(edge);
    expect(/5xx did not stand out/.test(said)).toBe(edge < 500);
  });

  it.each(['1h', '12h', '24h'])('is told in %s', async (since) => {
    const { said, text } = await ask(failing(524, 0, 0.86), { since });
    expect(said).toMatch(/524 stands out on path \/export: 8\d\.\d % .* beginning at .*17:1\d:00Z/);
    if (since === '1h') expect(encode(text).length).toBeLessThanOrEqual(1_400);
  });

  it('is told in a window that lies wholly in it, as far as 5xx', async () => {
    const scene = failing(524, 0, 0.86);
    const { said } = await ask(scene, { since: '20m' });
    expect(said).toMatch(/524 stands out on path \/export: .* since 2026-11-25T17:40:00Z or earlier/);
    expect(said).toMatch(/5xx in the whole zone are only/);
  });
});

describe('a status that fails one host', () => {
  it('of 4xx is told with the host', async () => {
    const { said } = await ask(failing(401, 401, 0.9, HOST), { since: '3h' });
    expect(said).toMatch(/401 stands out on host docs\.example\.com: (8|9)\d\.\d % of requests there/);
  });
});

describe('a host that is new', () => {
  it('fails since its first request, not since before the window', async () => {
    const scene = quietScene();
    comes(scene, 25, { ...HOST, edgeResponseStatus: 530, originResponseStatus: 0 });
    expect((await ask(scene, { since: '24h' })).said).toMatch(
      /530 stands out on host docs\.example\.com: 100\.0 % of requests there, beginning at 2026-11-25T17:1\d:00Z;/,
    );
  });
});

describe('a pair of statuses that is new', () => {
  it('is told although it is everywhere a little', async () => {
    const scene = quietScene();
    fails(scene, { share: 0.004, edge_status: 524, origin_status: 0 });
    const { said } = await ask(scene, { since: '3h' });
    expect(said).toMatch(
      /524, origin connected but did not answer in time, rose from 0 to \d+ requests, beginning at 2026-11-25T17:1\d:00Z\./,
    );
    expect(said).toMatch(/5xx in the whole zone are only 0\.\d % of requests/);
  });

  it('is told in the answer about all zones', async () => {
    const scene = quietScene();
    fails(scene, { share: 0.004, edge_status: 524, origin_status: 0 });
    const session = await open({ world: scene.world });
    const { structured } = await session.call('get_http_errors', {});
    const said = structured.notes.join('\n');
    expect(said).toMatch(/example\.com: 524 rose from 0 to \d+/);
    expect(said).not.toMatch(/In none of/);
  });
});

describe('what is no news', () => {
  it.each(['15m', '1h', '3h', '24h', '7d'])('is not told of a quiet zone in %s', async (since) => {
    const { said } = await ask(quietScene(), { since });
    expect(said).not.toMatch(/stands out|rose|only/);
    expect(said).toMatch(/5xx did not stand out/);
  });

  it('is a scan of paths that never were there, and a few more errors than before', async () => {
    const scene = quietScene();
    for (const path of ['/.env', '/.git/config', '/wp-admin']) {
      comes(scene, 4, { clientRequestPath: path, edgeResponseStatus: 404, originResponseStatus: 404 });
    }
    fails(scene, { share: 0.0005, edge_status: 502, origin_status: 502 });
    expect((await ask(scene, { since: '3h' })).said).not.toMatch(/stands out on|rose from/);
  });

  it('is told once where the class of the status is told', async () => {
    const scene = quietScene();
    fails(scene, { edge_status: 502, origin_status: 502 });
    const { said } = await ask(scene, { since: '3h' });
    expect(said).toMatch(/5xx rose from/);
    expect(said).not.toMatch(/stands out/);
  });
});
