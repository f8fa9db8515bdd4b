/** Which certificate covers a host: a star is one label, and "none" needs all certificates. */
import { describe, expect, it } from 'vitest';
import { coverNote } from '../../src/answers/certificate-cover.ts';
import type { CertificatePack } from '../../src/cloudflare/certificates.ts';
import type { ZoneCertificates } from '../../src/cloudflare/zone-certificates.ts';

const pack = (hosts: string[], own: Partial<CertificatePack> = {}): CertificatePack => ({
  type: 'universal',
  status: 'active',
  issuer: "Let's Encrypt",
  hosts,
  ids: [],
  expires: undefined,
  days_left: 60,
  validation_errors: [],
  ...own,
});
const noteOn = (host: string | undefined, certificates: CertificatePack[], isWhole = true) =>
  coverNote(host, 'example.com', { certificates, isWhole } as unknown as ZoneCertificates);

describe('a host', () => {
  it.each([
    ['www.example.com', 'www.example.com'],
    ['*.example.com', 'www.example.com'],
    ['*.Bücher.example', 'www.xn--bcher-kva.example'],
  ])('is covered by %s: %s', (pattern, host) => {
    expect(noteOn(host, [pack(['other.example.net', pattern])])).toBe(
      `Certificates that cover ${host}: universal (active, Let's Encrypt, 60 days left).`,
    );
  });

  it.each([
    ['*.example.com', 'eu.api.example.com'],
    ['*.example.com', 'example.com'],
    ['example.com', 'www.example.com'],
    ['www.example.com', 'ww.example.com'],
  ])('is not covered by %s: %s', (pattern, host) => {
    expect(noteOn(host, [pack([pattern])])).toContain(`No certificate covers ${host}: a proxied record`);
  });

  it('that is too deep is told that a star is one level', () => {
    const hosts = ['example.com', '*.example.com'];
    expect(noteOn('eu.api.example.com', [pack(hosts)])).toContain(
      'Universal SSL goes one level deep: *.example.com',
    );
    expect(noteOn('www.example.com', [pack(['example.com'])])).not.toContain('one level');
  });

  it.each<[string, Partial<CertificatePack>]>([
    ['not issued', { status: 'pending_validation', days_left: undefined }],
    ['expired', { days_left: -1 }],
  ])('that is only in a certificate which is %s has no active one', (_what, own) => {
    const said = noteOn('www.example.com', [pack(['*.example.com'], own)]);
    expect(said).toMatch(
      /^No active certificate covers www\.example\.com as far as was read; it is in: universal \(/,
    );
  });

  it('may be in one that expires today, or whose end is not known', () => {
    for (const days_left of [0, undefined]) {
      expect(noteOn('example.com', [pack(['example.com'], { days_left })])).toMatch(
        /^Certificates that cover/,
      );
    }
    expect(
      noteOn('example.com', [pack(['example.com'], { days_left: undefined, issuer: undefined })]),
    ).toContain('universal (active).');
  });

  it('is not said to have none where certificates, or their hosts, were not read', () => {
    const said = "but not all of the zone's certificates could be read";
    expect(noteOn('www.example.com', [], false)).toContain(said);
    expect(noteOn('www.example.com', [pack([])])).toContain(said);
    expect(noteOn('www.example.com', [])).not.toContain(said);
  });

  it('in many certificates names five', () => {
    const many = (count: number) => Array.from({ length: count }, () => pack(['example.com']));
    expect(noteOn('example.com', many(5))).not.toContain('more');
    expect(noteOn('example.com', many(7))).toMatch(/; 2 more\.$/);
  });

  it('that was not asked for has no note', () => {
    expect(noteOn(undefined, [])).toBeUndefined();
  });
});
