/** A text pattern as an agent writes it (`shop`, `*shop*`, `api.*`, `*.example.com`, `\*` for a star) and what it means. */
import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { Refusal } from '../refusal.ts';

export interface TextPattern {
  /** As Cloudflare's DNS filters call them. */
  readonly match: 'exact' | 'startswith' | 'endswith' | 'contains';
  /** Never empty. */
  readonly text: string;
}

/**
 * @param field the argument's name, for the error.
 * @throws Refusal for a star in the middle, and for a pattern that matches everything.
 */
export function readPattern(field: string, written: string): TextPattern {
  const trimmed = written.trim();
  const isOpenAtStart = trimmed.startsWith('*');
  const isOpenAtEnd = trimmed.length > 1 && /(?<!\\)\*$/.test(trimmed);
  const middle = trimmed.slice(isOpenAtStart ? 1 : 0, isOpenAtEnd ? -1 : undefined);
  if (/(?<!\\)\*/.test(middle)) {
    throw new Refusal(
      `${field}: "${written.slice(0, 100)}" has a star in the middle. Next: a star stands only at the start or the end, as ` +
        'in "*shop*", "api.*" or "*.example.com"; a star itself is written "\\*", as in the wildcard record "\\*.example.com".',
    );
  }
  const text = middle.replaceAll('\\*', '*');
  if (text === '') {
    throw new Refusal(
      `${field}: "${written.slice(0, 100)}" matches everything. Next: leave ${field} out, or write "\\*" for a star itself.`,
    );
  }
  if (isOpenAtStart && isOpenAtEnd) return { match: 'contains', text };
  if (isOpenAtStart) return { match: 'endswith', text };
  return { match: isOpenAtEnd ? 'startswith' : 'exact', text };
}

/** For the answer's `filters`: what was really asked. */
export function describePattern({ match, text }: TextPattern): string {
  return match === 'exact' ? text : `${match} ${text}`;
}

/** A host name, or a part of one, in lower case and Punycode, without the root's dot. */
export function toHost({ match, text }: TextPattern): TextPattern {
  const isOpenAtEnd = match === 'startswith' || match === 'contains';
  const rootless = isOpenAtEnd ? text : text.replace(/\.$/, '');
  return { match, text: rootless.split('.').map(toAsciiLabel).join('.') || text };
}

/** Content: an IP address in the form that Cloudflare stores, a host name as above, any other text as it is. */
export function toContent(pattern: TextPattern): TextPattern {
  const { match, text } = pattern;
  if (match === 'exact' && isIPv6(text)) return { match, text: toCanonicalIPv6(text) };
  return /^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)+\.?$/u.test(text) ? toHost(pattern) : pattern;
}

/** `2001:DB8:0::1` -> `2001:db8::1`. */
function toCanonicalIPv6(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
}

function toAsciiLabel(label: string): string {
  const isAscii = /^[\x20-\x7e]*$/.test(label);
  return (isAscii ? '' : domainToASCII(label)) || label.toLowerCase();
}
