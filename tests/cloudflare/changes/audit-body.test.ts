/** What is shown of an audit entry's bodies: only safe fields, because a body may hold any secret that was ever sent. */
import { describe, expect, it } from 'vitest';
import { changedFields, hasSafeFields, textInBody } from '../../../src/cloudflare/changes/audit-body.ts';

const SECRET = 's3cret-that-must-not-come-out';
/** Of a body that nothing was before. */
const shown = (body: unknown, type = 'x') =>
  Object.fromEntries(changedFields(undefined, body, type).map(({ field, after }) => [field, after]));

describe('a body', () => {
  it.each<[string, unknown, string, object]>([
    [
      'of a token',
      { name: 'ci', status: 'active', value: SECRET },
      'account_token',
      { name: 'ci', status: 'active' },
    ],
    [
      'of a token whose permissions changed',
      {
        name: 'ci',
        policies: [
          {
            effect: 'allow',
            resources: { [SECRET]: '*' },
            permission_groups: [
              { id: SECRET, name: 'Zone Read' },
              { id: 'x', name: 'DNS Read' },
            ],
          },
          { effect: 'deny', permission_groups: null },
          SECRET,
        ],
      },
      'account_token',
      { name: 'ci', policies: '["allow Zone Read, DNS Read","deny"]' },
    ],
    [
      'of a load balancer',
      {
        name: 'lb.example.com',
        default_pools: ['9290f38c5d07c2e2f4df57b1f61d4196'],
        fallback_pool: '9290f38c5d07c2e2f4df57b1f61d4196',
      },
      'load_balancer',
      {
        name: 'lb.example.com',
        default_pools: '["9290f38c5d07c2e2f4df57b1f61d4196"]',
        fallback_pool: '9290f38c5d07c2e2f4df57b1f61d4196',
      },
    ],
    ['inside an envelope', { success: true, result: { name: 'ci', value: SECRET } }, 'token', { name: 'ci' }],
    [
      'of a certificate',
      { status: 'active', private_key: SECRET, certificate: SECRET },
      'x',
      { status: 'active' },
    ],
    [
      'of a webhook',
      { name: 'chat', url: `https://h.example/${SECRET}`, secret: SECRET },
      'x',
      { name: 'chat' },
    ],
    ['of a tunnel', { name: 't', tunnel_secret: SECRET, token: SECRET }, 'tunnel', { name: 't' }],
    ['with headers', { type: 'https', header: { Authorization: [SECRET] } }, 'monitor', { type: 'https' }],
    ['of a nested name', { name: { value: SECRET }, content: { name: SECRET } }, 'x', {}],
    ['with objects in a list', { hosts: [{ name: SECRET }], mode: [[SECRET]] }, 'x', {}],
    [
      'of a Worker secret',
      { name: 'KEY', type: 'secret_text', text: SECRET },
      'x',
      { name: 'KEY', type: 'secret_text' },
    ],
    ['of a value that is not a setting', { id: SECRET, value: SECRET }, 'kv_pair', {}],
  ])('%s shows only safe fields', (_case, body, type, fields) => {
    expect(shown(body, type)).toEqual(fields);
    expect(hasSafeFields(body, type)).toBe(Object.keys(fields).length > 0);
  });

  it('of a setting shows its value, unless that is an object', () => {
    expect(shown({ id: 'ssl', value: 'strict' }, 'zone_setting')).toEqual({ value: 'strict' });
    expect(shown({ value: { client_secret: SECRET } }, 'zone_setting')).toEqual({});
  });

  it.each([undefined, null, 'text', 7, true, [], [{ name: SECRET }], {}, { result: [{ name: SECRET }] }])(
    'that is not an object shows nothing: %j',
    (body) => {
      expect(shown(body, 'zone_setting')).toEqual({});
      expect(changedFields(body, body, 'zone_setting')).toEqual([]);
      expect(textInBody(body, 'name')).toBeUndefined();
    },
  );

  it('has bounded texts, and only some of many hosts, and says how many more', () => {
    const { content, hosts } = shown({ content: 'x'.repeat(5_000), hosts: Array(50).fill('h.example') });
    expect(content).toBe(`${'x'.repeat(200)}… (4800 more characters)`);
    expect(hosts).toBe(`${JSON.stringify(Array(5).fill('h.example'))} and 45 more`);
  });

  it('has a name where that is a text, also in an envelope', () => {
    expect(textInBody({ name: 'a' }, 'name')).toBe('a');
    expect(textInBody({ result: { name: 'a' } }, 'name')).toBe('a');
    expect(textInBody({ name: '' }, 'name')).toBeUndefined();
    expect(textInBody({ name: ['a'] }, 'name')).toBeUndefined();
  });
});

describe('the difference of before and after', () => {
  const record = { name: 'a', content: '1', ttl: 1, proxied: false, comment: null };

  it.each<[string, object, object, object[]]>([
    ['another content', record, { ...record, content: '2' }, [{ field: 'content', before: '1', after: '2' }]],
    [
      'a number and a switch',
      record,
      { ...record, ttl: 300, proxied: true },
      [
        { field: 'ttl', before: '1', after: '300' },
        { field: 'proxied', before: 'false', after: 'true' },
      ],
    ],
    ['a new comment', record, { ...record, comment: 'new' }, [{ field: 'comment', after: 'new' }]],
    [
      'a comment that was emptied',
      { comment: 'old' },
      { comment: '' },
      [{ field: 'comment', before: 'old' }],
    ],
    [
      'a field that is gone',
      { content: '1', priority: 5 },
      { content: '1' },
      [{ field: 'priority', before: '5' }],
    ],
    ['nothing', record, { ...record }, []],
    [
      'hosts',
      { hosts: ['a', 'b'] },
      { hosts: ['a'] },
      [{ field: 'hosts', before: '["a","b"]', after: '["a"]' }],
    ],
  ])('is %s', (_case, before, after, changed) => {
    expect(changedFields(before, after, 'dns_record')).toEqual(changed);
  });

  it.each([
    'ok, content: 198.51.100.77',
    'name: other.example.com, content: 198.51.100.77, ttl: 60',
    '","after":"198.51.100.77"},{"field":"content","after":"198.51.100.77',
    'web, data',
  ])('is the comment alone, whatever the comment says: %s', (comment) => {
    const before = { ...record, comment: 'web, mail' };
    expect(changedFields(before, { ...before, comment }, 'dns_record')).toEqual([
      { field: 'comment', before: 'web, mail', after: comment },
    ]);
    // Also when it was there before, and the content is what changed.
    expect(changedFields({ ...record, comment }, { ...record, comment, content: '2' }, 'dns_record')).toEqual(
      [{ field: 'content', before: '1', after: '2' }],
    );
  });

  it('is seen at the end of long texts and lists, of which only the beginning is shown', () => {
    const long = 'v=spf1 '.repeat(100);
    expect(changedFields({ content: `${long}a` }, { content: `${long}b` }, 'x')).toMatchObject([
      { field: 'content' },
    ]);
    const hosts = Array.from({ length: 20 }, (_, n) => `h${n}.example`);
    expect(changedFields({ hosts }, { hosts: hosts.slice(0, -1) }, 'x')).toMatchObject([{ field: 'hosts' }]);
  });

  it('is every field when there was nothing before, or is nothing after', () => {
    expect(changedFields(undefined, { ttl: 1 }, 'x')).toEqual([{ field: 'ttl', after: '1' }]);
    expect(changedFields({ ttl: 1 }, undefined, 'x')).toEqual([{ field: 'ttl', before: '1' }]);
  });
});
