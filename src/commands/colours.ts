/** Colours, only where a person looks: on a terminal that has them (NO_COLOR is honoured). */
import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export const isTerminal: boolean = process.stdout.isTTY === true;

export function coloured(style: Style, text: string): string {
  return isTerminal && process.stdout.hasColors() ? styleText(style, text) : text;
}
