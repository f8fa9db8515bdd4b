/** A tool's answer -> lines for a person: its table with the first rows, then everything else that it says. */
import type * as z from 'zod';
import { table } from '../answers/table.ts';
import { coloured } from './colours.ts';
import { columnsOf } from './columns.ts';

const ROWS_SHOWN = 12;
const CELL_CHARS_MAX = 44;

export function answerInWords(answer: Readonly<Record<string, unknown>>): string[] {
  const lines: string[] = [];
  const facts: string[] = [];
  for (const [name, value] of Object.entries(answer)) {
    const rows = table.safeParse(value);
    if (rows.success) lines.push(...tableInWords(rows.data));
    else if (name === 'notes') lines.push(...(value as string[]).map((note) => coloured('yellow', note)));
    else if (name === 'next_cursor') facts.push('more with next_cursor');
    else facts.push(`${name.replaceAll('_', ' ')} ${inWords(value)}`);
  }
  return [...lines, coloured('dim', facts.join(' · '))];
}

function tableInWords({ columns, rows, every_row }: z.infer<typeof table>): string[] {
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => row.map(String));
  const [headings = '', ...lines] = columnsOf([columns, ...shown], CELL_CHARS_MAX);
  return [
    ...(columns.length > 0 ? [coloured('bold', headings), ...lines] : []),
    ...(rows.length > ROWS_SHOWN ? [`… and ${rows.length - ROWS_SHOWN} more rows`] : []),
    ...(every_row ? [coloured('dim', `in every row: ${inWords(every_row)}`)] : []),
  ];
}

export function inWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${inWords(inner)}`)
    .join(', ');
}

/** A table's rows as objects, with what is the same in every row. */
export function records(value: unknown): Record<string, unknown>[] {
  const read = table.safeParse(value);
  if (!read.success) return [];
  const { columns, rows, every_row } = read.data;
  return rows.map((row) => ({
    ...every_row,
    ...Object.fromEntries(columns.map((column, at) => [column, row[at]])),
  }));
}

/** `content: 203.0.113.10, comment: …` -> `203.0.113.10`: the first thing said that is no name. */
export function bare(value: unknown): string {
  const parts = String(value ?? '').split(', ');
  return (parts.find((part) => !part.startsWith('name: ')) ?? '').replace(/^[a-z_]+: /, '');
}

const BARS = '▁▂▃▄▅▆▇█';

/** A series as a line of bars, the highest full. */
export function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 1);
  return values.map((value) => BARS[Math.round((value / highest) * (BARS.length - 1))] ?? '').join('');
}
