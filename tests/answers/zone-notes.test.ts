/** Notes on what a responder should notice about a zone, and none when nothing is wrong. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { describe, expect, it } from 'vitest';
import { certificateNotes, zoneNotes } from '../../src/answers/zone-notes.ts';
import type { CertificatePack } from '../../src/cloudflare/certificates.ts';
import type { ZoneCertificates } from '../../src/cloudflare/zone-certificates.ts';

const zone = (facts: object): Zone =>
  ({ name: 'example.com', status: 'active', paused: false, development_mode: 0, ...facts }) as Zone;
const pack = (facts: Partial<CertificatePack>): CertificatePack => ({
  type: 'universal',
  status: 'active',
  issuer: 'google',
  hosts: ['example.com'],
  ids: [],
  expires: undefined,
  days_left: 60,
  validation_errors: [],
  ...facts,
});

const held = (certificates: CertificatePack[], isWhole = true): ZoneCertificates => ({
  edge: { value: { packs: certificates, total: certificates.length } },
  custom: { value: { packs: [], total: 0 } },
  universal: { value: true },
  certificates,
  unreadCount: 0,
  isWhole,
});

describe('a zone', () => {
  it.each([
    ['without problems', {}, 'strict', []],
    ['whose settings could not be read', {}, undefined, []],
    ['whose development mode ended', { development_mode: -3600 }, 'full', []],
    ['that is paused', { paused: true }, 'full', [/paused/]],
    ['that is pending', { status: 'pending' }, 'full', [/pending.*name servers/]],
    [
      'that is pending, with its name servers',
      {
        status: 'pending',
        name_servers: ['ada.ns.cloudflare.com', 'lou.ns.cloudflare.com'],
        original_name_servers: ['ns1.hosting.example', 'ns2.hosting.example'],
        original_registrar: 'Registrar One',
      },
      'full',
      [/set .*ada.* and lou.* at .*Registrar One.* in place of ns1.* and ns2/],
    ],
    [
      'that has moved, without "yet" and without what was long before',
      {
        status: 'moved',
        name_servers: ['ada.ns.cloudflare.com'],
        original_name_servers: ['ns1.hosting.example'],
      },
      'full',
      [/^(?!.*(yet|ns1)).*no longer active.*set ada.* at the registrar/],
    ],
    [
      'that is pending, in a CNAME setup, which no name server activates',
      { status: 'pending', type: 'partial', name_servers: ['ada.ns.cloudflare.com'] },
      'full',
      [/^(?!.*ada).*pending, not active.*partial/],
    ],
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
    ['without problems', [pack({})], []],
    ['when there are none', [], [/no edge certificate/]],
    ['two weeks before their end', [pack({ days_left: 14 })], [/certificate.* 14\b/]],
    ['fifteen days before', [pack({ days_left: 15 })], []],
    ['on their last day', [pack({ days_left: 0 })], [/certificate.* 0\b/]],
    ['past their end', [pack({ days_left: -1 })], [/certificate.*expired/]],
    [
      'with different ends',
      [-3, -1, 4, 9, 60].map((days_left) => pack({ days_left })),
      [/2 .*expired/, /2 certificates.* 4\b/],
    ],
    ['not yet issued', [pack({ days_left: undefined })], []],
    ['that fail to validate', [pack({ validation_errors: ['CAA'] })], [/validat/]],
  ])('%s', (_what, read, said) => {
    expect(certificateNotes(held(read))).toEqual(said.map((each) => expect.stringMatching(each)));
  });

  it('are not said to be missing where some could not be read', () => {
    expect(certificateNotes(held([], false))).toEqual([]);
  });
});
