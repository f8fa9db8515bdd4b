/** Cursors: the place comes back for the same question, and for nothing else. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { questionOf, readCursor, writeCursor } from '../../src/answers/cursor.ts';
import { Refusal } from '../../src/refusal.ts';

const place = z.strictObject({ row: z.int().min(0) });
const asked = questionOf('list_zones', { name: '*shop*', status: 'active' });
const cursor = writeCursor(asked, { row: 40 });
const rewritten = (change: (inner: { of: string; at: unknown }) => unknown) =>
  Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(cursor, 'base64url').toString())))).toString(
    'base64url',
  );

describe('a cursor', () => {
  it.each([
    ['the same arguments', { name: '*shop*', status: 'active' }],
    ['the same in another order', { status: 'active', name: '*shop*' }],
    ['another limit', { name: '*shop*', status: 'active', limit: 5 }],
    ['the cursor among them', { name: '*shop*', status: 'active', cursor }],
    ['absent ones written out', { name: '*shop*', status: 'active', type: undefined }],
  ])('gives its place back for %s', (_what, input) => {
    expect(readCursor(questionOf('list_zones', input), cursor, place)).toEqual({ row: 40 });
  });

  it('is one word that fits an argument and a URL', () => {
    expect(cursor).toMatch(/^[\w-]{1,200}$/);
  });

  it.each([
    ['another filter', questionOf('list_zones', { name: '*shop*', status: 'pending' }), cursor],
    ['one filter less', questionOf('list_zones', { name: '*shop*' }), cursor],
    ['another tool', questionOf('list_dns_records', { name: '*shop*', status: 'active' }), cursor],
    ['nonsense', asked, 'nonsense'],
    ['an empty text', asked, ''],
    ['JSON that is no object', asked, Buffer.from('[1]').toString('base64url')],
    ['JSON null', asked, Buffer.from('null').toString('base64url')],
    ['a part of itself', asked, cursor.slice(0, -6)],
    ['a negative row', asked, rewritten((inner) => ({ ...inner, at: { row: -1 } }))],
    ['a row that is no number', asked, rewritten((inner) => ({ ...inner, at: { row: '40' } }))],
    ['a place with more in it', asked, rewritten((inner) => ({ ...inner, at: { row: 1, zone: 2 } }))],
    ['no place', asked, rewritten(({ of }) => ({ of }))],
    ['another fingerprint', asked, rewritten((inner) => ({ ...inner, of: 'AAAAAAAAAAAA' }))],
    ['something added', asked, rewritten((inner) => ({ ...inner, admin: true }))],
  ])('is refused for %s, with the way to begin again', (_what, question, text) => {
    expect(() => readCursor(question, text, place)).toThrow(Refusal);
    expect(() => readCursor(question, text, place)).toThrow(
      `Next: call ${question.tool} again with exactly the arguments`,
    );
  });
});
