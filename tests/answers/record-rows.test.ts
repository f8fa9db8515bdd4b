/** Records as rows: named fields only, and the time of a change only when it is recent. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { describe, expect, it } from 'vitest';
import { recordTable, toRecordRow } from '../../src/answers/record-rows.ts';
import { DAY_MS, RECENT_CHANGE_DAYS } from '../../src/limits.ts';
import { recentTimeFormatter } from '../../src/text/moment.ts';

const formatRecentTime = recentTimeFormatter(new Date());
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
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
  it('has the fields that a responder needs, and no other field of the API', () => {
    const shown = recordTable([toRecordRow(record(), formatRecentTime)]);
    expect(shown).toEqual({
      columns: ['name', 'type', 'content', 'ttl', 'proxied', 'tags'],
      rows: [['www.example.com', 'A', '192.168.1.1', 300, false, 'team:mail env:prod']],
    });
  });

  it('starts with its zone when there are several', () => {
    const { columns, rows } = recordTable([
      toRecordRow(record(), formatRecentTime, { id: 'x', name: 'example.com' }),
    ]);
    expect([columns[0], rows[0]?.[0]]).toEqual(['zone', 'example.com']);
  });

  it.each([
    [{ tags: 'env:prod' }, 'tags', 'env:prod'],
    [{ content: { flags: 0, tag: 'issue' } }, 'content', '{"flags":0,"tag":"issue"}'],
    [{ content: 5 }, 'content', '5'],
  ])('with %j, which is not of the documented type, is still shown', (facts, column, shown) => {
    const { columns, rows } = recordTable([toRecordRow(record(facts), formatRecentTime)]);
    expect(rows[0]?.[columns.indexOf(column)]).toBe(shown);
  });

  it('shows the priority of mail records', () => {
    const { columns, rows } = recordTable([
      toRecordRow(record({ type: 'MX', priority: 0 }), formatRecentTime),
    ]);
    expect(rows[0]?.[columns.indexOf('priority')]).toBe(0);
  });

  it.each([
    ['yesterday', daysAgo(1), true],
    ['just within the week', daysAgo(RECENT_CHANGE_DAYS - 0.01), true],
    ['just before it', daysAgo(RECENT_CHANGE_DAYS + 0.01), false],
    ['recently, in another time zone', daysAgo(1).replace('Z', '+00:00'), true],
    ['long ago, in another time zone', daysAgo(400).replace('Z', '+00:00'), false],
    ['never', undefined, false],
    ['at an invalid time', 'not a date', false],
  ])('of a record changed %s says when only if that is recent', (_what, modified_on, isShown) => {
    const { modified } = toRecordRow(record({ modified_on }), formatRecentTime);
    expect(modified).toBe(isShown ? String(modified_on).replace(/\.\d+(Z|\+00:00)$/, 'Z') : undefined);
  });

  it('is complete without the optional fields', () => {
    const minimal = { id: 'x', name: 'a.example.com', type: 'OPENPGPKEY' } as unknown as RecordResponse;
    expect(recordTable([toRecordRow(minimal, formatRecentTime)])).toEqual({
      columns: ['name', 'type'],
      rows: [['a.example.com', 'OPENPGPKEY']],
    });
  });
});
