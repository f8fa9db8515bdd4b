/** Which data centres stand out: a place of Cloudflare's that fails is named, an origin that fails everywhere names none. */
import { describe, expect, it } from 'vitest';
import { standingOut } from '../../src/answers/failing-places.ts';

const at = (code: string, failed: number, of: number) => ({ code, failed, of });
const codesOf = (places: Parameters<typeof standingOut>[0]) => standingOut(places).map(({ code }) => code);

describe('data centres that stand out', () => {
  it.each([
    ['one that fails alone', [at('FRA', 500, 1_000), at('AMS', 2, 1_000), at('LHR', 3, 900)], ['FRA']],
    [
      'two of four, the worst first',
      [at('AMS', 300, 1_000), at('FRA', 500, 1_000), at('LHR', 0, 900), at('CDG', 5, 900)],
      ['FRA', 'AMS'],
    ],
    [
      'none where the origin fails everywhere',
      [at('FRA', 470, 1_000), at('AMS', 300, 600), at('LHR', 46, 100)],
      [],
    ],
    [
      'one that fails fully while a tenth fails everywhere',
      [at('FRA', 990, 1_000), at('AMS', 100, 1_000), at('LHR', 90, 1_000)],
      ['FRA'],
    ],
    [
      'one that fails fully while half fails everywhere',
      [at('FRA', 1_000, 1_000), at('AMS', 500, 1_000), at('LHR', 480, 1_000)],
      ['FRA'],
    ],
    ['none where everything fails', [at('FRA', 1_000, 1_000), at('AMS', 1_000, 1_000)], []],
    ['none of the usual few errors', [at('FRA', 30, 10_000), at('AMS', 0, 10_000), at('LHR', 1, 9_000)], []],
    ['none by chance, of few requests', [at('MNL', 3, 4), at('AMS', 1, 1_000), at('LHR', 1, 1_000)], []],
    ['not the only one that has traffic: there is nothing to compare with', [at('FRA', 900, 1_000)], []],
    ['not one whose others have a handful of requests', [at('FRA', 500, 1_000), at('AMS', 0, 3)], []],
    [
      'not one of which few failed requests were seen, however they are scaled up',
      [{ ...at('FRA', 500, 1_000), failedSeen: 5 }, at('AMS', 0, 1_000), at('LHR', 0, 900)],
      [],
    ],
    ['none of none', [], []],
    ['none without errors', [at('FRA', 0, 10)], []],
  ])('are %s', (_case, places, codes) => {
    expect(codesOf(places)).toEqual(codes);
  });
});
