/** Cells -> aligned lines for a terminal. */
import { stripVTControlCharacters } from 'node:util';
import { CELL_CHARS_MAX } from '../limits.ts';

const GAP = '  ';

/**
 * @param rows all with the same number of cells, the first usually the headings.
 * @param cellCharsMax longer cells end with an ellipsis here; the answer itself has them whole.
 */
export function columnsOf(rows: readonly (readonly string[])[], cellCharsMax = CELL_CHARS_MAX): string[] {
  const cut = rows.map((row) =>
    row.map((cell) =>
      cell.length > cellCharsMax && width(cell) > cellCharsMax ? `${cell.slice(0, cellCharsMax - 1)}…` : cell,
    ),
  );
  const widths = (cut[0] ?? []).map((_, at) => Math.max(...cut.map((row) => width(row[at] ?? ''))));
  return cut.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
      .join(GAP)
      .trimEnd(),
  );
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}
