/** What a record says where it has only `data`, for each type that has it; the expected texts are what live records say. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { describe, expect, it } from 'vitest';
import { contentOf, priorityOf } from '../../../src/cloudflare/records/record-content.ts';

const record = (facts: object) => facts as RecordResponse;

describe('a record with only data', () => {
  it.each([
    ['CAA', { flags: 0, tag: 'issue', value: 'letsencrypt.org' }, '0 issue "letsencrypt.org"'],
    ['CERT', { type: 9, key_tag: 1, algorithm: 2, certificate: 'AQID' }, '9 1 2 AQID'],
    ['DNSKEY', { flags: 257, protocol: 3, algorithm: 13, public_key: 'mdss' }, '257 3 13 mdss'],
    ['DS', { key_tag: 1, algorithm: 13, digest_type: 2, digest: 'B5BB' }, '1 13 2 B5BB'],
    ['HTTPS', { priority: 1, target: '.', value: 'alpn="h3,h2"' }, '1 . alpn="h3,h2"'],
    ['HTTPS', { priority: 0, target: 'www.example.com', value: '' }, '0 www.example.com'],
    [
      'LOC',
      {
        ...{ lat_degrees: 31, lat_minutes: 58, lat_seconds: 52.1, lat_direction: 'S' },
        ...{ long_degrees: 115, long_minutes: 49, long_seconds: 11.7, long_direction: 'E' },
        ...{ altitude: 20, size: 10, precision_horz: 10, precision_vert: 2 },
      },
      '31 58 52.1 S 115 49 11.7 E 20m 10m 10m 2m',
    ],
    ['MX', { priority: 10, target: 'mx.example.com' }, 'mx.example.com'],
    [
      'NAPTR',
      {
        order: 30,
        preference: 100,
        flags: 'S',
        service: 'SIP+D2T',
        regex: '',
        replacement: '_sip._tls.example.com.',
      },
      '30 100 "S" "SIP+D2T" "" _sip._tls.example.com.',
    ],
    ['SMIMEA', { usage: 3, selector: 0, matching_type: 1, certificate: 'd2ab' }, '3 0 1 d2ab'],
    ['SRV', { priority: 5, weight: 0, port: 5222, target: 'talk.example.com' }, '0 5222 talk.example.com'],
    ['srv', { priority: 0, weight: 0, port: 0, target: '.' }, '0 0 .'],
    ['SSHFP', { algorithm: 1, type: 1, fingerprint: '859b' }, '1 1 859b'],
    ['SVCB', { priority: 1, target: 'svc.example.com.', value: 'alpn="h2"' }, '1 svc.example.com. alpn="h2"'],
    ['TLSA', { usage: 3, selector: 1, matching_type: 1, certificate: '0d6f' }, '3 1 1 0d6f'],
    ['URI', { priority: 10, weight: 1, target: 'https://example.com' }, '1 "https://example.com"'],
    ['SRV', { weight: 5, target: 'half.example.com' }, 'weight=5 target=half.example.com'],
    ['NEWTYPE', { a: 1, nested: { b: [2] }, none: null }, 'a=1 nested={"b":[2]}'],
  ])('%s %j says %s', (type, data, content) => {
    expect(contentOf(record({ type, data }))).toBe(content);
    expect(contentOf(record({ type, data, content: '' }))).toBe(content);
    expect(contentOf(record({ type, data, content: null }))).toBe(content);
    expect(contentOf(record({ type, data, content: 'as Cloudflare writes it' }))).toBe(
      'as Cloudflare writes it',
    );
  });

  it.each([undefined, null, {}, [], 'text', { value: null }])('has no content with %j', (data) => {
    expect(contentOf(record({ type: 'CAA', data }))).toBeUndefined();
  });
});

describe('the priority', () => {
  it.each([
    [{ type: 'SRV', priority: 5, data: { priority: 7 } }, 5],
    [{ type: 'SRV', data: { priority: 5 } }, 5],
    [{ type: 'SRV', priority: null, data: { priority: 0 } }, 0],
    [{ type: 'MX', priority: 0 }, 0],
    [{ type: 'MX', data: { priority: 10 } }, 10],
    [{ type: 'URI', data: { priority: 3 } }, 3],
    [{ type: 'HTTPS', content: '1 . alpn="h2"', data: { priority: 1 } }, undefined],
    [{ type: 'SRV', data: { priority: 'low' } }, undefined],
    [{ type: 'A', content: '192.0.2.1' }, undefined],
  ])('of %j is %s', (facts, priority) => {
    expect(priorityOf(record(facts))).toBe(priority);
  });
});
