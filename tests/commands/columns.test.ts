/** Tables that fit a terminal: what is made narrower first, and what is said below a row. */
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/commands/columns.ts';
import { widthOf } from '../../src/commands/terminal.ts';

const ID = '12c5d54157a882fb7216315ea26d65e6';
const linesOf = (headings: string[], rows: string[][], width: number) => columnsOf(headings, rows, width);

describe('columns', () => {
  it('are whole where there is no terminal, however long', () => {
    const comment = 'words '.repeat(80).trim();
    expect(linesOf(['id', 'comment'], [[ID, comment]], Number.POSITIVE_INFINITY)).toEqual({
      lines: [`id${' '.repeat(30)}  comment`, `${ID}  ${comment}`],
      isCut: false,
    });
  });

  it('have numbers under each other', () => {
    expect(
      linesOf(
        ['status', 'requests'],
        [
          ['521', '9'],
          ['500', '140000'],
        ],
        80,
      ).lines,
    ).toEqual(['status  requests', '   521         9', '   500    140000']);
  });

  it('lose the end of IDs first, which their start tells apart', () => {
    const { lines, isCut } = linesOf(['name', 'id'], [['northwind-archive.example', ID]], 45);
    expect(lines[1]).toBe('northwind-archive.example  12c5d54157a882fb7…');
    expect(isCut).toBe(true);
  });

  it('break texts between words, without losing any', () => {
    const { lines, isCut } = linesOf(
      ['name', 'comment'],
      [['shop.example.com', 'Moved to the new origin, see CHG-4711']],
      40,
    );
    expect(lines).toEqual([
      'name              comment',
      'shop.example.com  Moved to the new',
      '                  origin, see CHG-4711',
    ]);
    expect(isCut).toBe(false);
  });

  it('cut a text that would need more than three lines beside short ones', () => {
    const rows = [['TXT', 'word '.repeat(40).trim()], ...Array(9).fill(['A', '192.0.2.1 x'])];
    const { lines, isCut } = linesOf(['type', 'content'], rows, 30);
    expect(lines[3]).toMatch(/^ {6}word .*…$/);
    expect(lines[4]).toMatch(/^A /);
    expect(isCut).toBe(true);
  });

  it('that are mostly empty are said below their row, where they do not fit', () => {
    const rows = [
      ['shop.example.com', '203.0.113.10', 'Moved by CHG-4711 to the new origin'],
      ['www.example.com', '203.0.113.10', ''],
      ['api.example.com', '203.0.113.10', ''],
    ];
    expect(linesOf(['name', 'content', 'comment'], rows, 45).lines).toEqual([
      'name              content',
      'shop.example.com  203.0.113.10',
      '    comment Moved by CHG-4711 to the new',
      '    origin',
      'www.example.com   203.0.113.10',
      'api.example.com   203.0.113.10',
    ]);
  });

  it('that matter least are said below their row, where none is empty', () => {
    const row = ['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)];
    expect(linesOf(['one', 'two', 'three'], [row], 70).lines).toEqual([
      `one${' '.repeat(27)}  two`,
      `${row[0]}  ${row[1]}`,
      `    three ${row[2]}`,
    ]);
  });

  it('never leave the width, even for one long word', () => {
    const { lines } = linesOf(['name', 'x'], [['n'.repeat(90), 'y'.repeat(200)]], 40);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(40);
  });

  it('count characters as a terminal shows them', () => {
    const [, first = '', second = ''] = linesOf(
      ['name', 'x'],
      [
        ['東京', '1'],
        ['a', '2'],
      ],
      80,
    ).lines;
    expect(widthOf(first)).toBe(widthOf(second));
  });
});
