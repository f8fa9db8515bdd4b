/** Records as rows: named fields only, and a time only where it is news. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { describe, expect, it } from 'vitest';
import { recordTable, toRecordRow } from '../../src/answers/record-rows.ts';
import { RECENT_CHANGE_DAYS } from '../../src/limits.ts';
import { recentMoments } from '../../src/text/moment.ts';

const recent = recentMoments(new Date());
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const record = (facts: object = {}): RecordResponse =>
  ({
    id: '372e67954025e0ba6aaa6d586b9e0b59',
    name: 'www.example.com',
    type: 'A',
    content: '192.168.1.1',
    ttl: 300,
    proxied: false,
    proxiable: true,
    comment: null,
    tags: ['team:mail', 'env:prod'],
    created_on: daysAgo(400),
    modified_on: daysAgo(400),
    meta: { PLANTED: 'meta' },
    settings: {},
    data: { PLANTED: 'data' },
    ...facts,
  }) as unknown as RecordResponse;

describe('a row', () => {
  it('holds what a responder reads, and nothing else of what the API sent', () => {
    const shown = recordTable([toRecordRow(record(), recent)]);
    expect(shown).toEqual({
      columns: ['name', 'type', 'content', 'ttl', 'proxied', 'tags'],
      rows: [['www.example.com', 'A', '192.168.1.1', 300, false, 'team:mail env:prod']],
    });
  });

  it('begins with its zone where there are several', () => {
    const { columns, rows } = recordTable([toRecordRow(record(), recent, { id: 'x', name: 'example.com' })]);
    expect([columns[0], rows[0]?.[0]]).toEqual(['zone', 'example.com']);
  });

  it.each([
    [{ tags: 'env:prod' }, 'tags', 'env:prod'],
    [{ content: { flags: 0, tag: 'issue' } }, 'content', '{"flags":0,"tag":"issue"}'],
    [{ content: 5 }, 'content', '5'],
  ])('with %j of another type than promised is shown all the same', (facts, column, shown) => {
    const { columns, rows } = recordTable([toRecordRow(record(facts), recent)]);
    expect(rows[0]?.[columns.indexOf(column)]).toBe(shown);
  });

  it('shows the priority of mail records', () => {
    const { columns, rows } = recordTable([toRecordRow(record({ type: 'MX', priority: 0 }), recent)]);
    expect(rows[0]?.[columns.indexOf('priority')]).toBe(0);
  });

  it.each([
    ['yesterday', daysAgo(1), true],
    ['just within the week', daysAgo(RECENT_CHANGE_DAYS - 0.01), true],
    ['just before it', daysAgo(RECENT_CHANGE_DAYS + 0.01), false],
    ['lately, told in another time zone', daysAgo(1).replace('Z', '+00:00'), true],
    ['long ago, told in another time zone', daysAgo(400).replace('Z', '+00:00'), false],
    ['never', undefined, false],
    ['at no moment', 'not a date', false],
  ])('of a record changed %s says when only if that is news', (_what, modified_on, isShown) => {
    const { modified } = toRecordRow(record({ modified_on }), recent);
    expect(modified).toBe(isShown ? String(modified_on).replace(/\.\d+(Z|\+00:00)$/, 'Z') : undefined);
  });

  it('stands without the fields that the types call optional', () => {
    const bare = { id: 'x', name: 'a.example.com', type: 'OPENPGPKEY' } as unknown as RecordResponse;
    expect(recordTable([toRecordRow(bare, recent)])).toEqual({
      columns: ['name', 'type'],
      rows: [['a.example.com', 'OPENPGPKEY']],
    });
  });
});
