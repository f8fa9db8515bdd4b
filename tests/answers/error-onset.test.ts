/** When something began: the latest stretch in which a share stands out by more than noise, or none. */
import { describe, expect, it } from 'vitest';
import { findOnset, refineOnset } from '../../src/answers/error-onset.ts';

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
    expect(refineOnset(series('..........'), onset, 0.05)).toBe(8);
  });
});
