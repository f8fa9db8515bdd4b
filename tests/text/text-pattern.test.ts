/** Text patterns: where a star stands for any text, where it is literal, and how hosts and addresses are normalised. */
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import {
  describePattern,
  parsePattern,
  toContentPattern,
  toHostPattern,
} from '../../src/text/text-pattern.ts';

const parse = (text: string) => parsePattern('name', text);

describe('a pattern', () => {
  it.each([
    ['shop', 'exact', 'shop'],
    ['  shop ', 'exact', 'shop'],
    ['*shop*', 'contains', 'shop'],
    ['api.*', 'startswith', 'api.'],
    ['*.example.com', 'endswith', '.example.com'],
    ['\\*', 'exact', '*'],
    ['\\*.example.com', 'exact', '*.example.com'],
    ['*\\*', 'endswith', '*'],
    ['\\**', 'startswith', '*'],
    ['*\\**', 'contains', '*'],
    ['a\\*b', 'exact', 'a*b'],
    ['a\\*', 'exact', 'a*'],
  ])('%j means %s %j', (written, match, text) => {
    expect(parse(written)).toEqual({ match, text });
  });

  it.each(['a*b', '*a*b*', '*a*b', 'www.*.example.com'])(
    '%j is refused: it has a star in the middle',
    (written) => {
      expect(() => parse(written)).toThrow(Refusal);
      expect(() => parse(written)).toThrow(/^name: .*star in the middle.*"\*shop\*"/s);
    },
  );

  it.each(['*', '**', ' * ', '   '])('%j is refused: it matches everything', (written) => {
    expect(() => parse(written)).toThrow(/^name: .*matches everything.*leave name out/s);
  });

  it.each([
    ['shop', 'shop'],
    ['*shop*', 'contains shop'],
    ['api.*', 'startswith api.'],
    ['*.example.com', 'endswith .example.com'],
  ])('%j is described as %j', (written, words) => {
    expect(describePattern(parse(written))).toBe(words);
  });
});

describe('a host', () => {
  it.each([
    ['WWW.Example.COM', 'www.example.com'],
    ['example.com.', 'example.com'],
    ['*.Example.com.', '.example.com'],
    ['API.*', 'api.'],
    ['*.shop.*', '.shop.'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['*.bücher.example', '.xn--bcher-kva.example'],
    ['münchen.*', 'xn--mnchen-3ya.'],
    ['bücher.münchen.example', 'xn--bcher-kva.xn--mnchen-3ya.example'],
    ['\\*.Example.com', '*.example.com'],
    ['_DMARC.example.com', '_dmarc.example.com'],
    ['@', '@'],
  ])('%j is searched as %j', (written, text) => {
    expect(toHostPattern(parse(written))).toEqual({ match: parse(written).match, text });
  });
});

describe('a content', () => {
  it.each([
    ['2001:DB8:0::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::1', '::1'],
    ['192.168.1.1', '192.168.1.1'],
    ['192.168.*', '192.168.'],
    ['2001:db8:*', '2001:db8:'],
    ['Mail.Example.COM.', 'mail.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['v=spf1 -all', 'v=spf1 -all'],
    ['"Quoted Text."', '"Quoted Text."'],
    ['0 issue "LetsEncrypt.org"', '0 issue "LetsEncrypt.org"'],
  ])('%j is searched as %j', (written, text) => {
    expect(toContentPattern(parsePattern('content', written)).text).toBe(text);
  });
});
