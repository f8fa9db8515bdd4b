/** Values of arguments as clients send them: each form that has one meaning is understood, and nothing else changes. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { parseArguments } from '../../src/server/arguments.ts';

function parsed(tool: string, args: unknown) {
  return parseArguments(catalog.find(({ name }) => name === tool)!, args);
}
const records = (args: unknown) => parsed('list_dns_records', args).input;
const refused = (tool: string, args: unknown) => {
  try {
    return JSON.stringify(parsed(tool, args));
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what is not there', () => {
  it.each([
    null,
    undefined,
    {},
    { zone: undefined },
    { zone: '', name: '', limit: '', proxied: '', type: '' },
    { limit: 'null', proxied: 'None', type: 'undefined' },
    { zone: [], type: [], limit: [null], name: [''] },
    { domain: null, nmae: '' },
  ])('is left out: %j', (args) => {
    expect(records(args)).toEqual({});
  });

  it.each([null, '', 'null', '[]', [], [null], [''], '[""]'])('as %j, is no list of sections', (sections) => {
    expect(parsed('get_zone', { zone: 'a.example', sections }).input).toEqual({ zone: 'a.example' });
  });

  it('gives way to the default', () => {
    for (const since of [null, '']) {
      expect(parsed('list_changes', { since }).input).toEqual({ since: '24h' });
    }
    expect(parsed('list_firewall_events', { zone: 'a.b', show_client_ips: null }).input).toMatchObject({
      show_client_ips: false,
    });
  });

  it('is missed where it is required', () => {
    expect(refused('get_zone', { zone: null })).toContain('zone is required');
    expect(refused('get_zone', {})).toContain('zone is required');
    expect(refused('get_zone', { zone: '' })).toContain('zone must not be empty');
  });
});

describe('a value', () => {
  it.each(['50', ' 50 ', '"50"', '50.0', 50, [50], ['50'], '+50'])(
    'of a number is understood as %j',
    (limit) => expect(records({ limit })).toEqual({ limit: 50 }),
  );

  it.each(['1,000', '1_000', '1000'])('of a larger number is understood as %j', (limit) =>
    expect(records({ limit })).toEqual({ limit: 1_000 }),
  );

  it('of a number may be below zero', () => {
    expect(parsed('list_certificates', { days_left_max: '-3' }).input).toEqual({ days_left_max: -3 });
  });

  it.each([true, 'true', 'True', ' TRUE ', '"true"', 'yes', '1', 1, [true]])('%j is true', (proxied) =>
    expect(records({ proxied })).toEqual({ proxied: true }),
  );

  it.each([false, 'false', 'False', 'no', '0', 0, ['false']])('%j is false', (proxied) =>
    expect(records({ proxied })).toEqual({ proxied: false }),
  );

  it.each(['CNAME', 'cname', 'Cname', ' cname ', '"CNAME"', ['cname']])('%j is an entry', (type) =>
    expect(records({ type })).toEqual({ type: 'CNAME' }),
  );

  it.each([
    ['ssl'],
    [['ssl']],
    ['["ssl"]'],
    ['"ssl"'],
    ["['ssl']"],
    ['[ssl]'],
    ['SSL'],
    [['SSL', 'ssl']],
    [['ssl', null, '']],
  ])('%j is a list', (sections) => {
    expect(parsed('get_zone', { zone: 'a.b', sections }).input).toMatchObject({ sections: ['ssl'] });
  });

  it.each(['ssl,dnssec', 'ssl, dnssec', '["ssl","dnssec"]', ' [ "SSL" , "DNSSEC" ] ', "['ssl', 'dnssec']"])(
    '%j is a list of two',
    (sections) => {
      expect(parsed('get_zone', { zone: 'a.b', sections }).input).toMatchObject({
        sections: ['ssl', 'dnssec'],
      });
    },
  );

  it.each(['123', 'true', 'null', '["a"]', '{"a":1}', '"v=spf1 -all"', '[]', '50', ' a '])(
    'that is wanted as text stays as it is: %j',
    (content) => expect(records({ content })).toEqual({ content }),
  );

  it('that is wanted as text may come as a number, true or false, or alone in a list', () => {
    expect(records({ content: 123, name: ['www'], comment: true })).toEqual({
      content: '123',
      name: 'www',
      comment: 'true',
    });
  });

  it.each([
    [{ limit: 'many' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '50 rows' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '1.5' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: '0' }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: true }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: [1, 2] }, 'limit must be a whole number from 1 to 1000'],
    [{ proxied: 'perhaps' }, 'proxied must be true or false'],
    [{ proxied: 2 }, 'proxied must be true or false'],
    [{ type: 'ALIAS' }, 'type must be one of "A", "AAAA"'],
    [{ type: ['A', 'AAAA'] }, 'type must be one of "A", "AAAA"'],
    [{ name: { contains: 'x' } }, 'name must be one text'],
    [{ name: ['a', 'b'] }, 'name must be one text'],
    [{ comment: 'x'.repeat(1_001) }, 'comment must have at most 1000 characters'],
  ])('that cannot be meant is refused in plain words: %j', (args, problem) => {
    const said = refused('list_dns_records', args);
    expect(said).toContain(problem);
    expect(said).not.toMatch(/expected|received|Invalid input|Too (big|small)/);
  });

  it.each([
    ['waf', 'sections must be a list of some of "ssl", "security", "certificates", "dnssec"'],
    [['ssl', 'waf'], 'sections must be a list of some of "ssl"'],
    [{ ssl: true }, 'sections must be a list of some of "ssl"'],
    ['["waf"]', 'sections must be a list of some of "ssl"'],
  ])('of a list that cannot be meant is refused in plain words: %j', (sections, problem) => {
    expect(refused('get_zone', { zone: 'a.b', sections })).toContain(problem);
  });
});

describe('quotes and brackets', () => {
  it.each(['["example.com"]', '"example.com"', "'example.com'", ' "example.com" '])(
    'around a zone are left out: %s',
    (zone) => {
      expect(records({ zone })).toEqual({ zone: 'example.com' });
    },
  );

  it.each(['["A"]', '"A"', ['A'], ' ["a"] '])('around a type are left out: %j', (type) => {
    expect(records({ type })).toEqual({ type: 'A' });
  });

  it('of the content of a record stay', () => {
    for (const content of ['"v=spf1 -all"', '["a"]']) expect(records({ content })).toEqual({ content });
  });

  it.each([[['A', 'TXT']], ['["A","TXT"]'], ['A,TXT']])(
    'around several types are refused with the reason: %j',
    (type) => {
      expect(refused('list_dns_records', { type })).toMatch(
        /type must be one of "A", .*"URI", one a call\. Next:/,
      );
    },
  );
});
