/** Rows are never cut, and as many are sent as fit: in characters, and in tokens where a text is dense. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { rowsThatFit } from '../../src/answers/rows.ts';
import {
  ANSWER_CHARS_DEFAULT,
  ANSWER_CHARS_MAX,
  ANSWER_TOKENS_MAX,
  CHARS_AROUND_ROWS,
  ROWS_DEFAULT,
  TOKENS_AROUND_ROWS,
} from '../../src/limits/answers.ts';
import { plainValue } from '../../src/text/plain-text.ts';

type Row = Readonly<Record<string, unknown>>;
const same = (row: Row) => row;
const sent = (rows: readonly Row[]) => JSON.stringify(plainValue(rows));
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe('the rows that fit', () => {
  const rowsOf = (count: number, chars: number): Row[] =>
    times(count, () => ({ text: 'word '.repeat(chars / 5) }));

  it('are all rows when there is room', () => {
    expect(rowsThatFit(rowsOf(20, 100), undefined, same)).toHaveLength(20);
    expect(rowsThatFit([], undefined, same)).toEqual([]);
  });

  it.each([
    [undefined, ANSWER_CHARS_DEFAULT - CHARS_AROUND_ROWS],
    [1_000, ANSWER_CHARS_MAX - CHARS_AROUND_ROWS],
  ])('with limit %s fill the room and do not exceed it', (limit, room) => {
    const rows = rowsOf(1_000, 300);
    const fit = rowsThatFit(rows, limit, same).length;
    expect(sent(rows.slice(0, fit)).length).toBeLessThanOrEqual(room + 2);
    expect(sent(rows.slice(0, fit + 1)).length).toBeGreaterThan(room);
  });

  it('are no more than were asked for, and no others are made', () => {
    const made: number[] = [];
    const take = (limit: number | undefined) => {
      made.length = 0;
      return rowsThatFit(
        times(500, (at) => at),
        limit,
        (at) => {
          made.push(at);
          return { at };
        },
      );
    };
    expect(take(7)).toHaveLength(7);
    expect(made).toHaveLength(7);
    expect(take(undefined)).toHaveLength(ROWS_DEFAULT);
  });

  it('are one at least, so that the next page goes on', () => {
    const wide: Row = Object.fromEntries(times(40, (n) => [`c${n}`, '"'.repeat(1_000)]));
    expect(rowsThatFit([wide, wide], undefined, same)).toEqual([wide]);
  });

  it('are measured as they are sent: escaped, plain, bounded, and without empty fields', () => {
    const room = ANSWER_CHARS_DEFAULT - CHARS_AROUND_ROWS;
    const noisy: Row = { text: '"'.repeat(120), long: '\u0000'.repeat(900) };
    const empty: Row = { a: undefined, b: null, c: '', text: 'ordinary '.repeat(20) };
    const mixed: Row = {
      yes: true,
      n: 12_345,
      list: ['one', 'two "2" of the list of texts that are longer'],
      inner: { of_another: 'b and something more to read about it', none: '' },
    };
    for (const row of [noisy, empty, mixed]) {
      const { length: fit } = rowsThatFit(
        times(1_000, () => row),
        1_000,
        same,
      );
      const chars = (count: number) => sent(times(count, () => row)).length;
      const most = ANSWER_CHARS_MAX - CHARS_AROUND_ROWS;
      expect(chars(fit)).toBeLessThanOrEqual(most + 2);
      if (fit < 1_000 && row !== noisy) expect(chars(fit + 1)).toBeGreaterThan(most);
    }
    const fit = rowsThatFit(
      times(100, () => noisy),
      undefined,
      same,
    ).length;
    expect(fit).toBeGreaterThan(40);
    expect(sent(times(fit, () => noisy)).length).toBeLessThanOrEqual(room + 2);
  });
});

/** The same for each run, and like random. */
function randomFrom(alphabet: string, seed: number): (chars: number) => string {
  const symbols = [...alphabet];
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (chars) => {
    let text = '';
    for (let at = 0; at < chars; at++) text += symbols[Math.floor(next() * symbols.length)];
    return text;
  };
}

const range = (from: number, count: number) => String.fromCodePoint(...times(count, (n) => from + n));
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const SIGNS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const BASE64 = `${LOWER}${LOWER.toUpperCase()}0123456789+/`;
/** What a token holds little of. */
const DENSE: readonly [what: string, alphabet: string][] = [
  ['keys in base64, as in DKIM', BASE64],
  ['hex digits', '0123456789abcdef'],
  ['digits and dots', '0123456789..'],
  ['random letters', LOWER],
  ['rare letters', 'qxzjvkwQXZJVKW'],
  ['signs', SIGNS],
  ['signs and digits', `${SIGNS}0123456789`],
  ['all of ASCII', `${range(32, 95)}`],
  ['Chinese', range(0x4e00, 0x5000)],
  ['Korean', range(0xac00, 0x2b00)],
  ['accents', range(0x100, 0x100)],
  ['Yi, which no tokenizer knows', range(0xa000, 0x400)],
  ['emoji', range(0x1f300, 0x300)],
  ['rare Chinese of two units', range(0x20000, 0x3000)],
];
const SIZES: readonly (readonly [chars: number, limit: number | undefined])[] = [
  [20, 1_000],
  [150, 1_000],
  [900, 1_000],
  [900, undefined],
];

describe('dense texts', () => {
  it.each(DENSE)(
    '%s: the rows stay below the tokens of an answer, at any limit and length',
    (_what, alphabet) => {
      const random = randomFrom(alphabet, alphabet.length);
      for (const [chars, limit] of SIZES) {
        // More than fit, and no more: to make a million random characters takes longer than to measure them.
        const rows = times(Math.min(1_000, Math.ceil(ANSWER_CHARS_MAX / chars)), () => ({
          name: `${random(10)}.example.com`,
          type: 'TXT',
          content: random(chars),
          ttl: 1,
          tags: [random(10)],
        }));
        const fit = rowsThatFit(rows, limit, same);
        expect(encode(sent(fit)).length, `${chars}`).toBeLessThanOrEqual(
          ANSWER_TOKENS_MAX - TOKENS_AROUND_ROWS,
        );
        expect(fit.length).toBeGreaterThan(1);
        if (chars >= 150) expect(fit.length).toBeLessThan(rows.length);
      }
    },
  );

  it('do not make ordinary rows fewer: characters are what bounds them', () => {
    const rows = times(1_000, (n) => ({
      name: `shop-${n}.eu-central.northwind-outfitters.example`,
      type: 'CNAME',
      content: `storefront-${n}.loadbalancer.northwind.example`,
      ttl: 300,
      proxied: true,
      comment: 'Moved to the new load balancer because of change CHG-4711',
      tags: ['team:storefront', 'env:production'],
    }));
    const fit = rowsThatFit(rows, 1_000, same).length;
    expect(sent(rows.slice(0, fit + 1)).length).toBeGreaterThan(ANSWER_CHARS_MAX - CHARS_AROUND_ROWS);
  });
});
