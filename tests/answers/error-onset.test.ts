/** When something began: the latest stretch in which a share stands out by more than noise, or none. */
import { describe, expect, it } from 'vitest';
import { findOnset, joined, refineOnset } from '../../src/answers/error-onset.ts';

/** One letter for each bucket: `.` quiet, `x` failing, `o` a few errors, `1` one request of thirteen, `-` no traffic. */
const BUCKETS: Record<string, [number, number]> = {
  '.': [1000, 2],
  o: [1000, 40],
  x: [1000, 720],
  '1': [13, 1],
  '0': [13, 0],
  '-': [0, 0],
};
const series = (letters: string) =>
  [...letters].map((letter, timeMs) => {
    const [total, failed] = BUCKETS[letter]!;
    return { timeMs, total, failed };
  });
const found = (letters: string, before?: number, interval = 1) => {
  const onset = findOnset(series(letters), { before, shareMax: 0.05, interval });
  return onset && [onset.sinceMs, onset.isBeforeWindow, onset.lastMs];
};

describe('an onset', () => {
  it.each([
    ['........xxxxxxxx', [8, false, undefined]],
    ['........xxxxxxx.', [8, false, undefined]],
    ['........xxxx....', [8, false, 11]],
    ['..xx........xx..', [12, false, 13]],
    ['........oooooooo', [8, false, undefined]],
    ['........xx.xxxxx', [8, false, undefined]],
    ['xxxx............', [0, true, 3]],
    ['xxxxxxxxxxxxxxxx', [0, true, undefined]],
    ['----....xxxxxxxx', [8, false, undefined]],
    ['.......x........', [7, false, 7]],
  ])('of %s', (letters, onset) => {
    expect(found(letters)).toEqual(onset);
  });

  it.each([
    '................',
    '----------------',
    'oooooooooooooooo',
    '00000000000000000001',
    '0010000100',
    '',
  ])('is not found in %s', (letters) => {
    expect(found(letters)).toBeUndefined();
  });

  it('was before the window where it goes on from its start, after a first bucket with nearly nothing in it', () => {
    expect(found('-xxxxxxxxxxxxxxx', 0.71)).toEqual([1, true, undefined]);
    expect(found('0xxxxxxxxxxxxxxx', 0.71)).toEqual([1, true, undefined]);
    expect(found('xxxxxxxxxxxxxxxx', 0.71)).toEqual([0, true, undefined]);
    expect(found('.xxxxxxxxxxxxxxx', 0.002)).toEqual([1, false, undefined]);
  });

  // Requests of five minutes with the 5xx of a path that fails since the seventh bucket: about one in a hundred, by chance more or less.
  const nearTheBound = (...failed: number[]) =>
    failed.map((each, timeMs) => ({ timeMs, total: 2_100, failed: each }));

  it('is the first of buckets that are a little above the bound, not the last that chance lifts over it', () => {
    const buckets = nearTheBound(6, 7, 5, 9, 4, 6, 22, 24, 26, 21, 17, 24, 16, 18, 20, 28, 29);
    const onset = findOnset(buckets, { before: 0.003, shareMax: 0.05, interval: 1 })!;
    expect([onset.sinceMs, onset.lastMs]).toEqual([6, undefined]);
    expect(onset.share).toBeCloseTo(0.0106, 4);
  });

  it('of two stretches is the latest, though the earlier one was larger', () => {
    const buckets = nearTheBound(6, 90, 95, 6, 4, 6, 5, 6, 7, 5, 6, 40, 44, 41);
    expect(findOnset(buckets, { before: 0.003, shareMax: 0.05, interval: 1 })?.sinceMs).toBe(11);
  });

  it('of what is frequent anyway is found by how little else is left', () => {
    const redirects = [70, 71, 69, 70, 96, 97, 96, 97].map((failed, timeMs) => ({
      timeMs,
      total: 100,
      failed,
    }));
    const question = { before: 0.7, shareMax: 0.6, interval: 1 };
    expect(findOnset(redirects, question)).toMatchObject({
      sinceMs: 4,
      isBeforeWindow: false,
      quietShare: 0.695,
    });
    const finer = [70, 69, 71, 96, 97, 98].map((failed, timeMs) => ({ timeMs, total: 100, failed }));
    expect(refineOnset(finer, findOnset(redirects, question)!, 0.6)).toBe(3);
    expect(findOnset(redirects.slice(0, 4), question)).toMatchObject({ sinceMs: 0, isBeforeWindow: true });
  });

  it('is told by finer buckets together: two that chance lifts do not begin it', () => {
    const onset = { sinceMs: 0, isBeforeWindow: false, lastMs: undefined, share: 0.0105, quietShare: 0.003 };
    const failed = [1, 3, 4, 0, 1, 2, 0, 1, 0, 2, 5, 4, 6, 3, 5, 2, 6, 5];
    const minutes = failed.map((each, timeMs) => ({ timeMs, total: 420, failed: each }));
    expect(refineOnset(minutes, onset, 0.05)).toBe(10);
  });

  it('is not one bucket with a few errors, nor as many as there were before', () => {
    expect(found('.......o........')).toBeUndefined();
    expect(found('oooooooooooooooo', 0.04)).toBeUndefined();
    expect(found('oooooooooooooooo', 0.002)).toEqual([0, true, undefined]);
  });

  it('needs more where only some requests were counted: each stands for many', () => {
    expect(found('..............oo', undefined, 1)).toEqual([14, false, undefined]);
    expect(found('..............oo', undefined, 100)).toBeUndefined();
  });

  it('has the share since then and the one before', () => {
    const onset = findOnset(series('........xxxxxxxx'), { before: 0.003, shareMax: 0.05, interval: 1 })!;
    expect([onset.share, onset.quietShare]).toEqual([0.72, 0.003]);
  });

  it('is told by finer buckets, where a single error before it does not count', () => {
    const onset = findOnset(series('........xxxxxxxx'), { before: 0.003, shareMax: 0.05, interval: 1 })!;
    expect(refineOnset(series('..o...xxxx'), onset, 0.05)).toBe(6);
    // They do not say: the longer bucket is all that is known.
    expect(refineOnset(series('..........'), onset, 0.05)).toBeUndefined();
  });
});

describe('at its bounds', () => {
  const of = (...failed: number[]) => failed.map((each, timeMs) => ({ timeMs, total: 10_000, failed: each }));
  const found = (buckets: ReturnType<typeof of>, before?: number) =>
    findOnset(buckets, { before, shareMax: 0.05, interval: 1 });

  it('a share of a hundredth stands out, and less does not', () => {
    expect(found(of(0, 0, 0, 0, 100, 100, 100, 100), 0)).toMatchObject({ sinceMs: 4, share: 0.01 });
    expect(found(of(0, 0, 0, 0, 99, 99, 99, 99), 0)).toBeUndefined();
  });

  it('the first bucket alone can be one', () => {
    expect(found(of(9_000, 20, 20, 20, 20, 20, 20, 20), 0.002)).toMatchObject({
      sinceMs: 0,
      lastMs: 0,
      isBeforeWindow: true,
    });
  });

  it('nothing is made of a window without requests', () => {
    const empty = Array.from({ length: 12 }, (_, timeMs) => ({ timeMs, total: 0, failed: 0 }));
    expect(findOnset(empty, { before: 0.9, shareMax: 0.05, interval: 1 })).toBeUndefined();
    expect(findOnset(empty, { before: undefined, shareMax: 0.05, interval: 1 })).toBeUndefined();
  });

  it('what is usual is the quietest sixth, where the window before failed as well', () => {
    // Two buckets in a row are the quietest; one bucket alone is chance, and those without requests say nothing.
    const buckets = [
      ...of(4_000, 10, 4_000, 4_000, 300, 320, 4_000, 4_000, 4_000),
      { timeMs: 9, total: 0, failed: 0 },
    ];
    expect(found(buckets, 0.5)).toMatchObject({ quietShare: 0.031, isBeforeWindow: false });
    const last = of(4_000, 4_000, 4_000, 4_000, 300, 320);
    expect(found(last, 0.5)?.quietShare).toBeCloseTo(0.031);
  });

  it('finer buckets may say that it began with the first of them', () => {
    const onset = { sinceMs: 0, isBeforeWindow: false, lastMs: undefined, share: 0.9, quietShare: 0.002 };
    expect(refineOnset(of(9_000, 9_000, 9_000), onset, 0.05)).toBe(0);
  });

  it('where much failed before, half of the way up begins it', () => {
    const onset = { sinceMs: 0, isBeforeWindow: false, lastMs: undefined, share: 0.9, quietShare: 0.05 };
    expect(refineOnset(of(500, 4_000, 4_500, 9_000, 9_000), onset, 0.05)).toBe(3);
    expect(refineOnset(of(500, 4_000, 4_500, 9_000, 9_000), { ...onset, quietShare: 0.04 }, 0.05)).toBe(1);
  });
});

describe('buckets', () => {
  const five = [1, 2, 3, 4, 5].map((failed, at) => ({ timeMs: 100 + at, total: 10, failed }));

  it('are joined by their times', () => {
    expect(joined(five, 2)).toEqual([
      { timeMs: 100, total: 20, failed: 3 },
      { timeMs: 102, total: 20, failed: 7 },
      { timeMs: 104, total: 10, failed: 5 },
    ]);
    expect(joined(five, 1)).toEqual(five);
  });

  it('are joined all, where the span has no end', () => {
    expect(joined(five, Number.POSITIVE_INFINITY)).toEqual([{ timeMs: 0, total: 50, failed: 15 }]);
  });
});
