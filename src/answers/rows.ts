/** Rows of an answer: typed objects without empty fields, and as many whole rows as fit. */
import {
  ANSWER_CHARS_DEFAULT,
  ANSWER_CHARS_MAX,
  ANSWER_TOKENS_MAX,
  CHARS_AROUND_ROWS,
  ROWS_DEFAULT,
  TEXT_CHARS_MAX,
  TOKENS_AROUND_ROWS,
} from '../limits/answers.ts';
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
  const charsMax = (limit === undefined ? ANSWER_CHARS_DEFAULT : ANSWER_CHARS_MAX) - CHARS_AROUND_ROWS;
  const size: Size = { chars: 0, tokens: 0 };
  const rows: Row[] = [];
  for (const item of items) {
    if (rows.length >= (limit ?? ROWS_DEFAULT)) break;
    const row = toRow(item);
    measure(row, size);
    size.chars += COMMA;
    const isFull = size.chars > charsMax || size.tokens > ANSWER_TOKENS_MAX - TOKENS_AROUND_ROWS;
    if (isFull && rows.length > 0) break;
    rows.push(row);
  }
  return rows;
}

/** Tokens are bounded too: what people write has three or four characters a token, but a random text may have less than one. */
interface Size {
  chars: number;
  tokens: number;
}

const COMMA = 1;
const QUOTES = 2;
/** Two, less the comma that the last element does not have. */
const BRACKETS = 1;
const QUOTES_COLON_AND_COMMA = 4;
/** The quotes around a name and a value are joined with what is between them: about two tokens a field. */
const TOKENS_AROUND_FIELD = 2;
/** Our own names are words: they have more characters a token than what stands in the fields. */
const CHARS_PER_TOKEN_OF_NAME = 5;
/** Matches texts to which JSON only adds quotes, as most of them are. */
const PLAIN_IN_JSON = /^[ !#-[\]-~]*$/;

/** Adds the size of a value as it is sent: as JSON, after `plainValue`. */
function measure(value: unknown, size: Size): void {
  if (typeof value === 'string') {
    const isPlain = value.length <= TEXT_CHARS_MAX && PLAIN_IN_JSON.test(value);
    const sent = isPlain ? value : JSON.stringify(plainText(value)).slice(1, -1);
    size.chars += sent.length + QUOTES;
    size.tokens += tokensAtMost(sent);
  } else if (typeof value !== 'object' || value === null) {
    const sent = String(value);
    size.chars += sent.length;
    size.tokens += typeof value === 'boolean' ? 1 : tokensAtMost(sent);
  } else if (Array.isArray(value)) {
    size.chars += BRACKETS + value.length * COMMA;
    size.tokens += 1 + value.length;
    for (const each of value) measure(each, size);
  } else {
    size.chars += BRACKETS;
    for (const name in value) {
      const field = (value as Record<string, unknown>)[name];
      if (isEmpty(field)) continue;
      size.chars += name.length + QUOTES_COLON_AND_COMMA;
      size.tokens += TOKENS_AROUND_FIELD + Math.ceil(name.length / CHARS_PER_TOKEN_OF_NAME);
      measure(field, size);
    }
  }
}

/** What one character costs at most: measured with o200k on texts of each kind, and rounded up. */
const TOKENS_PER_LETTER_OF_WORD = 0.45;
const TOKENS_PER_LETTER = 0.8;
const TOKENS_PER_SIGN = 0.75;
/** Up to three digits are one token. */
const TOKENS_PER_DIGIT = 1 / 3;
/** A token never has less than one byte of UTF-8: two are below U+0800, three above, and four in two surrogates. */
const BYTES_BELOW_0800 = 2;
const BYTES_FROM_0800 = 3;
const BYTES_PER_SURROGATE = 2;
/** Words have at least this share of vowels; keys and other random letters seldom have it. */
const VOWEL_SHARE_MIN = 0.2;
const VOWEL_SHARE_MIN_OF_LONG = 0.25;
const WORD_CHARS_MIN = 3;
const WORD_CHARS_USUAL = 12;

const SPACE = 0;
const DIGIT = 1;
const SIGN = 2;
const LETTER = 3;
const VOWEL = 4;
const KIND_OF_ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[aeiou]/.test(char)) return VOWEL;
  if (/[A-Za-z]/.test(char)) return LETTER;
  if (/\d/.test(char)) return DIGIT;
  return char === ' ' ? SPACE : SIGN;
});

/**
 * Not less than a text has, without a tokenizer, whose vocabulary is larger than this program. A token does not go over from
 * letters to digits, and rarely to signs: each run of one kind costs one token or more. A space belongs to the word after it.
 */
function tokensAtMost(text: string): number {
  let tokens = 0;
  let chars = 0;
  let vowels = 0;
  let kind = SPACE;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      tokens += bytesPerUnit(code);
      continue;
    }
    const exact = KIND_OF_ASCII[code] ?? SIGN;
    const next = Math.min(exact, LETTER);
    if (next !== kind) {
      tokens += costOfRun(kind, chars, vowels);
      chars = 0;
      vowels = 0;
      kind = next;
    }
    chars++;
    if (exact === VOWEL) vowels++;
  }
  return tokens + costOfRun(kind, chars, vowels);
}

function costOfRun(kind: number, chars: number, vowels: number): number {
  if (chars === 0 || (kind === SPACE && chars === 1)) return 0;
  return Math.max(1, chars * costOfChar(kind, chars, vowels));
}

function costOfChar(kind: number, chars: number, vowels: number): number {
  if (kind === DIGIT) return TOKENS_PER_DIGIT;
  if (kind !== LETTER) return TOKENS_PER_SIGN;
  const shareMin = chars > WORD_CHARS_USUAL ? VOWEL_SHARE_MIN_OF_LONG : VOWEL_SHARE_MIN;
  const isWord = chars >= WORD_CHARS_MIN && vowels >= chars * shareMin;
  return isWord ? TOKENS_PER_LETTER_OF_WORD : TOKENS_PER_LETTER;
}

function bytesPerUnit(code: number): number {
  if (code < 0x800) return BYTES_BELOW_0800;
  return code >= 0xd800 && code <= 0xdfff ? BYTES_PER_SURROGATE : BYTES_FROM_0800;
}
