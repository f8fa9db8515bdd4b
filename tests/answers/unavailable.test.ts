/** Parts that could not be read: grouped by reason, with the permission that is missing. */
import { describe, expect, it } from 'vitest';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../../src/answers/unavailable.ts';
import { CloudflareFailure } from '../../src/cloudflare/http/failure.ts';
import { SSL_READ, ZONE_SETTINGS_READ } from '../../src/cloudflare/permissions.ts';

const refused = {
  failure: new CloudflareFailure('permission_missing', { status: 403 }),
  permission: ZONE_SETTINGS_READ,
};
const noSsl = { ...refused, permission: SSL_READ };
const trouble = {
  failure: new CloudflareFailure('cloudflare_trouble', { status: 502 }, new Error('PLANTED')),
  permission: undefined,
};

describe('unavailable', () => {
  it('is absent when everything was read', () => {
    expect(unavailableParts([])).toEqual({});
  });

  it('groups parts by reason, and names the missing permission', () => {
    const { unavailable } = unavailableParts([
      ['ssl', refused],
      ['certificates', noSsl],
      ['security', refused],
      ['dnssec', trouble],
    ]);
    expect(unavailableField.parse(unavailable)).toEqual([
      {
        parts: ['ssl', 'security'],
        reason: expect.stringContaining(ZONE_SETTINGS_READ.label),
        missing_permission: ZONE_SETTINGS_READ.label,
      },
      {
        parts: ['certificates'],
        reason: expect.stringContaining(SSL_READ.label),
        missing_permission: SSL_READ.label,
      },
      { parts: ['dnssec'], reason: 'Cloudflare has trouble: it gave no usable answer (HTTP 502)' },
    ]);
  });
});

describe('a part', () => {
  it('has a value or a reason, or was not asked for', () => {
    expect(valueFrom({ value: 0 })).toBe(0);
    expect(missingFrom('ssl', { value: 0 })).toEqual([]);
    expect(valueFrom({ missing: refused })).toBeUndefined();
    expect(missingFrom('ssl', { missing: refused })).toEqual([['ssl', refused]]);
    expect(valueFrom(undefined)).toBeUndefined();
    expect(missingFrom('ssl', undefined)).toEqual([]);
  });
});
