/** Addresses: which are public, and which lie in a range. */
import { describe, expect, it } from 'vitest';
import { isPublicAddress, rangesOf } from '../../src/text/ip-address.ts';

describe('ranges', () => {
  const ranges = rangesOf(['104.16.0.0/13', '2606:4700::/32', 'no range', '10.0.0.0/99', '1.2.3.4']);

  it.each(['104.16.0.1', '104.23.255.255', '2606:4700::1', '2606:4700:ABCD::'])('have %s', (address) => {
    expect(ranges.has(address)).toBe(true);
  });

  it.each(['104.24.0.0', '105.16.0.1', '2606:4701::1', '10.0.0.1', '1.2.3.4', 'no range', ''])(
    'do not have %j',
    (address) => {
      expect(ranges.has(address)).toBe(false);
    },
  );

  it('may be so wide that the first part of an address says nothing', () => {
    expect(rangesOf(['128.0.0.0/1']).has('200.1.1.1')).toBe(true);
    expect(rangesOf(['2000::/3']).has('3fff::1')).toBe(true);
    expect(rangesOf(['::/0']).has('::1')).toBe(true);
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '2606:4700::1'])('that is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['10.1.2.3', '192.168.1.1', '127.0.0.1', 'fe80::1', '::1', 'example.com', ''])(
    'that is not public: %j',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );
});
