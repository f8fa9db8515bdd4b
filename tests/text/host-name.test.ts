/** Host names: one spelling for comparing, the other for people, and parts that are neither. */
import { describe, expect, it } from 'vitest';
import { toAsciiHost, toBothSpellings, toUnicodeHost, unicodeNameOf } from '../../src/text/host-name.ts';

describe('a host name', () => {
  it.each([
    ['Example.COM', 'example.com', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['XN--Bcher-KVA.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['*.bücher.example', '*.xn--bcher-kva.example', '*.bücher.example'],
    ['_dmarc.xn--bcher-kva.example', '_dmarc.xn--bcher-kva.example', '_dmarc.bücher.example'],
    ['straße.example', 'xn--strae-oqa.example', 'straße.example'],
    ['масла.сайт', 'xn--80aa6ac0a.xn--80aswg', 'масла.сайт'],
    ['xn--a.example', 'xn--a.example', 'xn--a.example'],
    ['', '', ''],
  ])('%s is %s and %s', (written, ascii, unicode) => {
    expect(toAsciiHost(written)).toBe(ascii);
    expect(toUnicodeHost(written)).toBe(unicode);
  });

  it('is told in both spellings only where they differ', () => {
    expect(unicodeNameOf('example.com')).toBeUndefined();
    expect(unicodeNameOf('xn--bcher-kva.example')).toBe('bücher.example');
    expect(toBothSpellings('example.com')).toBe('example.com');
    expect(toBothSpellings('bücher.example')).toBe('bücher.example (xn--bcher-kva.example)');
  });
});
