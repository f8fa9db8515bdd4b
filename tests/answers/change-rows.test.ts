/** Rows of changes: what is said once only, names that are known, rules in full, who did how much, and where Workers run. */
import { describe, expect, it } from 'vitest';
import { countByWho, toChangeRow, workerRouteNotes } from '../../src/answers/change-rows.ts';
import type { Change, KnownThings } from '../../src/cloudflare/changes/changes.ts';

const change = (own: Partial<Change> = {}): Change => ({
  id: 'a1',
  timeMs: Date.parse('2026-11-24T10:00:00Z'),
  who: 'dana@northwind.example',
  via: 'dashboard',
  action: 'update',
  did: undefined,
  what: 'dns_record',
  on: 'www.example.com',
  type: 'A',
  zone: 'example.com',
  changed: [],
  rules: undefined,
  result: undefined,
  reason: undefined,
  source: 'audit_log',
  resourceId: 'r1',
  ...own,
});
const nothingKnown = { names: new Map() as KnownThings, older: () => [] };
const row = (own: Partial<Change> = {}, times = 1, knowledge: object = {}) => {
  const one = change(own);
  const found = toChangeRow(
    { change: one, times, firstMs: one.timeMs - 60_000 },
    { ...nothingKnown, ...knowledge },
  );
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
};
const rule = (description: string) => ({
  id: description,
  description,
  action: 'block',
  expression: 'true',
  enabled: undefined,
  does: [],
});
const rules = (own: object) =>
  ({ phase: 'custom rules', rules: [], rulesMore: 0, isWhole: false, ...own }) as never;

describe('a change', () => {
  it('has what is known, and no empty field', () => {
    expect(row()).toEqual({
      time: '2026-11-24T10:00:00Z',
      who: 'dana@northwind.example',
      via: 'dashboard',
      action: 'update',
      what: 'dns_record',
      on: 'www.example.com',
      type: 'A',
      zone: 'example.com',
    });
  });

  it('that was made again has how often, and since when', () => {
    expect(row({}, 7)).toMatchObject({ first: '2026-11-24T09:59:00Z', times: 7 });
    expect(row({}, 1)).not.toHaveProperty('times');
  });

  it.each<[string, Partial<Change>, boolean]>([
    ['Update DNS Record', {}, false],
    ['Update the DNS Records for www.example.com', {}, false],
    ['Purge Cache', { what: 'cache_purge', action: 'create' }, false],
    ['Purge everything', { what: 'cache_purge', action: 'create' }, true],
    ['Change setting ssl', { what: 'zone_setting', on: 'ssl' }, false],
    ['Rotate', {}, true],
  ])('says in words only what its other fields do not: %s', (did, own, isSaid) => {
    expect('did' in row({ did, ...own })).toBe(isSaid);
  });

  it('of a thing without a name has the name that a record has, and its ID', () => {
    const names = new Map([['r1', { on: 'api.example.com', type: 'CNAME' }]]);
    expect(row({ on: undefined }, 1, { names })).toMatchObject({
      on: 'api.example.com',
      type: 'CNAME',
      record_id: 'r1',
    });
    expect(row({ on: undefined, what: 'member' })).toMatchObject({ resource_id: 'r1' });
    expect(row({ on: undefined, what: 'member' }, 3)).not.toHaveProperty('resource_id');
    expect(row()).not.toHaveProperty('record_id');
    expect(row({ on: undefined, rules: rules({}) })).not.toHaveProperty('record_id');
  });

  it('of rules has them, how many more, and whether all were replaced', () => {
    const found = row({ rules: rules({ rules: [rule('a')], rulesMore: 4, isWhole: true }) });
    expect(found).toMatchObject({ phase: 'custom rules', rules_more: 4, rules_replaced: true });
    expect(found.rules).toEqual([
      { description: 'a', action: 'block', expression: 'true', enabled: undefined },
    ]);
    expect(Object.keys(row({ rules: rules({}) }))).not.toEqual(
      expect.arrayContaining(['rules', 'rules_more', 'rules_replaced']),
    );
    const parts = row({
      rules: rules({ rules: [{ ...rule('a'), does: [{ field: 'ssl', value: 'off' }] }] }),
    });
    expect(parts.rules).toMatchObject([{ does: [{ field: 'ssl', value: 'off' }] }]);
  });

  it('says where it is known from, unless that is the audit log', () => {
    expect(row({ source: 'dns_records' }).source).toBe('dns_records');
    expect(row({ result: 'failure', reason: 'Authentication error' })).toMatchObject({
      result: 'failure',
      reason: 'Authentication error',
    });
  });
});

describe('who made changes', () => {
  it('is counted by person and means, the busiest first', () => {
    const some = [change(), change({ via: 'API' }), change(), change({ who: undefined })];
    expect(countByWho(some)).toEqual([
      { who: 'dana@northwind.example', via: 'dashboard', count: 2 },
      { who: 'dana@northwind.example', via: 'API', count: 1 },
      { who: undefined, via: 'dashboard', count: 1 },
    ]);
    expect(countByWho(Array.from({ length: 40 }, (_, at) => change({ who: `p${at}` })))).toHaveLength(30);
  });
});

describe('routes of a Worker', () => {
  const route = (pattern: string, script: string, own: Partial<Change> = {}) =>
    change({
      what: 'route',
      on: pattern,
      changed: [
        { field: 'pattern', after: pattern },
        { field: 'script', after: script },
      ],
      ...own,
    });
  const script = change({ what: 'worker_script', on: 'landing' });

  it('are told beside a change of its script', () => {
    expect(
      workerRouteNotes([route('a.example.com/*', 'landing'), script, route('b.example.com/*', 'landing')]),
    ).toEqual(['Routes among these changes lead to landing: a.example.com/*, b.example.com/*.']);
    const many = Array.from({ length: 12 }, (_, at) => route(`${at}.example.com/*`, 'landing'));
    expect(workerRouteNotes([script, ...many])[0]).toMatch(/9\.example\.com\/\*, and 2 more\.$/);
  });

  it('may be known from what the route was after another change', () => {
    const held = route('a.example.com/*', 'landing');
    expect(workerRouteNotes([script, { ...held, changed: [], held: held.changed }])).toHaveLength(1);
  });

  it.each<[string, Change[]]>([
    ['of another script', [script, route('a.example.com/*', 'other')]],
    ['refused', [script, route('a.example.com/*', 'landing', { result: 'failure' })]],
    ['without a script', [script, change({ what: 'route', changed: [{ field: 'pattern', after: 'a' }] })]],
    ['of a script that was not changed', [route('a.example.com/*', 'landing')]],
  ])('are none: %s', (_what, changes) => {
    expect(workerRouteNotes(changes)).toEqual([]);
  });
});
