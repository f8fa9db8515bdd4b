/** What the terminal of the person can show: colours, and how many characters a line has. NO_COLOR is honoured. */
import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { TERMINAL_WIDTH_DEFAULT } from '../limits/terminal.ts';

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

/**
 * Broken between words; a word that is longer than a line is broken too, so that nothing is lost.
 * @param hanging before every line but the first.
 */
export function wrapped(text: string, width: number, indent = '', hanging = indent): string[] {
  const inner = width - Math.max(indent.length, hanging.length);
  // Also because wrapping would take away the blanks at the start of a line that is complete.
  const isWhole = widthOf(text) <= inner;
  const lines = isWhole ? [text] : wrapAnsi(text, Math.max(1, inner), { hard: true }).split('\n');
  return lines.map((line, at) => `${at === 0 ? indent : hanging}${line.replaceAll(KEEP_TOGETHER, ' ')}`);
}

/** A blank at which no line is broken; it is printed as an ordinary one. */
const KEEP_TOGETHER = '\u00a0';

/** `name value`, of which the value stands out. For a text that is wrapped. */
export function named(name: string, value: string): string {
  return `${coloured('dim', name)}${KEEP_TOGETHER}${value}`;
}

/** The start of a text that is too wide, with an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const [start = ''] = wrapAnsi(text, Math.max(1, width - 1), { hard: true, wordWrap: false }).split('\n');
  return `${start.trimEnd()}…`;
}
