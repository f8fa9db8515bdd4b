/** Whether the origin gets a larger share of the requests: not by chance, not where its status is not told. */
import { describe, expect, it } from 'vitest';
import { describeOriginShare } from '../../src/answers/origin-share.ts';
import type { ErrorReport } from '../../src/cloudflare/analytics/http-errors.ts';

type Pair = [edge: number, origin: number | undefined, requests: number, requestsBefore: number | undefined];

const told = (pairs: Pair[], sampleInterval = 1) =>
  describeOriginShare({
    pairs: pairs.map(([edge, origin, requests, requestsBefore]) => ({
      edge,
      origin,
      requests,
      requestsBefore,
    })),
    sampleInterval,
  } as unknown as ErrorReport);

describe('the share of requests that the origin is asked for', () => {
  it('is told when it rose, with what to look at', () => {
    expect(
      told([
        [200, 0, 400, 700],
        [200, 200, 600, 300],
      ]),
    ).toBe(
      'The origin was asked for 60.0 % of requests (before: 30.0 %). Whether less comes from the cache: "by": "cache"; ' +
        'why: purges and cache rules in list_changes.',
    );
  });

  it('counts requests that did not reach it, too', () => {
    expect(
      told([
        [200, 0, 400, 700],
        [522, 0, 600, 300],
      ]),
    ).toContain('60.0 % of requests');
    expect(
      told([
        [200, 0, 400, 1_000],
        [403, 0, 600, 0],
      ]),
    ).toBeUndefined();
  });

  it.each<[string, Pair[], number?]>([
    [
      'rose a little',
      [
        [200, 0, 650, 700],
        [200, 200, 350, 300],
      ],
    ],
    [
      'rose by ten points of many',
      [
        [200, 0, 100, 250],
        [200, 200, 900, 750],
      ],
    ],
    [
      'fell',
      [
        [200, 0, 700, 400],
        [200, 200, 300, 600],
      ],
    ],
    [
      'is of too few requests',
      [
        [200, 0, 40, 70],
        [200, 200, 60, 30],
      ],
    ],
    [
      'is of too few counted ones',
      [
        [200, 0, 400, 700],
        [200, 200, 600, 300],
      ],
      10,
    ],
    [
      'is of too few before',
      [
        [200, 0, 400, 70],
        [200, 200, 600, 30],
      ],
    ],
    [
      'has nothing before',
      [
        [200, 0, 400, undefined],
        [200, 200, 600, undefined],
      ],
    ],
    [
      'is not told by Cloudflare',
      [
        [200, undefined, 400, 700],
        [200, 200, 600, 300],
      ],
    ],
    ['is of no requests', []],
  ])('is not news where it %s', (_what, pairs, sampleInterval) => {
    expect(told(pairs, sampleInterval)).toBeUndefined();
  });
});
