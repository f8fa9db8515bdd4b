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
  askedBefore = 1,
  askedShare = 1,
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
    durations: { firstByteMs: undefined, originMs, askedShare },
    durationsBefore: { firstByteMs: undefined, originMs: before, askedShare: askedBefore },
    sampleInterval: 1,
  } as unknown as ErrorReport);
}

const averages = (originMs: number, askedShare: number) => ({ firstByteMs: undefined, originMs, askedShare });

describe('the origin', () => {
  it.each([
    ['as many requests take three times as long', averages(300, 0.5), averages(100, 0.5), true],
    ['more requests take longer, each of them', averages(1200, 0.9), averages(100, 0.3), true],
    ['more requests ask it, and take as long', averages(300, 0.9), averages(100, 0.3), false],
    ['a bit longer', averages(150, 0.5), averages(100, 0.5), false],
    ['nothing was asked before', averages(300, 0.9), averages(0, 0), false],
  ])('is slower or not where %s', (_what, durations, durationsBefore, isSlower) => {
    const report = { durations, durationsBefore, series: [], sampleInterval: 1 } as unknown as ErrorReport;
    expect(describeSlowness(report) !== undefined).toBe(isSlower);
  });
});

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

  it('is not told where the cache answers less: then the average rises, too', () => {
    expect(told([100, 100, 900, 900], 100, 100, 0.1, 0.5)).toBeUndefined();
    expect(told([100, 100, 2_100, 2_100], 100, 100, 0.1, 0.5)).toMatch(/slower since/);
  });

  it('is not told from a few requests', () => {
    expect(told([100, 100, 100, 100, 100, 100, 300, 300], 100, 5)).toBeUndefined();
  });
});
