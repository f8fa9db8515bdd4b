/** Tables: a value that all rows share appears once, empty columns do not appear, and rows are never cut. */
import { describe, expect, it } from 'vitest';
import { type Row, rowsThatFit, table, toTable } from '../../src/answers/table.ts';
import { ANSWER_CHARS_DEFAULT, ANSWER_CHARS_MAX, CHARS_AROUND_ROWS, ROWS_DEFAULT } from '../../src/limits.ts';
import { plainValue } from '../../src/text/plain-text.ts';

describe('a table', () => {
  it('has a value that all rows share only once, if there are three rows or more', () => {
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

  it('has no column without any value, for any number of rows', () => {
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

  it('keeps a column that only some rows have, in its order', () => {
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

  it('keeps false and 0', () => {
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

  it('can be turned back into its rows, whatever they share', () => {
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

describe('the rows that fit', () => {
  const rowsOf = (count: number, chars: number): Row[] =>
    Array.from({ length: count }, () => ({ text: 'x'.repeat(chars) }));
  const same = (row: Row) => row;
  const charsOf = (rows: readonly Row[]) => JSON.stringify(rows.map((row) => Object.values(row))).length;

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
    expect(charsOf(rows.slice(0, fit))).toBeLessThanOrEqual(room + 2);
    expect(charsOf(rows.slice(0, fit + 1))).toBeGreaterThan(room);
  });

  it('are no more than were asked for, and no others are made', () => {
    const made: number[] = [];
    const take = (limit: number | undefined) => {
      made.length = 0;
      return rowsThatFit(
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

  it('are one at least, so that the next page goes on', () => {
    const wide: Row = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`c${n}`, '"'.repeat(1_000)]));
    expect(rowsThatFit([wide, wide], undefined, same)).toEqual([wide]);
  });

  it('are measured as they are sent: escaped, plain and bounded', () => {
    const noisy: Row[] = Array.from({ length: 100 }, () => ({
      text: '"'.repeat(120),
      long: '\u0000'.repeat(900),
    }));
    const room = ANSWER_CHARS_DEFAULT - CHARS_AROUND_ROWS;
    const fit = rowsThatFit(noisy, undefined, same).length;
    const sent = (count: number) =>
      JSON.stringify(plainValue(toTable(['text', 'long'], noisy.slice(0, count)).rows)).length;
    expect(fit).toBeGreaterThan(40);
    expect(sent(fit)).toBeLessThanOrEqual(room);
  });
});
