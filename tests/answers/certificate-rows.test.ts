/** Certificates as rows: long lists are cut and counted, and what needs attention is counted. */
import { describe, expect, it } from 'vitest';
import { certificateRow, countProblems, toCertificateRow } from '../../src/answers/certificate-rows.ts';
import type { CertificatePack } from '../../src/cloudflare/certificates.ts';
import { plainValue } from '../../src/text/plain-text.ts';

const pack = (facts: Partial<CertificatePack> = {}): CertificatePack => ({
  type: 'universal',
  status: 'active',
  issuer: 'google',
  hosts: ['example.com'],
  ids: [],
  expires: '2027-01-01T00:00:00Z',
  days_left: 60,
  validation_errors: [],
  ...facts,
});
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);

describe('a row', () => {
  it('has the fields of the certificate, and none without a value', () => {
    expect(toCertificateRow(pack())).toEqual({
      certificate_type: 'universal',
      status: 'active',
      days_left: 60,
      expires: '2027-01-01T00:00:00Z',
      issuer: 'google',
      hosts: ['example.com'],
    });
    const bare = pack({ issuer: undefined, hosts: [], expires: undefined, days_left: undefined });
    expect(certificateRow.parse(plainValue(toCertificateRow(bare)))).toEqual({
      certificate_type: 'universal',
      status: 'active',
    });
  });

  it.each([
    ['hosts', 20],
    ['validation_errors', 5],
  ] as const)('lists some %s, at most %i, and says how many more there are', (field, most) => {
    const all = toCertificateRow(pack({ [field]: numbered(most) }));
    expect([all[field], all[`${field}_more`]]).toEqual([numbered(most), undefined]);
    const cut = toCertificateRow(pack({ [field]: numbered(most + 7) }));
    expect([cut[field], cut[`${field}_more`]]).toEqual([numbered(most), 7]);
  });
});

describe('the problems', () => {
  it.each([
    ['none', [pack()], { expired: 0, soon: 0, failing: 0 }],
    ['no certificate', [], { expired: 0, soon: 0, failing: 0 }],
    ['the last day', [pack({ days_left: 0 })], { expired: 0, soon: 1, failing: 0 }],
    ['two weeks', [14, 15].map((days_left) => pack({ days_left })), { expired: 0, soon: 1, failing: 0 }],
    ['the day after', [pack({ days_left: -1 })], { expired: 1, soon: 0, failing: 0 }],
    [
      'none issued',
      [pack({ days_left: undefined, validation_errors: ['CAA'] }), pack({ days_left: undefined })],
      { expired: 0, soon: 0, failing: 1 },
    ],
  ])('are counted: %s', (_what, packs, counts) => {
    expect(countProblems(packs)).toEqual(counts);
  });
});
