/** Since when it fails: a sentence out of a series, or none where nothing stands out. */
import { describe, expect, it } from 'vitest';
import { onset } from '../../src/answers/error-onset.ts';

/** One bucket a letter, minute by minute from 12:00: `.` quiet, `x` failing, `o` a little, `-` no traffic. */
const FAILED: Record<string, [number, number]> = {
  '.': [1000, 2],
  o: [1000, 40],
  x: [1000, 720],
  '-': [0, 0],
};
const series = (letters: string) =>
  [...letters].map((letter, at) => {
    const [of, failed] = FAILED[letter]!;
    return { time: `12:${String(at).padStart(2, '0')}`, of, failed };
  });

describe('the onset', () => {
  it.each([
    ['........xxxxxxxx', '5xx began at 12:08 and goes on.'],
    ['........xxxxxxx.', '5xx began at 12:08 and goes on.'],
    ['........xxxx....', '5xx began at 12:08 and ended after 12:11.'],
    ['..xx........xx..', '5xx began at 12:12 and ended after 12:13.'],
    ['........oooooooo', '5xx began at 12:08 and goes on.'],
    ['xxxx............', '5xx began before 12:00, where the window begins and ended after 12:03.'],
    ['----....xxxxxxxx', '5xx began at 12:08 and goes on.'],
  ])('of %s', (letters, sentence) => {
    expect(onset(series(letters))).toBe(sentence);
  });

  it.each(['................', '----------------', 'oooo', ''])('is nothing to tell of %s', (letters) => {
    expect(onset(series(letters))).toBeUndefined();
  });

  it('is told of a window in which nearly all fails, for that is where an agent looks', () => {
    expect(onset(series(`.${'x'.repeat(23)}`))).toBe('5xx began at 12:01 and goes on.');
    expect(onset(series(`..${'x'.repeat(24)}`))).toBe('5xx began at 12:02 and goes on.');
  });

  it('is before the window when all of it fails', () => {
    expect(onset(series('xxxxxxxxxxxx'))).toBe(
      '5xx began before 12:00, where the window begins and goes on.',
    );
  });
});
