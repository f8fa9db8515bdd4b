/** Which of the zones fail: by shares against before, and "none" only where all zones were read. */
import { describe, expect, it } from 'vitest';
import {
  describeZones,
  toZoneTrafficRows,
  zonesTrafficSearched,
} from '../../src/answers/zone-traffic-rows.ts';
import { NO_REQUESTS } from '../../src/cloudflare/analytics/request-classes.ts';
import type { ZoneTraffic } from '../../src/cloudflare/analytics/zone-traffic.ts';

const counts = (requests: number, edge_5xx = 0) => ({ ...NO_REQUESTS, requests, edge_5xx });
const zone = (
  name: string,
  now: [number, number?],
  before: [number, number?],
  own: Partial<ZoneTraffic> = {},
) => ({
  zone: name,
  now: counts(...now),
  before: counts(...before),
  pairs: [],
  interval: 1,
  noTraffic: undefined,
  ...own,
});
const traffic = (rows: ZoneTraffic[], own: object = {}) => ({
  rows,
  skipped: [],
  total: rows.length,
  next: undefined,
  ...own,
});
const notes = (rows: ZoneTraffic[], own: object = {}) =>
  describeZones(traffic(rows, own)).filter(Boolean).join('\n');

describe('the rows', () => {
  it('are the worst first, then the busiest; a zone without requests has none', () => {
    const rows = [
      zone('idle', [0], [0]),
      zone('quiet', [10], [10]),
      zone('busy', [1_000], [1_000]),
      zone('worse', [1_000, 40], [1_000, 10]),
      zone('worst', [1_000, 60], [1_000, 60]),
      zone('gone', [0], [50]),
    ];
    const { breakdown, ...rest } = toZoneTrafficRows({ rows });
    expect(breakdown.map((row) => row.zone)).toEqual(['worst', 'worse', 'busy', 'quiet', 'gone']);
    expect(rest).toEqual({});
    expect(breakdown[1]).toEqual({
      zone: 'worse',
      requests: 1_000,
      requests_before: 1_000,
      edge_4xx: 0,
      edge_4xx_before: 0,
      edge_5xx: 40,
      edge_5xx_before: 10,
    });
  });

  it('are bounded, and the others counted', () => {
    const rows = Array.from({ length: 53 }, (_, at) => zone(`z${at}`, [1], [1]));
    expect(toZoneTrafficRows({ rows }).breakdown_more).toBe(3);
    expect(toZoneTrafficRows({ rows: rows.slice(0, 50) })).not.toHaveProperty('breakdown_more');
  });
});

describe('what was searched', () => {
  const rows = [zone('a', [1], [1]), zone('b', [1], [1])];
  it('counts zones, those left, and those skipped', () => {
    expect(zonesTrafficSearched(traffic(rows))).toEqual({ zones: 2, of: 2 });
    expect(zonesTrafficSearched(traffic(rows, { total: 30, next: 20 }))).toEqual({
      zones: 2,
      of: 30,
      left: 10,
    });
    expect(zonesTrafficSearched(traffic(rows, { total: undefined, next: 20 }))).toEqual({
      zones: 2,
      of: undefined,
    });
    const skipped = Array.from({ length: 12 }, (_, at) => ({ zone: `s${at}`, reason: 'x' }));
    const searched = zonesTrafficSearched(traffic(rows, { skipped }));
    expect([searched.skipped, searched.skipped_zones?.length]).toEqual([12, 10]);
  });
});

describe('the notes', () => {
  const well = zone('well', [1_000, 1], [1_000, 1]);

  it.each<[string, ZoneTraffic]>([
    ['by a rise of more than a hundredth', zone('shop', [1_000, 12], [1_000, 1])],
    ['by a share of a twentieth, as before', zone('shop', [1_000, 50], [1_000, 50])],
    ['with nothing before', zone('shop', [100, 10], [0])],
  ])('name a zone that fails %s', (_what, failing) => {
    const said = notes([well, failing]);
    expect(said).toMatch(
      /^5xx stand out in 1 of 2 zones: shop \(\d+\.\d % of requests, .* before\)\. Ask again with zone/,
    );
    expect(said).not.toContain('In none');
  });

  it.each<[string, ZoneTraffic]>([
    ['by less than a hundredth', zone('shop', [1_000, 10], [1_000, 1])],
    ['in fewer than ten requests', zone('shop', [20, 9], [20])],
    ['less than before', zone('shop', [1_000, 30], [1_000, 40])],
  ])('do not name one that fails %s', (_what, each) => {
    expect(notes([well, each])).toBe(
      'In none of the 2 zones as a whole did 5xx stand out against the window before; whether one path fails is told with zone.',
    );
  });

  it('name five zones and the worst first', () => {
    const rows = Array.from({ length: 7 }, (_, at) => zone(`z${at}`, [1_000, 100 + at], [1_000]));
    const said = notes(rows);
    expect(said).toContain('stand out in 7 of 7 zones: z6 (10.6 %');
    expect(said).not.toContain('z1 (');
  });

  it('name zones whose requests fell to less than a quarter', () => {
    expect(notes([zone('shop', [249], [1_000])])).toContain('fell to less than a quarter in 1 zones: shop.');
    expect(notes([zone('shop', [250], [1_000])])).not.toContain('fell');
    expect(notes([zone('shop', [0], [999])])).not.toContain('fell');
    const many = Array.from({ length: 8 }, (_, at) => zone(`z${at}`, [0], [5_000]));
    expect(notes(many)).toContain('in 8 zones: z0, z1, z2, z3, z4 and 3 more.');
  });

  it('name a status that is new in a zone which does not fail', () => {
    const pairs = [{ edge: 522, origin: 0, requests: 40, requestsBefore: 2 }];
    const said = notes([zone('shop', [50_000, 40], [50_000, 2], { pairs })]);
    expect(said).toContain('New in shop: 522 rose from 2 to 40.');
    expect(said).not.toContain('In none');
    const calm = [{ edge: 404, origin: 404, requests: 4_000, requestsBefore: 2 }];
    expect(notes([zone('shop', [50_000], [50_000], { pairs: calm })])).toContain('In none of the 1 zones');
  });

  it('conclude nothing where zones were not read', () => {
    const skipped = [{ zone: 'x', reason: 'needs Analytics' }];
    expect(notes([well], { skipped })).toBe(
      'Incomplete: some zones could not be read, see searched.skipped_zones.',
    );
    expect(notes([well], { next: 10 })).toBe(
      'Incomplete: ask again with next_cursor for the remaining zones.',
    );
  });

  it('say why zones have no row', () => {
    const idle = zone('paused', [0], [0], { noTraffic: 'paused' });
    const silent = zone('silent', [0], [0]);
    expect(notes([well, idle])).toMatch(
      /1 zones without any request have no row: paused: paused or not active, so that no traffic passes Cloudflare\.$/,
    );
    expect(notes([well, silent])).toMatch(/have no row: not proxied, or without visitors\.$/);
    expect(notes([well, idle, silent])).toMatch(
      /Cloudflare; the others: not proxied, or without visitors\.$/,
    );
  });
});
