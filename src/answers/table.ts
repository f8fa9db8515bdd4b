/** Tables for a model: column names once, values in their order, and a value that all rows share only once. */
import * as z from 'zod';
import {
  ANSWER_CHARS_DEFAULT,
  ANSWER_CHARS_MAX,
  CHARS_AROUND_ROWS,
  ROWS_DEFAULT,
  TEXT_CHARS_MAX,
} from '../limits.ts';
import { plainText, textOrJson } from '../text/plain-text.ts';

type Cell = string | number | boolean;
const cell = z.unknown() as z.ZodType<Cell, Cell>;
/** Cells are not validated again: `toTable` made them, and an answer has thousands. */
const rowsOfCells = z.array(z.unknown() as z.ZodType<Cell[], Cell[]>).meta({ items: { type: 'array' } });
export type Row = Readonly<Record<string, Cell | null | undefined>>;

/** With fewer rows, a table is clearer with all its columns. */
const ROWS_TO_COMPARE_MIN = 3;

export const table = z.strictObject({
  columns: z.array(z.string()),
  rows: rowsOfCells,
  every_row: z.record(z.string(), cell).optional(),
});

/** @param columns in the order to show; columns without any value are left out. */
export function toTable(columns: readonly string[], rows: readonly Row[]): z.infer<typeof table> {
  const everyRow: Record<string, Cell> = {};
  const shown: string[] = [];
  for (const column of columns) {
    const first = toCell(rows[0]?.[column]);
    const isSame = rows.every((row) => toCell(row[column]) === first);
    if (isSame && first === '') continue;
    if (isSame && rows.length >= ROWS_TO_COMPARE_MIN) everyRow[column] = first;
    else shown.push(column);
  }
  return {
    columns: shown,
    rows: rows.map((row) => shown.map((column) => toCell(row[column]))),
    ...(Object.keys(everyRow).length > 0 && { every_row: everyRow }),
  };
}

function toCell(value: Cell | null | undefined): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // The SDK's types do not always hold: an object in place of a text is shown as JSON.
  return textOrJson(value) ?? '';
}

/**
 * The first items as rows: as many as were asked for and fit into an answer, at least one. Rows are never cut; those
 * that do not fit are left for the next page.
 * @param limit the caller's argument: with it, an answer may be longer.
 */
export function rowsThatFit<Item>(
  items: readonly Item[],
  limit: number | undefined,
  toRow: (item: Item) => Row,
): Row[] {
  const room = (limit === undefined ? ANSWER_CHARS_DEFAULT : ANSWER_CHARS_MAX) - CHARS_AROUND_ROWS;
  const rows: Row[] = [];
  let chars = 0;
  for (const item of items) {
    if (rows.length >= (limit ?? ROWS_DEFAULT)) break;
    const row = toRow(item);
    chars += BRACKETS_AND_COMMA;
    for (const column in row) chars += charsOf(toCell(row[column])) + 1;
    if (chars > room && rows.length > 0) break;
    rows.push(row);
  }
  return rows;
}

const BRACKETS_AND_COMMA = 3;
/** Most texts: JSON only puts them in quotes. */
const PLAIN_IN_JSON = /^[ !#-[\]-~]*$/;

/** The length of the cell in the answer: as JSON, after `plainText`. */
function charsOf(cell: Cell): number {
  if (typeof cell !== 'string') return String(cell).length;
  if (cell.length <= TEXT_CHARS_MAX && PLAIN_IN_JSON.test(cell)) return cell.length + 2;
  return JSON.stringify(plainText(cell)).length;
}
