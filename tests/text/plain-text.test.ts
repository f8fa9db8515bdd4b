/** Text that others wrote: without characters that hide or reorder text, on one line, bounded, and never with half a character. */
import { describe, expect, it } from 'vitest';
import { TEXT_CHARS_MAX } from '../../src/limits/answers.ts';
import { plainText, plainValue } from '../../src/text/plain-text.ts';

describe('plain text', () => {
  it.each([
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u007fe\u0085f', 'abc[31mdef'],
    ['line breaks and tabs', 'a\r\n\tb\u2028c\u2029d', 'a b c d'],
    ['bidirectional marks', 'a\u202Eb\u2066c\u2069d\u200Ee', 'abcde'],
    ['zero-width characters', 'a\u200Bb\u200Dc\uFEFFd\u00ADe', 'abcde'],
    ['tag characters', 'a\u{E0049}\u{E0067}b', 'ab'],
    ['halves of surrogate pairs', 'a\uD83Db\uDE80c🚀\uD800', 'abc🚀'],
    ['ordinary text, in any script', '"v=spf1 -all" Bücher 本 🚀', '"v=spf1 -all" Bücher 本 🚀'],
  ])('of %s', (_what, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('is cut at the limit, and says how many characters are missing', () => {
    expect(plainText('x'.repeat(TEXT_CHARS_MAX))).toBe('x'.repeat(TEXT_CHARS_MAX));
    expect(plainText('abcdef', 4)).toBe('abcd… (2 more characters)');
  });

  it('is never cut inside a surrogate pair', () => {
    expect(plainText('abc🚀def', 4)).toBe('abc… (5 more characters)');
    expect(plainText('ab🚀def', 4)).toBe('ab🚀… (3 more characters)');
  });
});

describe('a plain value', () => {
  it('has plain texts at every depth, and no fields without a value', () => {
    const value = {
      rows: [['a\u202Eb', 1, true]],
      note: undefined,
      gone: null,
      inner: { text: 'x\ny', n: 0, no: false, empty: '' },
    };
    expect(plainValue(value)).toEqual({
      rows: [['ab', 1, true]],
      inner: { text: 'x y', n: 0, no: false },
    });
  });
});
