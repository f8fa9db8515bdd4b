/** Rows about firewall events: effects that add up, shares that can be, addresses that stay masked, names of rules. */
import { describe, expect, it } from 'vitest';
import {
  toEffectRows,
  toRayRequestRow,
  toSampleRow,
  toSurge,
  toTopRows,
} from '../../src/answers/firewall-rows.ts';
import type { FirewallReport } from '../../src/cloudflare/analytics/firewall-events.ts';
import { SOURCE_KEY } from '../../src/cloudflare/analytics/firewall-samples.ts';

const counts = (own: object = {}) => ({
  action: new Map<string, number>(),
  source: new Map<string, number>(),
  rule: new Map<string, number>(),
  host: new Map<string, number>(),
  path: new Map<string, number>(),
  country: new Map<string, number>(),
  as: new Map<string, number>(),
  ...own,
});
const report = (own: object): FirewallReport =>
  ({
    counts: counts(),
    countsBefore: undefined,
    total: 0,
    totalBefore: undefined,
    descriptions: new Map(),
    samples: [],
    ...own,
  }) as never;

describe('effects', () => {
  const action = new Map([
    ['block', 70],
    ['managed_challenge', 20],
    ['log', 5],
  ]);

  it('are counted by what was done to visitors, and what is left is not lost', () => {
    const rows = toEffectRows(report({ counts: counts({ action }), total: 100 }), undefined);
    expect(rows).toEqual([
      { effect: 'blocked', events: 70, events_before: undefined },
      { effect: 'challenged', events: 20, events_before: undefined },
      { effect: 'logged', events: 5, events_before: undefined },
      { effect: 'other', events: 5, events_before: undefined },
    ]);
    expect(toEffectRows(report({ counts: counts({ action }), total: 95 }), undefined)).toHaveLength(3);
    expect(toEffectRows(report({ counts: counts({ action }), total: 90 }), undefined)).toHaveLength(3);
  });

  it('have what was before, also where it is over', () => {
    const before = counts({
      action: new Map([
        ['block', 7],
        ['js_challenge', 3],
      ]),
    });
    const rows = toEffectRows(
      report({
        counts: counts({ action: new Map([['block', 70]]) }),
        countsBefore: before,
        total: 70,
        totalBefore: 10,
      }),
      undefined,
    );
    expect(rows).toEqual([
      { effect: 'blocked', events: 70, events_before: 7 },
      { effect: 'challenged', events: 0, events_before: 3 },
    ]);
  });

  it.each([
    [1_000, 7],
    [70, 100],
    [69, undefined],
    [0, undefined],
    [undefined, undefined],
  ])('of %s requests have the share %s', (requests, share) => {
    const [row] = toEffectRows(
      report({ counts: counts({ action: new Map([['block', 70]]) }), total: 70 }),
      requests,
    );
    expect(row?.percent_of_requests).toBe(share);
  });
});

describe('frequent values', () => {
  it('name rules by their description, or by what acts without a rule', () => {
    const rule = new Map([
      ['r1', 9],
      ['r2', 5],
      [`${SOURCE_KEY}l7ddos`, 3],
      [`${SOURCE_KEY}somethingNew`, 1],
    ]);
    const rows = toTopRows(
      report({ counts: counts({ rule }), descriptions: new Map([['r1', 'Block scanners']]) }),
    );
    expect(rows.map(({ value, rule_id }) => [value, rule_id])).toEqual([
      ['Block scanners', 'r1'],
      ['r2', 'r2'],
      [expect.stringMatching(/DDoS/), undefined],
      ['somethingNew', undefined],
    ]);
  });

  it('have 0 for before where there was none, and nothing where it is not known', () => {
    const host = new Map([
      ['a', 9],
      ['b', 5],
    ]);
    const before = counts({ host: new Map([['a', 4]]) });
    const rows = toTopRows(report({ counts: counts({ host }), countsBefore: before }));
    expect(rows.map(({ events_before }) => events_before)).toEqual([4, 0]);
    expect(toTopRows(report({ counts: counts({ host }) }))[0]?.events_before).toBeUndefined();
  });

  it('are eight of a kind', () => {
    const host = new Map(Array.from({ length: 20 }, (_, at) => [`h${at}`, 20 - at]));
    expect(toTopRows(report({ counts: counts({ host }) }))).toHaveLength(8);
  });
});

describe('a sample', () => {
  const row = (event: object, isIpShown = false, descriptions = new Map<string, string>()) =>
    toSampleRow(event as never, descriptions, isIpShown);

  it.each([
    ['203.0.113.7', '203.0.x.x'],
    ['::ffff:203.0.113.7', '203.0.x.x'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::x'],
    ['2001:db8::7', '2001:db8:0::x'],
    ['::1', '0:0:0::x'],
    ['nonsense', 'nonsense::x'],
  ])('has the address %s as %s', (clientIP, masked) => {
    expect(row({ clientIP }).client_ip).toBe(masked);
    expect(row({ clientIP }, true).client_ip).toBe(clientIP);
  });

  it('has no address where there is none', () => {
    expect(row({}).client_ip).toBeUndefined();
  });

  it('names its rule as well as is known', () => {
    const known = new Map([['r1', 'Block scanners']]);
    expect(row({ ruleId: 'r1', description: 'old' }, false, known)).toMatchObject({
      rule: 'Block scanners',
      rule_id: 'r1',
    });
    expect(row({ ruleId: 'r2', description: 'own' }).rule).toBe('own');
    expect(row({ ruleId: 'r2' }).rule).toBe('r2');
    expect(row({ description: 'own', source: 'bic' }).rule).toBe('own');
    expect(row({ source: 'l7ddos' }).rule).toMatch(/DDoS/);
    expect(row({}).rule).toBeUndefined();
  });

  it('has the network by name, or by number', () => {
    expect(row({ clientASNDescription: 'EXAMPLE', clientAsn: '64500' }).as).toBe('EXAMPLE');
    expect(row({ clientAsn: '64500' }).as).toBe('64500');
  });
});

describe('a surge', () => {
  it('has its times, where they are known', () => {
    const beganMs = Date.parse('2026-11-24T10:00:00Z');
    expect(toSurge({ beganMs, endedMs: undefined, perMinute: 9, perMinuteUsual: 1 } as never)).toEqual({
      began: '2026-11-24T10:00:00Z',
      ended: undefined,
      per_minute: 9,
      per_minute_usual: 1,
    });
    expect(toSurge(undefined)).toBeUndefined();
  });
});

describe('a request of a Ray ID', () => {
  it('has what is known of it', () => {
    expect(
      toRayRequestRow({
        datetime: '2026-11-24T10:00:00Z',
        clientRequestHTTPHost: 'a',
        clientCountryName: 'DE',
      } as never),
    ).toEqual({
      time: '2026-11-24T10:00:00Z',
      host: 'a',
      path: undefined,
      country: 'DE',
    });
  });
});
