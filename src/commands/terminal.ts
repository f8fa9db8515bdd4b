/** What the terminal of the person can show: colours, and how many characters a line has. NO_COLOR is honoured. */
import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { TERMINAL_WIDTH_DEFAULT } from '../limits.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export function coloured(style: Style, text: string): string {
  return process.stdout.isTTY && process.stdout.hasColors() ? styleText(style, text) : text;
}

/** Infinity where stdout is no terminal: in a pipe or a file, nothing is wrapped or cut. */
export function terminalWidth(): number {
  if (!process.stdout.isTTY) return Number.POSITIVE_INFINITY;
  return process.stdout.columns || TERMINAL_WIDTH_DEFAULT;
}

/** In columns of a terminal: an emoji or a Chinese character has two, a colour none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Broken between words; a word that is longer than a line is broken too, so that nothing is lost. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  if (width === Number.POSITIVE_INFINITY) return [`${indent}${text}`];
  const inner = Math.max(1, width - indent.length);
  return wrapAnsi(text, inner, { hard: true })
    .split('\n')
    .map((line) => `${indent}${line}`);
}

/** The start of a text that is too wide, with an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const [start = ''] = wrapAnsi(text, Math.max(1, width - 1), { hard: true, wordWrap: false }).split('\n');
  return `${start.trimEnd()}…`;
}
