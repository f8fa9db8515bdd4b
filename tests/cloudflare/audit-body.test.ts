/** What is shown of an audit entry's bodies: only safe fields, because a body may hold any secret that was ever sent. */
import { describe, expect, it } from 'vitest';
import { describeAuditBody, difference } from '../../src/cloudflare/audit-body.ts';

const SECRET = 's3cret-that-must-not-come-out';

describe('a body', () => {
  it.each<[string, unknown, string, string | undefined]>([
    [
      'of a token',
      { name: 'ci', status: 'active', value: SECRET },
      'account_token',
      'name: ci, status: active',
    ],
    ['inside an envelope', { success: true, result: { name: 'ci', value: SECRET } }, 'token', 'name: ci'],
    [
      'of a certificate',
      { status: 'active', private_key: SECRET, certificate: SECRET },
      'x',
      'status: active',
    ],
    ['of a webhook', { name: 'chat', url: `https://h.example/${SECRET}`, secret: SECRET }, 'x', 'name: chat'],
    ['of a tunnel', { name: 't', tunnel_secret: SECRET, token: SECRET }, 'tunnel', 'name: t'],
    ['with headers', { type: 'https', header: { Authorization: [SECRET] } }, 'monitor', 'type: https'],
    ['of a nested name', { name: { value: SECRET }, content: { name: SECRET } }, 'x', undefined],
    ['with objects in a list', { hosts: [{ name: SECRET }], mode: [[SECRET]] }, 'x', undefined],
    [
      'of a Worker secret',
      { name: 'KEY', type: 'secret_text', text: SECRET },
      'x',
      'name: KEY, type: secret_text',
    ],
    ['of a value that is not a setting', { id: SECRET, value: SECRET }, 'kv_pair', undefined],
  ])('%s shows only safe fields', (_case, body, type, shown) => {
    expect(describeAuditBody(body, type)).toBe(shown);
  });

  it('of a setting shows its value, unless that is an object', () => {
    expect(describeAuditBody({ id: 'ssl', value: 'strict' }, 'zone_setting')).toBe('id: ssl, value: strict');
    expect(describeAuditBody({ value: { client_secret: SECRET } }, 'zone_setting')).toBeUndefined();
  });

  it.each([undefined, null, 'text', 7, true, [], [{ name: SECRET }], {}, { result: [{ name: SECRET }] }])(
    'that is not an object shows nothing: %j',
    (body) => {
      expect(describeAuditBody(body, 'zone_setting')).toBeUndefined();
    },
  );

  it('has bounded texts, and only some of many hosts', () => {
    const shown = describeAuditBody({ content: 'x'.repeat(5_000), hosts: Array(50).fill('h.example') }, 'x')!;
    expect(shown).toBe(`content: ${'x'.repeat(200)}, hosts: ${Array(5).fill('h.example').join(' ')}`);
  });
});

describe('the difference of before and after', () => {
  it.each([
    [
      'name: a, content: 1, ttl: 1',
      'name: a, content: 2, ttl: 1',
      'name: a, content: 1',
      'name: a, content: 2',
    ],
    ['content: 1', 'content: 1, comment: new', '', 'comment: new'],
    ['name: a', 'name: a', 'name: a', 'name: a'],
  ])('"%s" and "%s" is what only one of them has, and the name', (before, after, left, right) => {
    expect(difference(before, after)).toEqual([left, right]);
  });

  it('is the whole description when there is only one', () => {
    expect(difference(undefined, 'ttl: 1')).toEqual([undefined, 'ttl: 1']);
    expect(difference('ttl: 1', undefined)).toEqual(['ttl: 1', undefined]);
  });
});
