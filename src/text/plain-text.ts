/** Text that others wrote (DNS records, alerts, names), made safe for a model: no control characters, bounded length. */
import { TEXT_CHARS_MAX } from '../limits/answers.ts';

/**
 * Control characters, and invisible ones that hide or reorder text: soft hyphen, zero-width and bidirectional marks, line
 * separators, tags; and halves of surrogate pairs that stand alone, which programs that read UTF-8 refuse. A TXT record is
 * written by whoever controls the zone, so its text may try to mislead the reader.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const ORDINARY = /^[ -~]*$/;
const LINE_BREAK = /[\r\n\t\u2028\u2029]+/g;

export function plainText(text: string, charsMax: number = TEXT_CHARS_MAX): string {
  // The usual case: nothing to remove, and short enough.
  if (isOrdinary(text, charsMax)) return text;
  const plain = text.replace(LINE_BREAK, ' ').replace(INVISIBLE, '');
  if (plain.length <= charsMax || isAlreadyCut(plain, charsMax)) return plain;
  const start = startOf(plain, charsMax);
  return `${start}… (${plain.length - start.length} more characters)`;
}

/** Never ends between the two halves of a surrogate pair: half a character is not valid text. */
export function startOf(text: string, charsMax: number): string {
  const isInPair = text.length > charsMax && /[\uD800-\uDBFF]/.test(text.charAt(charsMax - 1));
  return text.slice(0, isInPair ? charsMax - 1 : charsMax);
}

function isOrdinary(text: string, charsMax: number): boolean {
  return text.length <= charsMax && ORDINARY.test(text);
}

/** Whether `plainText` has cut this text before. It is then not cut again. */
function isAlreadyCut(text: string, charsMax: number): boolean {
  const note = /… \(\d{1,9} more characters\)$/.exec(text);
  return note !== null && note.index <= charsMax;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' ? isOrdinary(value, TEXT_CHARS_MAX) : typeof value !== 'object';
}

/** Makes every text inside a value plain, and drops fields without a value: those that are undefined, null or an empty text. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.every(isPlain) ? value : value.map(plainValue);
  const fields = Object.entries(value);
  // The usual case for a row: it stays as it is.
  if (fields.every(([, field]) => !isEmpty(field) && isPlain(field))) return value;
  const present = fields.filter(([, field]) => !isEmpty(field));
  return Object.fromEntries(present.map(([name, field]) => [name, plainValue(field)]));
}

/** Whether an answer leaves out a field with this value. */
export function isEmpty(field: unknown): boolean {
  return field === undefined || field === null || field === '';
}

/** For a field that should be a text: if Cloudflare sends something else, it is shown as JSON instead of failing the answer. */
export function textOrJson(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
