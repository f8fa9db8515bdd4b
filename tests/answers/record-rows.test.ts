/** Records as rows: named fields only, and the time of a change only when it is recent. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { describe, expect, it } from 'vitest';
import { countTypes, recordRow, toRecordRow } from '../../src/answers/record-rows.ts';
import { RECENT_CHANGE_DAYS } from '../../src/limits/answers.ts';
import { DAY_MS } from '../../src/limits/time.ts';
import { recentTimeFormatter } from '../../src/text/moment.ts';
import { plainValue } from '../../src/text/plain-text.ts';

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

/** As it is sent. */
const ZONE = { id: 'x', name: 'example.com' };
const sent = (facts: object = {}, isOneZone = true) =>
  recordRow.parse(plainValue(toRecordRow(record(facts), formatRecentTime, ZONE, isOneZone)));

describe('a row', () => {
  it('has the fields that a responder needs, and no other field of the API', () => {
    expect(sent()).toEqual({
      name: 'www.example.com',
      type: 'A',
      content: '192.168.1.1',
      ttl: 300,
      proxied: false,
      tags: ['team:mail', 'env:prod'],
    });
  });

  it('starts with its zone when there are several', () => {
    expect(Object.entries(sent({}, false))[0]).toEqual(['zone', 'example.com']);
  });

  it.each([
    ['at the top of the zone', { name: 'example.com' }, true],
    ['where it is set', { settings: { flatten_cname: true } }, true],
    ['elsewhere', {}, undefined],
    [
      'proxied, where visitors get addresses of Cloudflare',
      { name: 'example.com', proxied: true },
      undefined,
    ],
  ])('says of a CNAME whether it is flattened: %s', (_where, facts, flattened) => {
    expect(sent({ type: 'CNAME', content: 'x.example.net', ...facts }).flattened).toBe(flattened);
  });

  it.each([
    [{ tags: 'env:prod' }, 'tags', ['env:prod']],
    [{ tags: [] }, 'tags', undefined],
    [{ content: { flags: 0, tag: 'issue' } }, 'content', '{"flags":0,"tag":"issue"}'],
    [{ content: 5 }, 'content', '5'],
    [{ ttl: '300' }, 'ttl', undefined],
    [{ proxied: 'yes' }, 'proxied', undefined],
    [{ name: '' }, 'name', 'unknown'],
    [{ type: null }, 'type', 'unknown'],
  ] as const)('with %j shows what fits the type of the field %s', (facts, field, shown) => {
    expect(sent(facts)[field]).toEqual(shown);
  });

  it('shows the priority of mail records', () => {
    expect(sent({ type: 'MX', priority: 0 }).priority).toBe(0);
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
    const { modified } = toRecordRow(record({ modified_on }), formatRecentTime, ZONE);
    expect(modified).toBe(isShown ? String(modified_on).replace(/\.\d+(Z|\+00:00)$/, 'Z') : undefined);
  });

  it('is complete without the optional fields', () => {
    const minimal = { id: 'x', name: 'a.example.com', type: 'OPENPGPKEY' } as unknown as RecordResponse;
    expect(plainValue(toRecordRow(minimal, formatRecentTime, ZONE, true))).toEqual({
      name: 'a.example.com',
      type: 'OPENPGPKEY',
    });
  });
});

describe('the counts of types', () => {
  it('have the most frequent first, and how many go through Cloudflare', () => {
    const records = [
      { type: 'TXT' },
      { type: 'A', proxied: true },
      { type: 'A', proxied: false },
      { type: 'A', proxied: true },
      { type: undefined, proxied: 'yes' },
    ];
    expect(countTypes(records)).toEqual([
      { type: 'A', count: 3, proxied_count: 2 },
      { type: 'TXT', count: 1 },
      { type: 'unknown', count: 1 },
    ]);
  });

  it('are no field when there is nothing to count, and bounded', () => {
    expect(countTypes([])).toBeUndefined();
    expect(countTypes(Array.from({ length: 100 }, (_, n) => ({ type: `T${n}` })))).toHaveLength(30);
  });
});
