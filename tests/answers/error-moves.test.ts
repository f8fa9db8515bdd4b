/** When the origin is called slower: not because the cache answers less. */
import { describe, expect, it } from 'vitest';
import { describeDurations } from '../../src/answers/error-moves.ts';

const averages = (originMs: number, askedShare: number) => ({ firstByteMs: undefined, originMs, askedShare });

describe('the origin', () => {
  it.each([
    ['as many requests take three times as long', averages(300, 0.5), averages(100, 0.5), true],
    ['more requests take longer, each of them', averages(1200, 0.9), averages(100, 0.3), true],
    ['more requests ask it, and take as long', averages(300, 0.9), averages(100, 0.3), false],
    ['a bit longer', averages(150, 0.5), averages(100, 0.5), false],
    ['nothing was asked before', averages(300, 0.9), averages(0, 0), false],
  ])('is slower or not where %s', (_what, now, before, isSlower) => {
    expect(describeDurations(now, before) !== undefined).toBe(isSlower);
  });
});
