/** get_cloudflare_status with a zone: in which data centres does more fail than elsewhere, and what is reported there? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'get_cloudflare_status';
const zone = 'example.com';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const counted = (coloCode: string, count: number) => ({ count, dimensions: { coloCode } });
/** Asks about a zone in whose data centres so many requests failed, of so many. */
async function askWith(failed: object[], all: object[]) {
  const when = ({ body }: { body?: string }) => body?.includes('coloCode') === true;
  const answer = () =>
    Response.json({ data: { viewer: { zones: [{ failed, byOrigin: [], all }] } }, errors: null });
  const session = await open({ world: sampleWorld(NOW), faults: [{ when, answer }] });
  return session.call(TOOL, { zone });
}

describe('get_cloudflare_status of a zone', () => {
  it('names the data centres where more fails than elsewhere, with counts, and what is reported about them', async () => {
    const { structured } = await askWith(
      [counted('FRA', 748), counted('LHR', 2), counted('BGW', 15)],
      [
        counted('FRA', 1_000),
        counted('LHR', 1_000),
        counted('AMS', 1_000),
        counted('CDG', 900),
        counted('BGW', 40),
      ],
    );
    expect(structured.failing_data_centres).toEqual([
      { data_centre: 'FRA', failed: 748, of: 1_000, share_percent: 74.8 },
      { data_centre: 'BGW', failed: 15, of: 40, share_percent: 37.5 },
    ]);
    expect(structured.matches).toEqual([
      'Network performance issues in Frankfurt',
      'Frankfurt, Germany - (FRA)',
      'Baghdad, Iraq - (BGW)',
    ]);
    expect(structured.notes).toBeUndefined();
    // FRA is "re-routed" on the status page: that is no reason to think that nothing fails there.
    const place = structured.degraded_components.find(({ name }: { name: string }) => name.includes('FRA'));
    expect(place.meaning).toMatch(/^re-routed: .*; but what still arrives there fails: 748 of 1000 requests/);
  });

  it.each([
    ['moved', { status: 'moved' as const }],
    ['pending', { status: 'pending' as const }],
    ['paused', { paused: true }],
  ])('says of a zone without requests that it is %s, and get_http_errors does too', async (word, facts) => {
    const world = sampleWorld(NOW);
    const idle = world.zones.find(({ name }) => name === zone) ?? expect.fail();
    Object.assign(idle, facts);
    idle.traffic.requests_per_minute = 0;
    const session = await open({ world });
    for (const tool of [TOOL, 'get_http_errors']) {
      const { structured } = await session.call(tool, { zone });
      expect(structured.notes?.join()).toMatch(
        new RegExp(`No request.*example\\.com is ${word}\\b.*no traffic passes`),
      );
    }
  });

  it('says so when nothing is reported about the data centres that stand out', async () => {
    const { structured } = await askWith([counted('SIN', 748)], [counted('SIN', 700), counted('LHR', 1_000)]);
    // Both are estimates: the part may be larger than the whole.
    expect(structured.failing_data_centres).toEqual([
      { data_centre: 'SIN', failed: 748, of: 748, share_percent: 100 },
    ]);
    expect(structured).not.toHaveProperty('matches');
    expect(structured.notes).toEqual(['Nothing reported concerns these data centres.']);
  });

  it('shows eight of many, and says how many more', async () => {
    const codes = Array.from({ length: 30 }, (_, n) => `X${String(n).padStart(2, '0')}`);
    const { structured } = await askWith(
      codes.slice(0, 12).map((code) => counted(code, 500)),
      codes.map((code) => counted(code, 1_000)),
    );
    expect(structured.failing_data_centres).toHaveLength(8);
    expect(structured.failing_data_centres_more).toBe(4);
  });
});
