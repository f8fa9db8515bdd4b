/** From an agent's arguments to the parameters of Cloudflare's endpoint; names relative to their zone. */
import { describe, expect, it } from 'vitest';
import { parseRecordFilters, qualifyName } from '../../../src/cloudflare/records/record-filters.ts';
import { Refusal } from '../../../src/refusal.ts';
import { parsePattern, toHostPattern } from '../../../src/text/text-pattern.ts';

const parametersOf = (question: Parameters<typeof parseRecordFilters>[0]) =>
  parseRecordFilters(question).parametersFor('example.com');

describe('parameters', () => {
  it.each([
    [{}, {}],
    [{ type: 'A' }, { type: 'A' }],
    [{ proxied: false }, { proxied: false }],
    [{ content: '192.168.1.1' }, { content: { exact: '192.168.1.1' } }],
    [{ content: '2001:DB8:0::1' }, { content: { exact: '2001:db8::1' } }],
    [{ content: '*spf*' }, { content: { contains: 'spf' } }],
    [{ content: 'Mail.Example.COM.' }, { content: { exact: 'mail.example.com' } }],
    [{ comment: 'CHG-4711*' }, { comment: { startswith: 'CHG-4711' } }],
    [{ tag: 'team' }, { tag: { present: 'team' } }],
    [{ tag: 'team:mail' }, { tag: { exact: 'team:mail' } }],
    [{ name: 'www' }, { name: { exact: 'www.example.com' } }],
    [{ name: '@' }, { name: { exact: 'example.com' } }],
    [{ name: '\\*' }, { name: { exact: '*.example.com' } }],
    [{ name: '\\*.example.com' }, { name: { exact: '*.example.com' } }],
    [
      { name: '*shop*', type: 'CNAME', proxied: true, content: '*.cdn.example' },
      { name: { contains: 'shop' }, type: 'CNAME', proxied: true, content: { endswith: '.cdn.example' } },
    ],
  ])('for %j', (question, parameters) => {
    expect(parametersOf(question)).toEqual(parameters);
  });

  it.each([
    [{ tag: 'team:*' }, /^tag: stars/],
    [{ name: 'a*b' }, /^name: .*star in the middle/],
    [{ content: '*' }, /^content: .*matches everything/],
    [{ comment: '**' }, /^comment: .*matches everything/],
  ])('are refused for %j', (question, message) => {
    expect(() => parseRecordFilters(question)).toThrow(Refusal);
    expect(() => parseRecordFilters(question)).toThrow(message);
  });

  it('are described in the way they were understood', () => {
    const { described } = parseRecordFilters({
      name: '*.Bücher.example',
      content: '2001:DB8::0:1',
      proxied: false,
    });
    expect(described).toMatchObject({
      name: 'endswith .xn--bcher-kva.example',
      content: '2001:db8::1',
      proxied: 'false',
    });
  });
});

describe('a name in a zone', () => {
  it.each([
    ['www', 'exact', 'www.example.com'],
    ['WWW.Example.Com.', 'exact', 'www.example.com'],
    ['example.com', 'exact', 'example.com'],
    ['@', 'exact', 'example.com'],
    ['notexample.com', 'exact', 'notexample.com.example.com'],
    ['_dmarc', 'exact', '_dmarc.example.com'],
    ['a.b', 'exact', 'a.b.example.com'],
    ['api.*', 'startswith', 'api.'],
    ['*shop*', 'contains', 'shop'],
    ['*.example.com', 'endswith', '.example.com'],
    ['*example.com', 'endswith', 'example.com'],
    ['*.com', 'endswith', '.com'],
    ['*-api', 'endswith', '-api.example.com'],
    ['*.eu', 'endswith', '.eu.example.com'],
    ['*www.example.com', 'endswith', 'www.example.com'],
  ])('%s is %s %s', (written, match, text) => {
    expect(qualifyName(toHostPattern(parsePattern('name', written)), 'example.com')).toEqual({ match, text });
  });
});
