/** Text patterns as an agent writes them: `shop`, `*shop*`, `api.*`, `*.example.com`, and `\*` for a literal star. */
import { isIPv6 } from 'node:net';
import { QUOTED_CHARS_MAX } from '../limits/answers.ts';
import { Refusal } from '../refusal.ts';
import { isAsciiText, toAsciiHost, toUnicodeHost, toUnicodePart } from './host-name.ts';
import { startOf } from './plain-text.ts';

export interface TextPattern {
  /** The names are those of Cloudflare's DNS filters. */
  readonly match: 'exact' | 'startswith' | 'endswith' | 'contains';
  /** Never empty. */
  readonly text: string;
}

/**
 * @param field the argument's name, for the error.
 * @throws Refusal for a star in the middle, and for a pattern that matches everything.
 */
export function parsePattern(field: string, written: string): TextPattern {
  const trimmed = written.trim();
  const isOpenAtStart = trimmed.startsWith('*');
  const isOpenAtEnd = trimmed.length > 1 && /(?<!\\)\*$/.test(trimmed);
  const middle = trimmed.slice(isOpenAtStart ? 1 : 0, isOpenAtEnd ? -1 : undefined);
  const quoted = `"${startOf(written, QUOTED_CHARS_MAX)}"`;
  if (/(?<!\\)\*/.test(middle)) {
    throw new Refusal(
      `${field}: ${quoted} has a star in the middle. Next: use stars only at the start or the end, as in "*shop*", "api.*" ` +
        'or "*.example.com". Write "\\*" for a literal star, as in the wildcard record "\\*.example.com".',
    );
  }
  const text = middle.replaceAll('\\*', '*');
  if (text === '') {
    throw new Refusal(
      `${field}: ${quoted} matches everything. Next: leave ${field} out, or write "\\*" for a literal star.`,
    );
  }
  if (isOpenAtStart && isOpenAtEnd) return { match: 'contains', text };
  if (isOpenAtStart) return { match: 'endswith', text };
  return { match: isOpenAtEnd ? 'startswith' : 'exact', text };
}

/** For the `filters` of an answer, which show how the arguments were understood. */
export function describePattern({ match, text }: TextPattern): string {
  return match === 'exact' ? text : `${match} ${text}`;
}

/** For a host name or a part of one: lower case, Punycode, without the dot of the root. */
export function toHostPattern({ match, text }: TextPattern): TextPattern {
  const isOpenAtEnd = match === 'startswith' || match === 'contains';
  const rootless = isOpenAtEnd ? text : text.replace(/\.$/, '');
  return { match, text: toAsciiHost(rootless) || text };
}

/** Whether a part of a label has other letters than ASCII: Punycode of a part is no part of the Punycode of the whole. */
export function isPartOfUnicodeLabel({ match, text }: TextPattern): boolean {
  const labels = text.split('.');
  const isOpenAtStart = match === 'endswith' || match === 'contains';
  const isOpenAtEnd = match === 'startswith' || match === 'contains';
  const open = [...(isOpenAtStart ? labels.slice(0, 1) : []), ...(isOpenAtEnd ? labels.slice(-1) : [])];
  return open.some((label) => !isAsciiText(label));
}

/** As Cloudflare compares: without regard to case. */
export function matchesText({ match, text }: TextPattern, actual: string): boolean {
  const [value, wanted] = [actual.toLowerCase(), text.toLowerCase()];
  if (match === 'exact') return value === wanted;
  if (match === 'contains') return value.includes(wanted);
  return match === 'startswith' ? value.startsWith(wanted) : value.endsWith(wanted);
}

/** Cloudflare keeps the names of zones in Unicode: a part in Punycode would be found in none. */
export function toZoneNamePattern(pattern: TextPattern): TextPattern {
  return pattern.match === 'exact' ? toHostPattern(pattern) : toUnicodePattern(pattern);
}

/** As `toHostPattern`, but in Unicode. */
export function toUnicodePattern(pattern: TextPattern): TextPattern {
  const isPart = isPartOfUnicodeLabel(pattern);
  const { match, text } = isPart ? pattern : toHostPattern(pattern);
  return { match, text: isPart ? toUnicodePart(text) : toUnicodeHost(text) };
}

/** `https://shop.example.com:8443/cart` -> `shop.example.com`: people paste addresses. */
export function toBareHost(written: string): string {
  return written
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d+$/, '');
}

/** For the content of a record: an IPv6 address as Cloudflare stores it, a host name as above, any other text unchanged. */
export function toContentPattern(pattern: TextPattern): TextPattern {
  const { match, text } = pattern;
  if (match === 'exact' && isIPv6(text)) return { match, text: toCanonicalIPv6(text) };
  return /^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)+\.?$/u.test(text) ? toHostPattern(pattern) : pattern;
}

/** `2001:DB8:0::1` -> `2001:db8::1`. */
function toCanonicalIPv6(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
}
