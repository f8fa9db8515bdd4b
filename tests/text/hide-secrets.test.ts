/** Secrets are hidden in every text and name of a value, and nothing else changes. */
import { describe, expect, it } from 'vitest';
import { hideSecrets, secretInJson } from '../../src/text/hide-secrets.ts';

describe('hideSecrets', () => {
  it('hides several secrets at any depth, in names too, as often as they occur', () => {
    const value = { a: ['one two one', 1, null, true, { two: 'x', b: undefined }], 'one!': {} };
    expect(hideSecrets(value, ['one', 'two'], '[x]')).toEqual({
      a: ['[x] [x] [x]', 1, null, true, { '[x]': 'x', b: undefined }],
      '[x]!': {},
    });
  });

  it('takes secret and mask as they are, not as patterns', () => {
    expect(hideSecrets('a.c abc $&', ['a.c'], '$&')).toBe('$& abc $&');
  });
});

describe('secretInJson', () => {
  it('is what JSON writes between the quotes', () => {
    expect(secretInJson('a"b\\c')).toBe('a\\"b\\\\c');
  });
});
