/** Tables: what is the same is said once, what is empty not at all, and whole rows are what is left out. */
import { describe, expect, it } from 'vitest';
import { fitting, type Row, table, toTable } from '../../src/answers/table.ts';
import { ANSWER_CHARS_DEFAULT, ANSWER_CHARS_MAX, CHARS_AROUND_ROWS, ROWS_DEFAULT } from '../../src/limits.ts';
import { plainValue } from '../../src/text/plain-text.ts';

describe('a table', () => {
  it('says once what is the same in every row, from three rows on', () => {
    const rows = ['a', 'b', 'c'].map((name) => ({ name, type: 'A', ttl: 1, proxied: false }));
    expect(toTable(['name', 'type', 'ttl', 'proxied'], rows)).toEqual({
      columns: ['name'],
      rows: [['a'], ['b'], ['c']],
      every_row: { type: 'A', ttl: 1, proxied: false },
    });
    expect(toTable(['name', 'type'], rows.slice(0, 2))).toEqual({
      columns: ['name', 'type'],
      rows: [
        ['a', 'A'],
        ['b', 'A'],
      ],
    });
  });

  it('leaves out columns without any value, whatever the number of rows', () => {
    for (const count of [1, 2, 5]) {
      const rows = Array.from({ length: count }, (_, n) => ({
        name: `n${n}`,
        comment: null,
        tags: undefined,
        x: '',
      }));
      expect(toTable(['comment', 'name', 'tags', 'x', 'unknown'], rows).columns).toEqual(['name']);
    }
  });

  it('keeps a column that only some rows have, in its place', () => {
    const rows: Row[] = [{ a: 1, c: 3 }, { a: 2, b: 'x', c: 4 }, { a: 5 }];
    expect(toTable(['a', 'b', 'c'], rows)).toEqual({
      columns: ['a', 'b', 'c'],
      rows: [
        [1, '', 3],
        [2, 'x', 4],
        [5, '', ''],
      ],
    });
  });

  it('does not take false and 0 for none', () => {
    const rows: Row[] = [
      { proxied: false, ttl: 0 },
      { proxied: true, ttl: 1 },
    ];
    expect(toTable(['proxied', 'ttl'], rows).rows).toEqual([
      [false, 0],
      [true, 1],
    ]);
  });

  it('of nothing is empty', () => {
    expect(toTable(['a', 'b'], [])).toEqual({ columns: [], rows: [] });
  });

  it('gives every row its columns back, whatever was hoisted', () => {
    for (let seed = 0; seed < 200; seed++) {
      const columns = ['a', 'b', 'c', 'd'];
      const rows = Array.from({ length: seed % 7 }, (_, at) =>
        Object.fromEntries(columns.map((column, n) => [column, (seed * (n + 1)) % (n + 2) === 0 ? 'x' : at])),
      );
      const made = table.parse(toTable(columns, rows));
      const back = made.rows.map((row) => ({
        ...made.every_row,
        ...Object.fromEntries(made.columns.map((column, at) => [column, row[at]])),
      }));
      expect(back).toEqual(rows);
    }
  });
});

describe('fitting', () => {
  const rowsOf = (count: number, chars: number): Row[] =>
    Array.from({ length: count }, () => ({ text: 'x'.repeat(chars) }));
  const same = (row: Row) => row;
  const charsOf = (rows: readonly Row[]) => JSON.stringify(rows.map((row) => Object.values(row))).length;

  it('keeps all rows that fit', () => {
    expect(fitting(rowsOf(20, 100), undefined, same)).toHaveLength(20);
    expect(fitting([], undefined, same)).toEqual([]);
  });

  it.each([
    [undefined, ANSWER_CHARS_DEFAULT - CHARS_AROUND_ROWS],
    [1_000, ANSWER_CHARS_MAX - CHARS_AROUND_ROWS],
  ])('with limit %s fills the room and does not exceed it', (limit, room) => {
    const rows = rowsOf(1_000, 300);
    const fit = fitting(rows, limit, same).length;
    expect(charsOf(rows.slice(0, fit))).toBeLessThanOrEqual(room + 2);
    expect(charsOf(rows.slice(0, fit + 1))).toBeGreaterThan(room);
  });

  it('takes no more rows than were asked for, and makes no others', () => {
    const made: number[] = [];
    const take = (limit: number | undefined) => {
      made.length = 0;
      return fitting(
        Array.from({ length: 500 }, (_, at) => at),
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

  it('always takes at least one row, so that a walk goes on', () => {
    const wide: Row = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`c${n}`, '"'.repeat(1_000)]));
    expect(fitting([wide, wide], undefined, same)).toEqual([wide]);
  });

  it('measures what is sent: escaped, plain and bounded', () => {
    const noisy: Row[] = Array.from({ length: 100 }, () => ({
      text: '"'.repeat(120),
      long: '\u0000'.repeat(900),
    }));
    const room = ANSWER_CHARS_DEFAULT - CHARS_AROUND_ROWS;
    const fit = fitting(noisy, undefined, same).length;
    const sent = (count: number) =>
      JSON.stringify(plainValue(toTable(['text', 'long'], noisy.slice(0, count)).rows)).length;
    expect(fit).toBeGreaterThan(40);
    expect(sent(fit)).toBeLessThanOrEqual(room);
  });
});
