/** A tool's answer -> lines for a person: its lists as tables, then its other fields, its notes, and how to get more. */
import { SHARED_VALUE_ROWS_MIN } from '../limits/terminal.ts';
import { columnsOf } from './columns.ts';
import { coloured, named, wrapped } from './terminal.ts';
import { isFields, isRows, namedValues, valueInWords } from './value-in-words.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Paper {
  /** Infinity where there is no terminal. */
  readonly width: number;
  /** Rows of a table to show; all of them by default. */
  readonly rowsMax?: number;
}

const HANGING = '    ';

/** One part of an answer: a table, or the fields of an object. */
interface Part {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isTable: boolean;
}

export function answerInWords(answer: Fields, paper: Paper): string[] {
  const { notes, next_cursor, ...fields } = answer;
  const { parts, facts } = partsOf(fields, '', paper);
  const hasTables = parts.filter(({ isTable }) => isTable).length > 1;
  const lines: string[] = [];
  for (const [at, { title, lines: own, isTable }] of parts.entries()) {
    // Several tables need a title, and room around them.
    if (hasTables && at > 0 && (isTable || parts[at - 1]?.isTable)) lines.push('');
    if (hasTables && isTable) lines.push(coloured('bold', title));
    lines.push(...own);
  }
  if (hasTables && parts.at(-1)?.isTable) lines.push('');
  if (facts.length > 0) lines.push(...wrapped(facts.join(' · '), paper.width));
  for (const note of Array.isArray(notes) ? notes : []) {
    lines.push(...wrapped(String(note), paper.width).map((line) => coloured('yellow', line)));
  }
  if (typeof next_cursor === 'string') lines.push(...moreLines(next_cursor, paper));
  return lines;
}

/** Whole, to be copied; `demo` only shows that there is one. */
function moreLines(cursor: string, { rowsMax }: Paper): string[] {
  return [`More: ask again and add cursor=${rowsMax === undefined ? cursor : '…'}`];
}

/** @param above the name of the object that the fields are in. */
function partsOf(fields: Fields, above: string, paper: Paper): { parts: Part[]; facts: string[] } {
  const parts: Part[] = [];
  const facts: string[] = [];
  for (const { name, value } of namedValues(fields)) {
    const title = [above, name].filter(Boolean).join(' ');
    const rows = isRows(value) ? value : undefined;
    const counts = rows && countsIn(rows);
    if (counts !== undefined) {
      parts.push({ title, lines: objectLines(title, counts, paper), isTable: false });
    } else if (rows !== undefined) {
      const more = fields[`${name}_more`];
      const lines = tableInWords(rows, typeof more === 'number' ? more : 0, paper);
      parts.push({ title, lines, isTable: true });
    } else if (isFields(value)) {
      const inner = partsOf(value, title, paper);
      if (inner.facts.length > 0)
        parts.push({ title, lines: objectLines(title, inner.facts, paper), isTable: false });
      parts.push(...inner.parts);
    } else {
      const words = valueInWords(value);
      facts.push(named(name, words === '' ? 'none' : words));
    }
  }
  return { parts, facts };
}

function objectLines(title: string, facts: readonly string[], { width }: Paper): string[] {
  return wrapped(`${coloured('bold', title)}  ${facts.join(' · ')}`, width, '', HANGING);
}

/** `[{status: 'active', count: 11}, …]` is short enough for a line: `active 11 · …` */
function countsIn(rows: readonly Fields[]): string[] | undefined {
  const counts = rows.map((row) => {
    const { count, ...others } = row;
    const [[, word] = [], ...rest] = Object.entries(others);
    if (typeof count !== 'number' || typeof word !== 'string' || rest.length > 1) return undefined;
    const also = rest.map(([name, value]) => ` (${name} ${valueInWords(value)})`).join('');
    return `${named(word, String(count))}${also}`;
  });
  return counts.length > 0 && counts.every((each) => each !== undefined) ? counts : undefined;
}

function tableInWords(rows: readonly Fields[], rowsLeft: number, { width, rowsMax }: Paper): string[] {
  const cells = rows.map((row) =>
    Object.fromEntries(namedValues(row).map(({ name, value }) => [name, valueInWords(value)])),
  );
  // In the order of the fullest row: another one may lack a field that belongs in the middle.
  const byFields = cells.map((row) => Object.keys(row)).sort((a, b) => b.length - a.length);
  const names = [...new Set(byFields.flat())];
  const shared = rows.length < SHARED_VALUE_ROWS_MIN ? [] : sharedNames(names, cells);
  const columns = names.filter((name) => !shared.includes(name));
  const shown = cells.slice(0, rowsMax);
  const { lines, isCut } = columnsOf(
    columns,
    shown.map((row) => columns.map((name) => row[name] ?? '')),
    width,
  );
  const left = rows.length - shown.length + rowsLeft;
  const inAll = shared.map((name) => `${name} ${cells[0]?.[name]}`).join(' · ');
  const below = [
    ...(inAll ? wrapped(`in every row: ${inAll}`, width) : []),
    ...(isCut && rowsMax === undefined ? ['… marks what did not fit: --json shows all of it'] : []),
  ];
  return [
    ...lines,
    ...(left > 0 ? [`… and ${left} more`] : []),
    ...below.map((line) => coloured('dim', line)),
  ];
}

/** The fields that say the same in every row, unless nothing else would be left. */
function sharedNames(names: readonly string[], cells: readonly Record<string, string>[]): string[] {
  const shared = names.filter((name) => cells.every((row) => row[name] === cells[0]?.[name]));
  return shared.length < names.length ? shared : shared.slice(1);
}
