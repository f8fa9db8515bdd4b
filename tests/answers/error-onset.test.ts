/** When errors began: a sentence about a series, or none when nothing stands out. */
import { describe, expect, it } from 'vitest';
import { describeErrorOnset } from '../../src/answers/error-onset.ts';

/** One letter for each bucket, one minute each from 12:00: `.` quiet, `x` failing, `o` a few errors, `-` no traffic. */
const BUCKETS: Record<string, [number, number]> = {
  '.': [1000, 2],
  o: [1000, 40],
  x: [1000, 720],
  '-': [0, 0],
};
const series = (letters: string) =>
  [...letters].map((letter, minute) => {
    const [total, failed] = BUCKETS[letter]!;
    return { time: `12:${String(minute).padStart(2, '0')}`, total, failed };
  });

describe('the onset of errors', () => {
  it.each([
    ['........xxxxxxxx', '5xx errors began at 12:08 and continue.'],
    ['........xxxxxxx.', '5xx errors began at 12:08 and continue.'],
    ['........xxxx....', '5xx errors began at 12:08 and ended after 12:11.'],
    ['..xx........xx..', '5xx errors began at 12:12 and ended after 12:13.'],
    ['........oooooooo', '5xx errors began at 12:08 and continue.'],
    ['xxxx............', '5xx errors began before 12:00, the start of the window, and ended after 12:03.'],
    ['----....xxxxxxxx', '5xx errors began at 12:08 and continue.'],
  ])('of %s', (letters, sentence) => {
    expect(describeErrorOnset(series(letters))).toBe(sentence);
  });

  it.each(['................', '----------------', 'oooo', ''])('is not mentioned for %s', (letters) => {
    expect(describeErrorOnset(series(letters))).toBeUndefined();
  });

  it('is found when nearly everything in the window fails: agents look at such windows', () => {
    expect(describeErrorOnset(series(`.${'x'.repeat(23)}`))).toBe('5xx errors began at 12:01 and continue.');
    expect(describeErrorOnset(series(`..${'x'.repeat(24)}`))).toBe('5xx errors began at 12:02 and continue.');
  });

  it('is before the window when everything in it fails', () => {
    expect(describeErrorOnset(series('xxxxxxxxxxxx'))).toBe(
      '5xx errors began before 12:00, the start of the window, and continue.',
    );
  });
});
