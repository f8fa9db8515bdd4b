/** Fields of Cloudflare's responses: each reader gives a value of one type or nothing, and never fails. */
import { describe, expect, it } from 'vitest';
import { toBoolean, toNumber, toText, toTexts, toTime } from '../../src/text/field-value.ts';

const NOTHING = [undefined, null, ''];
const ODD = [...NOTHING, 0, 5, Number.NaN, true, false, 'x', [], [null, ''], ['a', 5], {}, { a: null }];

describe('a text', () => {
  it.each([
    ['as it is', 'x', 'x'],
    ['a number', 0, '0'],
    ['a boolean', false, 'false'],
    ['an object', { a: [1] }, '{"a":[1]}'],
  ])('from %s', (_what, value, text) => {
    expect(toText(value)).toBe(text);
  });

  it('is nothing where there is nothing', () => {
    for (const value of NOTHING) expect(toText(value)).toBeUndefined();
  });
});

describe('a number or boolean', () => {
  it('is taken as it is, zero and false too', () => {
    expect([toNumber(0), toNumber(-1.5), toBoolean(false), toBoolean(true)]).toEqual([0, -1.5, false, true]);
  });

  it('is never guessed from something else', () => {
    const numbers = ODD.map(toNumber).filter((value) => value !== undefined);
    expect(numbers).toEqual([0, 5]);
    expect(['5', 'true', 1].map(toBoolean)).toEqual([undefined, undefined, undefined]);
    expect(toNumber('5')).toBeUndefined();
    expect(toNumber(Infinity)).toBeUndefined();
  });
});

describe('a list of texts', () => {
  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a', ['a']],
    [
      ['a', null, '', 5, { b: 1 }],
      ['a', '5', '{"b":1}'],
    ],
    [[], undefined],
    [[null, ''], undefined],
    [null, undefined],
    ['', undefined],
  ])('from %j is %j', (value, texts) => {
    expect(toTexts(value)).toEqual(texts);
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-23T18:00:00.123456Z', '2026-11-23T18:00:00Z'],
    ['2026-11-23T18:00:00Z', '2026-11-23T18:00:00Z'],
    ['2026-11-23T19:00:00+01:00', '2026-11-23T18:00:00Z'],
    ['2026-11-23', '2026-11-23T00:00:00Z'],
  ])('%s is written in UTC and whole seconds', (value, time) => {
    expect(toTime(value)).toBe(time);
  });

  it.each(['once', '5', '2026-11-23T18:00:00', '2026-99-99T18:00:00Z', '23 Nov 2026'])(
    '%s, which is none that has one meaning, is shown as it is',
    (value) => {
      expect(toTime(value)).toBe(value);
    },
  );

  it('is nothing where there is nothing', () => {
    for (const value of NOTHING) expect(toTime(value)).toBeUndefined();
  });
});

it('nothing makes a reader fail', () => {
  for (const value of ODD) {
    for (const read of [toText, toNumber, toBoolean, toTexts, toTime])
      expect(() => read(value)).not.toThrow();
  }
});
