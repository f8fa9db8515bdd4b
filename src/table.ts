/** Rows for a model: column names once, values in order, and what is the same in every row said once. */
import * as z from 'zod';
import { ANSWER_CHARS_DEFAULT, ANSWER_CHARS_MAX, CHARS_AROUND_ROWS, TEXT_CHARS_MAX } from './limits.ts';
import { plainText, textOf } from './upstream-text.ts';

type Cell = string | number | boolean;
/** Not checked once more: what stands in a table was made by `toCell`, and there are thousands in an answer. */
const cell = z.unknown() as z.ZodType<Cell, Cell>;
export type Row = Readonly<Record<string, Cell | null | undefined>>;

/** Fewer rows are clearer with all their columns. */
const ROWS_TO_COMPARE_MIN = 3;

export const table = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
  every_row: z.record(z.string(), cell).optional(),
});

/** @param columns in the order to show; those without any value are left out. */
export function toTable(columns: readonly string[], rows: readonly Row[]): z.infer<typeof table> {
  const cells = rows.map((row) => columns.map((column) => toCell(row[column])));
  const everyRow: Record<string, Cell> = {};
  const shown: number[] = [];
  for (const [at, column] of columns.entries()) {
    const first = cells[0]?.[at] ?? '';
    const isSame = cells.every((row) => row[at] === first);
    if (isSame && first === '') continue;
    if (isSame && rows.length >= ROWS_TO_COMPARE_MIN) everyRow[column] = first;
    else shown.push(at);
  }
  return {
    columns: shown.map((at) => columns[at] ?? ''),
    rows: cells.map((row) => shown.map((at) => row[at] ?? '')),
    ...(Object.keys(everyRow).length > 0 && { every_row: everyRow }),
  };
}

function toCell(value: Cell | null | undefined): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // Upstream's types are wishes: an object where a text was promised is shown, and fails nothing.
  return textOf(value) ?? '';
}

/**
 * How many of the rows an answer has room for, at least one. Whole rows are left for the next page, never parts.
 * @param limit what the caller asked for: whoever names a number wants a longer answer.
 */
export function fitting(rows: readonly Row[], limit: number | undefined): number {
  const room = (limit === undefined ? ANSWER_CHARS_DEFAULT : ANSWER_CHARS_MAX) - CHARS_AROUND_ROWS;
  let chars = 0;
  for (const [at, row] of rows.entries()) {
    chars += BRACKETS_AND_COMMA;
    for (const column in row) chars += charsOf(toCell(row[column])) + 1;
    if (chars > room && at > 0) return at;
  }
  return rows.length;
}

const BRACKETS_AND_COMMA = 3;
/** Nearly all texts: sent as they are, in quotes. */
const PLAIN_IN_JSON = /^[ !#-[\]-~]*$/;

/** As it is sent, made plain. */
function charsOf(cell: Cell): number {
  if (typeof cell !== 'string') return String(cell).length;
  if (cell.length <= TEXT_CHARS_MAX && PLAIN_IN_JSON.test(cell)) return cell.length + 2;
  return JSON.stringify(plainText(cell)).length;
}
