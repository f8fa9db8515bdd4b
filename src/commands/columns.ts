/** Rows of cells -> aligned lines that fit a width. */
import {
  CELL_LINES_MAX,
  CELL_WIDTH_MIN,
  ID_WIDTH_MIN,
  NAME_WIDTH_WANTED,
  TEXT_WIDTH_WANTED,
} from '../limits/terminal.ts';
import { coloured, cutTo, named, widthOf, wrapped } from './terminal.ts';

const GAP = '  ';
const INDENT = '    ';
const ID = /^[0-9a-f-]{32,36}$/i;
const NUMBER = /^-?\d+(\.\d+)?$/;

interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly naturalWidth: number;
  /** Room that it needs to be read with ease; without it, the column is better said below. */
  readonly widthWanted: number;
  /** Bears to be this narrow, if only a little room is missing. */
  readonly widthMin: number;
  readonly isNumeric: boolean;
  /** The lines of a text can be broken between words; a name or an address is one word. */
  readonly kind: 'id' | 'text' | 'name';
  /** Of its cells, those that say something. */
  readonly share: number;
}

export interface Fitted {
  /** The first one has the headings. */
  readonly lines: string[];
  /** Whether the end of a cell is missing. */
  readonly isCut: boolean;
}

/**
 * Columns that do not fit are said below each row, `heading cell`: first those that are often empty, then wide ones. What is
 * left is made narrower, the widest column first.
 * @param rows each with a cell for each heading.
 * @param width Infinity: nothing is wrapped or cut.
 */
export function columnsOf(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): Fitted {
  const all = headings.map((heading, at) =>
    toColumn(
      heading,
      rows.map((row) => row[at] ?? ''),
    ),
  );
  const [beside, below] = chooseColumns(all, width);
  const widths = shrink(beside, width);
  let isCut = false;
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((cell, at) => padded(cell, widths[at] ?? 0, beside[at]?.isNumeric === true))
      .join(GAP)
      .trimEnd();
  const lines = [coloured('dim', lineOf(beside.map(({ heading }) => heading)))];
  for (const row of rows.keys()) {
    const cells = beside.map(({ cells, kind }, at) => {
      const fitted = fitCell(cells[row] ?? '', widths[at] ?? 0, kind === 'text');
      isCut ||= fitted.isCut;
      return fitted.lines;
    });
    const height = Math.max(...cells.map(({ length }) => length));
    for (let at = 0; at < height; at++) lines.push(lineOf(cells.map((cell) => cell[at] ?? '')));
    const rest = below.flatMap(({ heading, cells }) => (cells[row] ? [named(heading, cells[row])] : []));
    if (rest.length > 0) lines.push(...wrapped(rest.join(' · '), width, INDENT));
  }
  return { lines, isCut };
}

function toColumn(heading: string, cells: readonly string[]): Column {
  const filled = cells.filter((cell) => cell !== '');
  const widths = cells.map(widthOf).sort((a, b) => a - b);
  const naturalWidth = Math.max(widthOf(heading), widths.at(-1) ?? 0);
  const kind = kindOf(filled);
  // Few long cells do not make a column wide.
  const usualWidth = widths[Math.ceil(widths.length * 0.8) - 1] ?? 0;
  const atLeastHeading = (cell: number) => Math.min(naturalWidth, Math.max(widthOf(heading), cell));
  return {
    heading,
    cells,
    naturalWidth,
    kind,
    share: filled.length / Math.max(1, cells.length),
    isNumeric: filled.length > 0 && filled.every((cell) => NUMBER.test(cell)),
    widthWanted: atLeastHeading(cellWidthWanted(kind, usualWidth)),
    widthMin: atLeastHeading(kind === 'id' ? ID_WIDTH_MIN : CELL_WIDTH_MIN),
  };
}

function kindOf(filled: readonly string[]): Column['kind'] {
  if (filled.length > 0 && filled.every((cell) => ID.test(cell))) return 'id';
  return filled.some((cell) => cell.includes(' ')) ? 'text' : 'name';
}

function cellWidthWanted(kind: Column['kind'], usualWidth: number): number {
  if (kind === 'id') return ID_WIDTH_MIN;
  if (kind === 'name') return NAME_WIDTH_WANTED;
  // Broken lines are seldom full.
  return Math.max(TEXT_WIDTH_WANTED, Math.ceil(usualWidth / CELL_LINES_MAX) + 2);
}

/** @returns the columns of the table, and those that are said below each row. The first column always stays. */
function chooseColumns(all: readonly Column[], width: number): [beside: Column[], below: Column[]] {
  const below = new Set<Column>();
  const beside = () => all.filter((column) => !below.has(column));
  while (beside().length > 1 && widthTotal(beside().map(({ widthWanted }) => widthWanted)) > width) {
    const [, ...others] = beside();
    below.add(leastNeeded(others));
  }
  return [beside(), all.filter((column) => below.has(column))];
}

/** The emptiest column, if it is empty in half the rows or more; else the last one, because tools put first what matters most. */
function leastNeeded(columns: readonly Column[]): Column {
  const [emptiest] = [...columns].sort((a, b) => a.share - b.share);
  const last = columns.at(-1);
  if (emptiest === undefined || last === undefined) throw new Error('There is no column to leave out.');
  return emptiest.share <= 0.5 ? emptiest : last;
}

function widthTotal(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, GAP.length * Math.max(0, widths.length - 1));
}

/** First IDs lose their end, because their start tells them apart; then texts are broken; names come last. */
function shrink(columns: readonly Column[], width: number): number[] {
  const widths = columns.map(({ naturalWidth }) => naturalWidth);
  for (const kind of ['id', 'text', 'name'] as const) {
    while (widthTotal(widths) > width) {
      const spare = columns.map((column, at) => {
        const own = widths[at] ?? 0;
        return column.kind === kind && own > column.widthMin ? own : 0;
      });
      const widest = Math.max(...spare);
      if (widest === 0) break;
      widths[spare.indexOf(widest)] = widest - 1;
    }
  }
  // One column is left, and even that is too wide.
  return widths.map((each) => Math.min(each, width));
}

function fitCell(cell: string, width: number, canWrap: boolean): Fitted {
  if (widthOf(cell) <= width) return { lines: [cell], isCut: false };
  if (!canWrap) return { lines: [cutTo(cell, width)], isCut: true };
  const lines = wrapped(cell, width);
  if (lines.length <= CELL_LINES_MAX) return { lines, isCut: false };
  const rest = lines.slice(CELL_LINES_MAX - 1).join(' ');
  return { lines: [...lines.slice(0, CELL_LINES_MAX - 1), cutTo(rest, width)], isCut: true };
}

function padded(cell: string, width: number, isNumeric: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isNumeric ? blanks + cell : cell + blanks;
}
