/** What an audit entry's bodies tell: named fields only, for they may hold every secret that was ever sent. */
import { describe, expect, it } from 'vitest';
import { difference, tellBody } from '../../src/cloudflare/audit-body.ts';

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
    ['of a value that is no setting', { id: SECRET, value: SECRET }, 'kv_pair', undefined],
  ])('%s tells what may be told', (_case, body, type, told) => {
    expect(tellBody(body, type)).toBe(told);
  });

  it('of a setting tells its value, unless that is an object', () => {
    expect(tellBody({ id: 'ssl', value: 'strict' }, 'zone_setting')).toBe('id: ssl, value: strict');
    expect(tellBody({ value: { client_secret: SECRET } }, 'zone_setting')).toBeUndefined();
  });

  it.each([undefined, null, 'text', 7, true, [], [{ name: SECRET }], {}, { result: [{ name: SECRET }] }])(
    'that is no object tells nothing: %j',
    (body) => {
      expect(tellBody(body, 'zone_setting')).toBeUndefined();
    },
  );

  it('has texts that are bounded, and a few of many hosts', () => {
    const told = tellBody({ content: 'x'.repeat(5_000), hosts: Array(50).fill('h.example') }, 'x')!;
    expect(told).toBe(`content: ${'x'.repeat(200)}, hosts: ${Array(5).fill('h.example').join(' ')}`);
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
  ])('of "%s" and "%s" is what is not in both, and the name', (before, after, left, right) => {
    expect(difference(before, after)).toEqual([left, right]);
  });

  it('with only one of them is that one', () => {
    expect(difference(undefined, 'ttl: 1')).toEqual([undefined, 'ttl: 1']);
    expect(difference('ttl: 1', undefined)).toEqual(['ttl: 1', undefined]);
  });
});
