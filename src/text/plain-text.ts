/** Text that others wrote (DNS records, alerts, names), made safe to hand to a model: no control characters, bounded. */
import { TEXT_CHARS_MAX } from '../limits.ts';

/**
 * Control characters, and the invisible ones that reorder or hide text: a TXT record is written by whoever holds the zone.
 * Soft hyphen, zero-width and bidirectional marks, line separators, tags.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const ORDINARY = /^[ -~]*$/;
const LINE_BREAK = /[\r\n\t\u2028\u2029]+/g;

export function plainText(text: string, charsMax: number = TEXT_CHARS_MAX): string {
  // Nearly all texts: nothing to take out, and not too long.
  if (isOrdinary(text, charsMax)) return text;
  const plain = text.replace(LINE_BREAK, ' ').replace(INVISIBLE, '');
  if (plain.length <= charsMax || isCut(plain, charsMax)) return plain;
  // Not within a surrogate pair: half a character is not valid text.
  const end = /[\uD800-\uDBFF]/.test(plain.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
  return `${plain.slice(0, end)}… (${plain.length - end} more characters)`;
}

function isOrdinary(text: string, charsMax: number): boolean {
  return text.length <= charsMax && ORDINARY.test(text);
}

/** Text that went through here before is not cut again. */
function isCut(text: string, charsMax: number): boolean {
  const note = /… \(\d{1,9} more characters\)$/.exec(text);
  return note !== null && note.index <= charsMax;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? isOrdinary(value, TEXT_CHARS_MAX) : typeof value !== 'object';
}

/** Every text inside a value; fields that are null or undefined are left out. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  // Nearly all rows of a table stay as they are.
  if (Array.isArray(value)) return value.every(isPlain) ? value : value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(kept.map(([name, field]) => [name, plainValue(field)]));
}

/** A text where a text was promised; what is something else is shown as JSON, rather than failing the answer. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
