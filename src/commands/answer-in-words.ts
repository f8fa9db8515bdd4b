/** A tool's answer -> lines for a person: the first rows of its table, then its other fields. */
import { table } from '../answers/table.ts';
import { DEMO_CELL_CHARS_MAX, DEMO_ROWS_SHOWN } from '../limits.ts';
import { coloured } from './colours.ts';
import { columnsOf } from './columns.ts';

export function answerInWords(answer: Readonly<Record<string, unknown>>): string[] {
  const lines: string[] = [];
  const facts: string[] = [];
  for (const [name, value] of Object.entries(answer)) {
    const rows = rowObjects(value);
    if (rows.length > 0) lines.push(...tableInWords(rows));
    else if (name === 'notes') lines.push(...(value as string[]).map((note) => coloured('yellow', note)));
    else if (name === 'next_cursor') facts.push('more with next_cursor');
    else facts.push(`${name.replaceAll('_', ' ')} ${valueInWords(value)}`);
  }
  return [...lines, coloured('dim', facts.join(' · '))];
}

function tableInWords(rows: readonly Record<string, unknown>[]): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = rows
    .slice(0, DEMO_ROWS_SHOWN)
    .map((row) => columns.map((column) => valueInWords(row[column] ?? '')));
  const [headings = '', ...lines] = columnsOf([columns, ...shown], DEMO_CELL_CHARS_MAX);
  return [
    coloured('bold', headings),
    ...lines,
    ...(rows.length > DEMO_ROWS_SHOWN ? [`… and ${rows.length - DEMO_ROWS_SHOWN} more rows`] : []),
  ];
}

export function valueInWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(valueInWords).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${valueInWords(inner)}`)
    .join(', ');
}

/** The rows of a list; empty for what is no list of objects. Tables with columns leave with the last tool that has them. */
export function rowObjects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'object' && each !== null);
  const parsed = table.safeParse(value);
  if (!parsed.success) return [];
  const { columns, rows, every_row } = parsed.data;
  return rows.map((row) => ({
    ...every_row,
    ...Object.fromEntries(columns.map((column, at) => [column, row[at]])),
  }));
}

/** `content: 203.0.113.10, comment: …` -> `203.0.113.10`: the first value that is not the name. */
export function firstValue(value: unknown): string {
  const parts = String(value ?? '').split(', ');
  return (parts.find((part) => !part.startsWith('name: ')) ?? '').replace(/^[a-z_]+: /, '');
}

const BARS = '▁▂▃▄▅▆▇█';

/** A series as a line of bars; the highest value is a full bar. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 1);
  return values.map((value) => BARS[Math.round((value / highest) * (BARS.length - 1))] ?? '').join('');
}
