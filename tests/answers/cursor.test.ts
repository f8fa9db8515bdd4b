/** Cursors: they give their position back for the same question, and for no other. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { decodeCursor, encodeCursor, questionOf } from '../../src/answers/cursor.ts';
import { Refusal } from '../../src/refusal.ts';

const position = z.strictObject({ row: z.int().min(0) });
const asked = questionOf('list_zones', { name: '*shop*', status: 'active' });
const cursor = encodeCursor(asked, { row: 40 });
const rewritten = (change: (inner: { of: string; at: unknown }) => unknown) =>
  Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(cursor, 'base64url').toString())))).toString(
    'base64url',
  );

describe('a cursor', () => {
  it.each([
    ['the same arguments', { name: '*shop*', status: 'active' }],
    ['the same in another order', { status: 'active', name: '*shop*' }],
    ['another limit', { name: '*shop*', status: 'active', limit: 5 }],
    ['the cursor among the arguments', { name: '*shop*', status: 'active', cursor }],
    ['undefined arguments', { name: '*shop*', status: 'active', type: undefined }],
  ])('gives its position back for %s', (_what, input) => {
    expect(decodeCursor(questionOf('list_zones', input), cursor, position)).toEqual({ row: 40 });
  });

  it('is short, and needs no escaping in a URL', () => {
    expect(cursor).toMatch(/^[\w-]{1,200}$/);
  });

  it.each([
    ['another filter', questionOf('list_zones', { name: '*shop*', status: 'pending' }), cursor],
    ['one filter less', questionOf('list_zones', { name: '*shop*' }), cursor],
    ['another tool', questionOf('list_dns_records', { name: '*shop*', status: 'active' }), cursor],
    ['nonsense', asked, 'nonsense'],
    ['an empty text', asked, ''],
    ['JSON that is not an object', asked, Buffer.from('[1]').toString('base64url')],
    ['JSON null', asked, Buffer.from('null').toString('base64url')],
    ['a part of the cursor', asked, cursor.slice(0, -6)],
    ['a negative row', asked, rewritten((inner) => ({ ...inner, at: { row: -1 } }))],
    ['a row that is not a number', asked, rewritten((inner) => ({ ...inner, at: { row: '40' } }))],
    ['a position with another field', asked, rewritten((inner) => ({ ...inner, at: { row: 1, zone: 2 } }))],
    ['no position', asked, rewritten(({ of }) => ({ of }))],
    ['another fingerprint', asked, rewritten((inner) => ({ ...inner, of: 'AAAAAAAAAAAA' }))],
    ['an added field', asked, rewritten((inner) => ({ ...inner, admin: true }))],
  ])('is refused for %s, and the error says how to start again', (_what, question, text) => {
    expect(() => decodeCursor(question, text, position)).toThrow(Refusal);
    expect(() => decodeCursor(question, text, position)).toThrow(
      `Next: call ${question.tool} again with exactly the arguments`,
    );
  });
});
