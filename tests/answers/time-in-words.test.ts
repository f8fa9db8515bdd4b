/** A time is told no finer than it is known. */
import { expect, it } from 'vitest';
import { timeInWords } from '../../src/answers/time-in-words.ts';
import { MINUTE_MS } from '../../src/limits/time.ts';

const AT_MS = Date.parse('2026-11-24T10:20:00Z');

it.each([
  [1, 'at 2026-11-24T10:20:00Z'],
  [5, 'at 2026-11-24T10:20:00Z'],
  [6, 'between 2026-11-24T10:20:00Z and 2026-11-24T10:26:00Z'],
  [60, 'between 2026-11-24T10:20:00Z and 2026-11-24T11:20:00Z'],
])('in a bucket of %i minutes', (minutes, words) => {
  expect(timeInWords(AT_MS, minutes * MINUTE_MS)).toBe(words);
});
