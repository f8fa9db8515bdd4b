/** An answer in words: tables, facts, notes and the cursor, at any width. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { answerInWords } from '../../src/commands/answer-in-words.ts';
import { widthOf } from '../../src/commands/terminal.ts';
import { open } from '../client.ts';

const WHOLE = { width: Number.POSITIVE_INFINITY };

describe('an answer in words', () => {
  it('has its list as a table, and says once what all rows share', () => {
    const records = ['a', 'b', 'c'].map((name, at) => ({ name, type: 'A', ttl: at * 300, tags: ['x', 'y'] }));
    expect(answerInWords({ records, zone: 'example.com', total: 3 }, WHOLE)).toEqual([
      'name  ttl',
      'a       0',
      'b     300',
      'c     600',
      'in every row: type A · tags x, y',
      'zone example.com · total 3',
    ]);
  });

  it('keeps the order of the fullest row', () => {
    const changes = [
      { time: '1', after: 'b' },
      { time: '2', before: 'a', after: 'b' },
    ];
    expect(answerInWords({ changes }, WHOLE)[0]).toBe('time  before  after');
  });

  it('says nested values in short words', () => {
    const changed = [
      { field: 'content', before: '203.0.113.10', after: '198.51.100.77' },
      { field: 'comment', after: 'new' },
      { field: 'tags', before: 'old' },
    ];
    const rows = [
      { on: 'shop', changed, hosts: ['a', 'b'], hosts_more: 3, hsts: { max_age: 60, preload: false } },
    ];
    expect(answerInWords({ rows }, WHOLE)[1]).toBe(
      'shop  content 203.0.113.10 -> 198.51.100.77; comment -> new; tags old -> nothing  a, b, … 3 more  max_age 60, preload false',
    );
  });

  it('titles tables where there are several, also those inside an object', () => {
    const answer = {
      window: { since: 's', until: 'u' },
      series: [{ time: 't', requests: 1 }],
      series_more: 2,
      searched: { zones: 5, skipped_zones: [{ zone: 'a.example', reason: 'no permission' }] },
      states: [],
    };
    expect(answerInWords(answer, WHOLE)).toEqual([
      'window  since s · until u',
      '',
      'series',
      'time  requests',
      't            1',
      '… and 2 more',
      '',
      'searched  zones 5',
      '',
      'searched skipped_zones',
      'zone       reason',
      'a.example  no permission',
      '',
      'states none',
    ]);
  });

  it('says counts in a line', () => {
    const answer = {
      zones: [{ name: 'a.example' }],
      by_type: [
        { type: 'A', count: 7, proxied_count: 4 },
        { type: 'TXT', count: 2 },
      ],
      by_who: [{ who: 'x', count: 1 }],
    };
    expect(answerInWords(answer, WHOLE)).toEqual([
      'name',
      'a.example',
      'by_type  A 7 (proxied_count 4) · TXT 2',
      'by_who  x 1',
    ]);
  });

  it('breaks no line between a name and its value', () => {
    const answer = { requests: 100, edge_5xx: 200, origin_5xx: 300 };
    expect(answerInWords({ totals: answer }, { width: 30 })).toEqual([
      'totals  requests 100 ·',
      '    edge_5xx 200 ·',
      '    origin_5xx 300',
    ]);
  });

  it('ends with its notes, and with the whole cursor to copy', () => {
    const answer = { notes: ['First.', 'Second.'], next_cursor: 'abc', total: 2 };
    expect(answerInWords(answer, { width: 20 })).toEqual([
      'total 2',
      'First.',
      'Second.',
      'More: ask again and add cursor=abc',
    ]);
  });

  it('shows as many rows as are wanted, and says how many there are beside', () => {
    const zones = ['a', 'b', 'c'].map((name) => ({ name }));
    const lines = answerInWords({ zones, next_cursor: 'abc' }, { ...WHOLE, rowsMax: 1 });
    expect(lines).toEqual(['name', 'a', '… and 2 more', 'More: ask again and add cursor=…']);
  });

  it.each(catalog.map(({ name, example }) => [name, example] as const))(
    '%s fits 80 and 120 columns, and has all its values where there is no terminal',
    async (name, example) => {
      const { structured } = await (await open()).call(name, example);
      for (const width of [80, 120]) {
        const { next_cursor: _, ...answer } = structured;
        for (const line of answerInWords(answer, { width })) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }
      const whole = answerInWords(structured, WHOLE).join('\n');
      const values = leavesOf(structured).map(String);
      expect(values.length).toBeGreaterThan(3);
      for (const value of values) expect(whole).toContain(value);
    },
  );
});

function leavesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}
