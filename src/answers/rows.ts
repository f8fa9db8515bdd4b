/** Rows of an answer: typed objects without empty fields, and as many whole rows as fit. */
import {
  ANSWER_CHARS_DEFAULT,
  ANSWER_CHARS_MAX,
  CHARS_AROUND_ROWS,
  ROWS_DEFAULT,
  TEXT_CHARS_MAX,
} from '../limits.ts';
import { isEmpty, plainText } from '../text/plain-text.ts';

/**
 * The first items as rows: as many as were asked for and fit into an answer, at least one. Rows are never cut; those
 * that do not fit are left for the next page.
 * @param limit the caller's argument: with it, an answer may be longer.
 */
export function rowsThatFit<Item, Row extends object>(
  items: readonly Item[],
  limit: number | undefined,
  toRow: (item: Item) => Row,
): Row[] {
  const room = (limit === undefined ? ANSWER_CHARS_DEFAULT : ANSWER_CHARS_MAX) - CHARS_AROUND_ROWS;
  const rows: Row[] = [];
  let chars = 0;
  for (const item of items) {
    if (rows.length >= (limit ?? ROWS_DEFAULT)) break;
    const row = toRow(item);
    chars += charsOf(row) + COMMA;
    if (chars > room && rows.length > 0) break;
    rows.push(row);
  }
  return rows;
}

const COMMA = 1;
const BRACKETS = 2;
const QUOTES_COLON_AND_COMMA = 4;
/** Matches texts to which JSON only adds quotes, as most of them are. */
const PLAIN_IN_JSON = /^[ !#-[\]-~]*$/;

/** The length of a value in the answer: as JSON, after `plainValue`. */
function charsOf(value: unknown): number {
  if (typeof value === 'string') {
    if (value.length <= TEXT_CHARS_MAX && PLAIN_IN_JSON.test(value)) return value.length + BRACKETS;
    return JSON.stringify(plainText(value)).length;
  }
  if (typeof value !== 'object' || value === null) return String(value).length;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + charsOf(each) + COMMA, BRACKETS);
  let chars = BRACKETS;
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name];
    if (!isEmpty(field)) chars += name.length + QUOTES_COLON_AND_COMMA + charsOf(field);
  }
  return chars;
}
