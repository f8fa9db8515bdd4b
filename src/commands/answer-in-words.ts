/** A tool's answer -> lines for a person: its table with the first rows, then everything else that it says. */
import type * as z from 'zod';
import { table } from '../table.ts';
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

function inWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${inWords(inner)}`)
    .join(', ');
}
