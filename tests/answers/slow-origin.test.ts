/** Whether the origin is slower than before, and since when: not by one bucket, and not by a few requests. */
import { describe, expect, it } from 'vitest';
import { describeSlowness } from '../../src/answers/slow-origin.ts';
import type { ErrorReport } from '../../src/cloudflare/analytics/http-errors.ts';
import { NO_REQUESTS } from '../../src/cloudflare/analytics/request-classes.ts';
import { MINUTE_MS } from '../../src/limits/time.ts';

const START_MS = Date.parse('2026-11-24T10:00:00Z');

function told(
  ms: (number | undefined)[],
  before: number | undefined = 100,
  requests = 100,
  [asked, askedBefore] = [0.5, 0.5],
) {
  const known = ms.flatMap((each) => each ?? []);
  const originMs = known.reduce((sum, each) => sum + each, 0) / known.length;
  return describeSlowness({
    series: ms.map((each, at) => ({
      ...NO_REQUESTS,
      timeMs: START_MS + at * MINUTE_MS,
      requests,
      originMs: each,
    })),
    durations: { firstByteMs: undefined, originMs, askedShare: asked },
    durationsBefore: { firstByteMs: undefined, originMs: before, askedShare: askedBefore },
    sampleInterval: 1,
  } as unknown as ErrorReport);
}

describe('a slow origin', () => {
  it.each([
    [
      'since a minute',
      [100, 90, 110, 900, 1000, 1100],
      /slower since .*T10:03:00Z: it takes 1000 ms .*, 100 ms/,
    ],
    ['although the whole window is hardly slower', [...Array(40).fill(100), 900, 900], /since .*T10:40:00Z/],
    ['although one minute was quick', [100, 900, 100, 900, 900], /since .*T10:01:00Z/],
    ['although the last minute is still filling up', [100, 900, 900, undefined], /since .*T10:01:00Z/],
    ['without saying when, where it is over', [900, 900, 900, 100, 100], /slower: it took 580 ms .*, 100 ms/],
  ])('is told %s', (_what, ms, said) => {
    expect(told(ms)).toMatch(said);
  });

  it.each([
    ['one bucket', [...Array(12).fill(100), 900], 100],
    ['little more than before', [150, 160, 170], 100],
    ['milliseconds', [3, 9, 9], 3],
    ['nothing known of before', [900, 900, 900], undefined],
  ])('is not told of %s', (_what, ms, before) => {
    expect(before === undefined ? told(ms, Number.NaN) : told(ms, before)).toBeUndefined();
  });

  it('is not told of a cache that was purged at the end of a long window', () => {
    const ms = [...Array(30).fill(100), 330, 330, 330];
    expect(told(ms, 100, 100, [0.35, 0.3])).toBeUndefined();
    expect(told([...Array(30).fill(100), 900, 900, 900], 100, 100, [0.35, 0.3])).toMatch(/slower since/);
  });

  it('is not told from a few requests', () => {
    expect(told([100, 100, 100, 100, 100, 100, 300, 300], 100, 5)).toBeUndefined();
  });

  it.each([
    ['more requests ask it, and take as long', 300, 100, [0.9, 0.3], false],
    ['more requests ask it, and each takes longer', 1200, 100, [0.9, 0.3], true],
    ['fewer requests ask it', 300, 100, [0.3, 0.6], true],
    ['nothing was asked before', 300, 0, [0.9, 0], false],
  ])('is told or not where %s', (_what, now, before, shares, isTold) => {
    expect(told(Array(8).fill(now), before, 100, shares as [number, number]) !== undefined).toBe(isTold);
  });
});
