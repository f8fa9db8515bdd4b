/** Host names in their two spellings: Punycode, which is compared everywhere inside, and Unicode, which people read. */
import { domainToASCII, domainToUnicode } from 'node:url';

export function isAsciiText(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Cloudflare answers zones in Unicode and records in Punycode. One form for both: lower case and Punycode. */
export function toAsciiHost(host: string): string {
  // Label by label: an underscore or a star in one label must not keep the others as they are.
  return isAsciiText(host) ? host.toLowerCase() : host.split('.').map(toAsciiLabel).join('.');
}

/** As Cloudflare stores the names of zones. A label that is no Punycode stays as it is. */
export function toUnicodeHost(host: string): string {
  const ascii = toAsciiHost(host);
  return ascii.includes('xn--') ? ascii.split('.').map(toUnicodeLabel).join('.') : ascii;
}

/** A part of a host name, such as a person types it: composed letters in lower case. */
export function toUnicodePart(part: string): string {
  return part.normalize('NFC').toLowerCase();
}

/** The Unicode spelling, where it differs from Punycode. */
export function unicodeNameOf(host: string): string | undefined {
  const unicode = toUnicodeHost(host);
  return isAsciiText(unicode) ? undefined : unicode;
}

/** For sentences: people know the one spelling, and answers have the other. */
export function toBothSpellings(host: string): string {
  const unicode = unicodeNameOf(host);
  return unicode === undefined ? host : `${unicode} (${toAsciiHost(host)})`;
}

function toAsciiLabel(label: string): string {
  return (isAsciiText(label) ? '' : domainToASCII(label)) || label.toLowerCase();
}

function toUnicodeLabel(label: string): string {
  return (label.startsWith('xn--') && domainToUnicode(label)) || label;
}
