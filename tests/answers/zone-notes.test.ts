/** Notes on what a responder should notice about a zone, and none when nothing is wrong. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { describe, expect, it } from 'vitest';
import { certificateNotes, zoneNotes } from '../../src/answers/zone-notes.ts';
import type { CertificatePack } from '../../src/cloudflare/certificates.ts';

const zone = (facts: object): Zone =>
  ({ name: 'example.com', status: 'active', paused: false, development_mode: 0, ...facts }) as Zone;
const pack = (facts: Partial<CertificatePack>): CertificatePack => ({
  type: 'universal',
  status: 'active',
  issuer: 'google',
  hosts: 'example.com',
  expires: undefined,
  days_left: 60,
  validation_errors: '',
  ...facts,
});

describe('a zone', () => {
  it.each([
    ['without problems', {}, 'strict', []],
    ['whose settings could not be read', {}, undefined, []],
    ['whose development mode ended', { development_mode: -3600 }, 'full', []],
    ['that is paused', { paused: true }, 'full', [/paused/]],
    ['that is pending', { status: 'pending' }, 'full', [/pending.*name servers/]],
    ['in development mode', { development_mode: 1200 }, 'full', [/Development mode is on/]],
    ['without SSL', {}, 'off', [/HTTP only/]],
    ['with flexible SSL', {}, 'flexible', [/causes a loop/]],
    ['with several problems', { paused: true, status: 'moved' }, 'off', [/paused/, /moved/, /HTTP only/]],
  ])('%s', (_what, facts, ssl, said) => {
    expect(zoneNotes(zone(facts), ssl)).toEqual(said.map((each) => expect.stringMatching(each)));
  });
});

describe('certificates', () => {
  it.each([
    ['not read', undefined, []],
    ['without problems', { packs: [pack({})], total: 1 }, []],
    ['when there are none', { packs: [], total: 0 }, [/no edge certificate/]],
    ['two weeks before their end', { packs: [pack({ days_left: 14 })], total: 1 }, [/certificate.* 14\b/]],
    ['fifteen days before', { packs: [pack({ days_left: 15 })], total: 1 }, []],
    ['on their last day', { packs: [pack({ days_left: 0 })], total: 1 }, [/certificate.* 0\b/]],
    ['past their end', { packs: [pack({ days_left: -1 })], total: 1 }, [/certificate.*expired/]],
    [
      'with different ends',
      { packs: [-3, -1, 4, 9, 60].map((days_left) => pack({ days_left })), total: 5 },
      [/2 .*expired/, /2 certificates.* 4\b/],
    ],
    ['not yet issued', { packs: [pack({ days_left: undefined })], total: 1 }, []],
    ['that fail to validate', { packs: [pack({ validation_errors: 'CAA' })], total: 1 }, [/validat/]],
    ['when there are many', { packs: [pack({})], total: 51 }, [/Only 1 of 51/]],
    ['when their number is unknown', { packs: [pack({})], total: undefined }, []],
  ])('%s', (_what, read, said) => {
    const notes = certificateNotes(read, read?.packs.length ?? 0);
    expect(notes).toEqual(said.map((each) => expect.stringMatching(each)));
  });

  it('that the answer has no room for are counted', () => {
    const packs = Array.from({ length: 30 }, () => pack({}));
    expect(certificateNotes({ packs, total: 30 }, 12)).toEqual([expect.stringContaining('Only 12 of 30')]);
    expect(certificateNotes({ packs, total: undefined }, 12)).toEqual([expect.stringContaining('12 of 30')]);
  });
});
