/** Whether a wildcard answers for a name: by the records that the name has, those below it, and what was read of them. */
import { describe, expect, it } from 'vitest';
import { ownAddressNotes, wildcardNote } from '../../src/answers/record-findings.ts';
import type { Neighbours } from '../../src/cloudflare/records/related-records.ts';

const record = (name: string, type = 'A', content = '203.0.113.1') =>
  ({ id: name, name, type, content }) as never;
const NAME = 'shop.eu.example.com';
const note = (own: Partial<Neighbours>, isFound = false, name = NAME) =>
  wildcardNote(name, { own: [], hasBelow: false, wildcards: [], ...own }, isFound);
const star = record('*.eu.example.com');

describe('a name with records of other types', () => {
  it('says which, and that the wildcard has ended', () => {
    const own = [record(NAME, 'TXT', '"x"'), record(NAME, 'TXT', '"y"'), record(NAME, 'MX', '10 mx')];
    expect(note({ own, wildcards: [star] })).toBe(
      `${NAME} has other records: TXT, MX. The wildcard *.eu.example.com does not answer for ${NAME}: it answers only where a name has no record at all.`,
    );
    expect(note({ own })).toBe(`${NAME} has other records: TXT, MX.`);
    expect(note({ own, wildcards: undefined })).toBe(`${NAME} has other records: TXT, MX.`);
  });

  it('whose records are shown says only that the wildcard has ended', () => {
    const own = [record(NAME, 'TXT', '"x"')];
    expect(note({ own, wildcards: [star] }, true)).toMatch(
      /^The wildcard \*\.eu\.example\.com does not answer/,
    );
    expect(note({ own }, true)).toBeUndefined();
  });
});

describe('a name without records', () => {
  it('that no wildcard covers is told so', () => {
    expect(note({})).toBe(`No wildcard record of the zone covers ${NAME} either.`);
  });

  it('says nothing where wildcards were not read, or where it is found', () => {
    expect(note({ wildcards: undefined })).toBeUndefined();
    expect(note({ wildcards: [star] }, true)).toBeUndefined();
  });

  it('is answered by the wildcard right above it, with all its records', () => {
    const wildcards = [star, record('*.eu.example.com', 'AAAA', '2001:db8::1'), record('*.example.com')];
    expect(note({ wildcards })).toBe(
      `${NAME} has no record of any type, so the wildcard answers for it: *.eu.example.com A 203.0.113.1; *.eu.example.com AAAA 2001:db8::1.`,
    );
  });

  it('may be answered by one further above', () => {
    expect(note({ wildcards: [record('*.example.com')] })).toMatch(
      /^The zone has a wildcard, \*\.example\.com A .* only if no name between the two has a record\.$/,
    );
  });

  it('is not answered by it where there are records below', () => {
    expect(note({ wildcards: [star], hasBelow: true })).toContain(
      `${NAME} has records below it, so the wildcard, *.eu`,
    );
  });

  it('may be answered by it where what is around was not read whole', () => {
    for (const unread of [{ own: undefined }, { hasBelow: undefined }]) {
      expect(note({ wildcards: [star], ...unread })).toMatch(
        /only if no record exists at or below this name\.$/,
      );
    }
  });
});

describe('addresses of Cloudflare', () => {
  const own = { has: (address: string) => address.startsWith('104.16.') } as never;

  it('are pointed out in address records, five by name', () => {
    const many = Array.from({ length: 7 }, (_, at) => record(`h${at}.example.com`, 'A', '104.16.0.1'));
    expect(ownAddressNotes(many, own)[0]).toMatch(
      /^h0\.example\.com A 104\.16\.0\.1; .*h4\.example\.com A 104\.16\.0\.1 and 2 more: an address/,
    );
    expect(ownAddressNotes(many.slice(0, 5), own)[0]).not.toContain('more');
    expect(ownAddressNotes([record('a', 'TXT', '104.16.0.1'), record('b')], own)).toEqual([]);
    expect(ownAddressNotes(many, undefined)).toEqual([]);
  });
});
