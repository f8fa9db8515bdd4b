/** Changes that were made again and again alike are one row, unless something else was done between them. */
import { describe, expect, it } from 'vitest';
import { withoutRepeats } from '../../src/answers/repeated-changes.ts';
import type { Change } from '../../src/cloudflare/changes/changes.ts';

const change = (timeMs: number, facts: Partial<Change> = {}): Change => ({
  id: `entry-${timeMs}`,
  timeMs,
  who: 'external-dns',
  via: 'token external-dns',
  action: 'update',
  did: undefined,
  what: 'dns_record',
  on: 'shop.example.com',
  type: 'CNAME',
  zone: 'example.com',
  changed: [{ field: 'content', before: undefined, after: 'a.example' }],
  rules: undefined,
  result: undefined,
  reason: undefined,
  source: 'audit_log',
  resourceId: 'record',
  ...facts,
});
const purge = (timeMs: number, hosts: string) =>
  change(timeMs, {
    action: 'delete',
    did: 'Purge Cache',
    what: 'cache',
    on: undefined,
    type: undefined,
    resourceId: `purge-${timeMs}`,
    changed: [{ field: 'hosts', before: undefined, after: hosts }],
  });
const folded = (...changes: Change[]) =>
  withoutRepeats(changes).map(({ change, times, firstMs }) => [change.timeMs, times, firstMs]);

describe('changes', () => {
  it('of one thing that are alike are one, with the first and how many', () => {
    expect(folded(change(9), change(6), change(3))).toEqual([[9, 3, 3]]);
  });

  it('of two things in turn are two rows', () => {
    const other = (timeMs: number) => change(timeMs, { on: 'www.example.com', resourceId: 'other' });
    expect(folded(change(9), other(8), change(6), other(5))).toEqual([
      [9, 2, 6],
      [8, 2, 5],
    ]);
  });

  it('that were undone in between stay apart: the order tells what is in force', () => {
    const back = change(6, { changed: [{ field: 'content', before: 'a.example', after: 'b.example' }] });
    expect(folded(change(9), back, change(3))).toEqual([
      [9, 1, 9],
      [6, 1, 6],
      [3, 1, 3],
    ]);
  });

  it.each<[string, Partial<Change>]>([
    ['by another', { who: 'dana@northwind.example' }],
    ['by other means', { via: 'dashboard' }],
    ['refused', { result: 'failure', reason: 'Authentication error' }],
    ['in another zone', { zone: 'example.net' }],
    ['of another type', { type: 'TXT' }],
  ])('%s are another row', (_what, facts) => {
    expect(folded(change(9), change(6, facts))).toHaveLength(2);
  });

  it('that are purges of the same are one, though each has an ID of its own', () => {
    expect(folded(purge(9, 'img'), purge(6, 'img'), purge(3, 'css'))).toEqual([
      [9, 2, 6],
      [3, 1, 3],
    ]);
  });

  it('of which nobody knows what they are about are not taken for one', () => {
    const unknown = { on: undefined, type: undefined, resourceId: undefined };
    expect(folded(change(9, unknown), change(6, unknown))).toHaveLength(2);
  });
});
