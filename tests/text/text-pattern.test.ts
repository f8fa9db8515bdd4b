/** Text patterns: where a star means anything, where it means itself, and how hosts and addresses are spelt. */
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { describePattern, readPattern, toContent, toHost } from '../../src/text/text-pattern.ts';

const read = (text: string) => readPattern('name', text);

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
    expect(read(written)).toEqual({ match, text });
  });

  it.each(['a*b', '*a*b*', '*a*b', 'www.*.example.com'])('%j has a star in the middle', (written) => {
    expect(() => read(written)).toThrow(Refusal);
    expect(() => read(written)).toThrow(/^name: .*star in the middle.*"\*shop\*"/s);
  });

  it.each(['*', '**', ' * ', '   '])('%j matches everything, so it asks nothing', (written) => {
    expect(() => read(written)).toThrow(/^name: .*matches everything.*leave name out/s);
  });

  it.each([
    ['shop', 'shop'],
    ['*shop*', 'contains shop'],
    ['api.*', 'startswith api.'],
    ['*.example.com', 'endswith .example.com'],
  ])('%j is described as %j', (written, words) => {
    expect(describePattern(read(written))).toBe(words);
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
  ])('%j is looked for as %j', (written, text) => {
    expect(toHost(read(written))).toEqual({ match: read(written).match, text });
  });
});

describe('content', () => {
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
  ])('%j is looked for as %j', (written, text) => {
    expect(toContent(readPattern('content', written)).text).toBe(text);
  });
});
