/** The facts in an alert's body, in every form in which it arrives. */
import { describe, expect, it } from 'vitest';
import { parseAlertBody } from '../../src/cloudflare/alert-body.ts';

const HEALTH = {
  data: {
    health_check_name: 'api',
    old_status: 'Healthy',
    new_status: 'Unhealthy',
    reason: 'HTTP timeout occurred',
    zone_name: 'example.net',
    zone_tag: 'f'.repeat(32),
  },
  metadata: { account: null, zone: { id: 'f'.repeat(32) } },
};
const HEALTH_FACTS = {
  subject: 'api',
  oldState: 'Healthy',
  newState: 'Unhealthy',
  reason: 'HTTP timeout occurred',
};

describe('an alert', () => {
  it.each([
    ['an object', HEALTH],
    ['JSON in a text', JSON.stringify(HEALTH)],
    ['JSON in a text, after blanks', `\n  ${JSON.stringify(HEALTH)}`],
    ['a list of objects', [HEALTH]],
  ])('as %s has its states, subject and reason', (_what, body) => {
    expect(parseAlertBody(body)).toMatchObject(HEALTH_FACTS);
  });

  it.each([
    ['plain text', 'Scheduled maintenance in Amsterdam (AMS).'],
    ['text that only begins like JSON', '[Resolved] HTTP errors in Frankfurt'],
    ['cut JSON', '{"data": {"zone_name"'],
    ['an empty text', ''],
  ])('as %s is the reason itself', (_what, body) => {
    expect(parseAlertBody(body)).toEqual({
      zone: undefined,
      zoneId: undefined,
      affected: [],
      subject: undefined,
      hosts: [],
      event: undefined,
      news: undefined,
      details: [],
      oldState: undefined,
      newState: undefined,
      reason: body,
      texts: [body],
    });
  });

  it.each([
    ['by name', { zone_name: 'example.com', zone_id: 'x' }, 'example.com'],
    ['in the metadata, by name', { metadata: { zone: { id: 'x', name: 'example.com' } } }, 'example.com'],
    ['in the metadata, by ID', { metadata: { zone: { id: 'abc' } } }, 'abc'],
    ['as a text', { data: { zone: 'example.com' } }, 'example.com'],
    ['by tag', { data: { zone_tag: 'abc' } }, 'abc'],
    ['as nothing', { metadata: { zone: null }, zone_name: '' }, undefined],
  ])('names its zone %s', (_what, body, zone) => {
    const facts = parseAlertBody(body);
    expect(facts.zone ?? facts.zoneId).toBe(zone);
  });

  it.each([
    [{ hosts: ['a.example', 'b.example'] }, 'hosts', ['a.example', 'b.example']],
    [{ hosts: [], data: { hosts: ['a.example', 5] } }, 'hosts', ['a.example']],
    [{ hosts: [], tunnel_name: 'warehouse' }, 'subject', 'warehouse'],
    [{ tunnel_name: 'warehouse', hostname: 'x' }, 'subject', 'warehouse'],
    [{ status: 'down' }, 'newState', 'down'],
    [{ previous_status: 'up', state: 'down' }, 'oldState', 'up'],
    [{ edge_response_status: 521 }, 'reason', 'HTTP 521'],
    [{ status_code: 503 }, 'reason', 'HTTP 503'],
    [{ validation_errors: ['CAA forbids', 'no TXT'] }, 'reason', 'CAA forbids; no TXT'],
    [
      { validation_errors: [{ message: 'CAA forbids' }, { message: 'no TXT' }] },
      'reason',
      'CAA forbids; no TXT',
    ],
    [{ validation_errors: [] }, 'reason', undefined],
    [{ text: 'words', edge_response_status: 521 }, 'reason', 'words'],
  ] as const)('%j has %s %j', (body, field, value) => {
    expect(parseAlertBody(body)[field]).toEqual(value);
  });

  it.each([
    [null],
    [undefined],
    [5],
    [true],
    [[]],
    [[null, 5, 'text']],
    [{ validation_errors: [null] }],
    [{ validation_errors: [5, [], {}] }],
    [{ zone: [], reason: { deep: 1 }, status: 3 }],
    ['[null]'],
  ])('of an unknown shape (%j) is not an error', (body) => {
    expect(() => parseAlertBody(body)).not.toThrow();
  });

  it('keeps the texts of every level, in which a zone may be named', () => {
    const { texts } = parseAlertBody({ a: 'one', b: { c: ['two', 3], d: { e: 'three' } } });
    expect([...texts].sort()).toEqual(['one', 'three', 'two']);
  });

  it('is not followed too deep', () => {
    let body: unknown = { zone_name: 'deep.example' };
    for (let depth = 0; depth < 2_000; depth++) body = { inner: body };
    expect(parseAlertBody(body).zone).toBeUndefined();
  });
});
