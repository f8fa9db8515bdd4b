/** Whether the number of requests changed, and since when: not by the time of day, and not by chance. */
import { describe, expect, it } from 'vitest';
import {
  findOlderMove,
  findTrafficMove,
  refineTrafficMove,
  traceTrafficMove,
} from '../../src/answers/traffic-onset.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const BUCKET_MS = 5 * MINUTE_MS;
const series = (...counts: number[]) => counts.map((requests, at) => ({ timeMs: at * BUCKET_MS, requests }));
const found = (counts: number[], before?: number, interval = 1) => {
  const move = findTrafficMove(series(...counts), BUCKET_MS, before, interval);
  return move && [move.hasFallen, move.sinceMs / BUCKET_MS, move.isBeforeWindow, move.usual, move.since];
};

describe('a change of traffic', () => {
  it.each([
    ['falls to nothing', [1000, 1000, 1000, 0, 0, 0], 1000, [true, 3, false, 1000, 0]],
    ['falls to a tenth', [1000, 1000, 100, 100], 1000, [true, 2, false, 1000, 100]],
    ['rises tenfold', [1000, 1000, 10_000, 10_000], 1000, [false, 2, false, 1000, 10_000]],
    ['is gone since before the window', [0, 0, 0, 0], 1000, [true, 0, true, 1000, 0]],
  ])('%s', (_name, counts, before, move) => {
    expect(found(counts, before)).toEqual(move);
  });

  it.each([
    ['as before', [1000, 1100, 900, 1000], 1000],
    ['half, as at night', [1000, 800, 600, 500], 1000],
    ['one bucket only', [1000, 1000, 1000, 0], 1000],
    ['too few to say', [10, 10, 0, 0], 10],
    ['none, before and now', [0, 0, 0, 0], 0],
  ])('is not %s', (_name, counts, before) => {
    expect(found(counts, before)).toBeUndefined();
  });

  it('counts what was really counted, where only some requests were', () => {
    expect(found([1000, 1000, 0, 0], 1000, 100)).toBeUndefined();
  });

  it('needs more in a long window, which has nights', () => {
    const day = Array.from({ length: (12 * HOUR_MS) / BUCKET_MS }, (_, at) => (at < 72 ? 1000 : 300));
    expect(found(day, 1000)).toBeUndefined();
  });

  it('in an evening that gets quieter is where the number fell at once, from what it was just before', () => {
    const evening = [3000, 2900, 2800, 2700, 2600, 2500, 2400, 2300, 2200, 2100, 2000, 1900];
    const night = [1150, 1140, 1150, 1160, 1120, 1110];
    expect(found([...evening, ...night], 3000)).toEqual([true, 12, false, 2150, 1138.3333333333333]);
  });

  it('is none where it fell little by little, as each night', () => {
    const evening = Array.from({ length: 36 }, (_, at) => 3000 - at * 55);
    expect(found([...evening, 1000, 1010, 990], 3000)).toBeUndefined();
  });

  it('is told by finer buckets', () => {
    const move = findTrafficMove(series(1000, 1000, 0, 0), BUCKET_MS, 1000, 1)!;
    const finer = [200, 200, 0, 200, 200, 0, 0, 0].map((requests, at) => ({
      timeMs: at * MINUTE_MS,
      requests,
    }));
    expect(refineTrafficMove(finer, MINUTE_MS, move)).toBe(5 * MINUTE_MS);
  });

  it.each([
    [100, 100],
    [131, 131],
    [240, 240],
    [0, undefined],
  ])('that began before the window is traced back to minute %i', (from, minute) => {
    const move = findTrafficMove(series(0, 0, 0, 0), BUCKET_MS, 1000, 1)!;
    // Every seventh minute is quiet, as minutes are.
    const finer = Array.from({ length: 305 }, (_, at) => ({
      timeMs: at * MINUTE_MS,
      requests: at < from && at % 7 !== 0 ? 230 : 0,
    }));
    expect(traceTrafficMove(finer, MINUTE_MS, move)).toBe(minute && minute * MINUTE_MS);
  });

  it.each([
    ['to nothing', 0, true],
    ['as on a weekend', 200, undefined],
    ['not', 900, undefined],
    ['tenfold', 10_000, false],
  ])('against the day before is one where it changed %s', (_what, now, hasFallen) => {
    const dayBefore = { requests: 4_000, backMs: 24 * HOUR_MS };
    expect(findOlderMove(series(now, now, now, now), BUCKET_MS, dayBefore, 4, 1)?.hasFallen).toBe(hasFallen);
  });
});
