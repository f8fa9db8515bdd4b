/** Firewall events: counted by Cloudflare if the plan has counts, and otherwise by this server. */
import { describe, expect, it } from 'vitest';
import {
  FIREWALL_DIMENSION_NAMES,
  fetchFirewallReport,
} from '../../../src/cloudflare/analytics/firewall-events.ts';
import { fetchFirewallReportFromEvents } from '../../../src/cloudflare/analytics/firewall-events-counted.ts';
import { EVERY_HOST } from '../../../src/cloudflare/analytics/host-filter.ts';
import { HOUR_MS } from '../../../src/limits/time.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const ago = (since: number, before = 0) => ({
  sinceMs: NOW.getTime() - since,
  beforeMs: NOW.getTime() - before,
});
const limits = {
  isEnabled: true,
  maxDurationMs: 24 * HOUR_MS,
  notOlderThanMs: 24 * HOUR_MS,
  maxPageSize: 10_000,
};

/** The API answers with these events. */
function withEvents(events: unknown) {
  const answer = () => Response.json({ data: { viewer: { zones: [{ events }] } }, errors: null });
  return cloudflareOn({ faults: [{ when: () => true, answer }] });
}
const limitAsked = (simulator: { requests: { body?: string }[] }) =>
  /firewallEventsAdaptive\(limit: (\d+)/.exec(simulator.requests[0]!.body!)?.[1];

describe('a report', () => {
  it('has counts by every dimension, now and before, in one query, and samples in two others', async () => {
    const { cloudflare, simulator } = cloudflareOn({ world: sampleWorld(NOW) });
    const window = { ...ago(HOUR_MS), earlier: ago(2 * HOUR_MS, HOUR_MS), note: undefined };
    const report = await fetchFirewallReport(cloudflare, zoneId('northwind.example'), window, EVERY_HOST);
    // The newest events, and those of a rule that the flood hides among them.
    expect(simulator.requests).toHaveLength(3);
    for (const name of FIREWALL_DIMENSION_NAMES) {
      const counts = [...report.counts[name].values()];
      expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      expect(counts.length).toBeGreaterThan(0);
      expect(report.countsBefore?.[name]).toBeInstanceOf(Map);
    }
    const byAction = [...report.counts.action.values()].reduce((sum, each) => sum + each, 0);
    expect(report.total).toBe(byAction);
    for (const id of report.counts.rule.keys()) expect(report.descriptions.get(id)).toBeTruthy();
    expect(report.countedEvents).toBeUndefined();
    // Of each action one at least, and not six of the same rule.
    const actions = new Set(report.samples.map(({ action }) => action));
    expect([...actions].toSorted()).toEqual([...report.counts.action.keys()].toSorted());
    expect(report.samples.length).toBeLessThanOrEqual(6);
  });

  it('counts a rule once whose description was changed in the window', async () => {
    const group = (description: string, count: number) => ({
      count,
      dimensions: { ruleId: 'r', description, source: 'firewallCustom', action: 'block' },
    });
    const zone = { rule: [group('New words', 5), group('Old words', 3)] };
    const others = [...FIREWALL_DIMENSION_NAMES, 'total', 'harmful', 'series'].flatMap((name) => [
      name,
      `${name}_before`,
    ]);
    const empty = Object.fromEntries(others.map((name) => [name, []]));
    const answer = () =>
      Response.json({
        data: { viewer: { zones: [{ ...empty, ...zone, all: [], harmful: [], events_0: [] }] } },
        errors: null,
      });
    const { cloudflare } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    const window = { ...ago(HOUR_MS), earlier: undefined, note: undefined };
    const { counts, descriptions } = await fetchFirewallReport(cloudflare, 'z', window, EVERY_HOST);
    expect([...counts.rule]).toEqual([['r', 8]]);
    expect(descriptions.get('r')).toBe('New words');
  });

  it('without an earlier window has no comparison', async () => {
    const { cloudflare } = cloudflareOn({ world: sampleWorld(NOW) });
    const window = { ...ago(HOUR_MS), earlier: undefined, note: undefined };
    const report = await fetchFirewallReport(cloudflare, zoneId('northwind.example'), window, EVERY_HOST);
    expect([report.countsBefore, report.totalBefore]).toEqual([undefined, undefined]);
  });
});

describe('events that this server counts', () => {
  it('give at most eight values for each dimension, the largest first', async () => {
    const events = Array.from({ length: 100 }, (_, n) => ({ source: `a${Math.floor(Math.sqrt(n))}` }));
    const { cloudflare } = withEvents(events);
    const { counts, total, countedEvents, samples } = await fetchFirewallReportFromEvents(
      cloudflare,
      'z',
      ago(HOUR_MS),
      EVERY_HOST,
      limits,
    );
    expect([...counts.source]).toEqual([9, 8, 7, 6, 5, 4, 3, 2].map((n) => [`a${n}`, 2 * n + 1]));
    expect([total, countedEvents]).toEqual([100, 100]);
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.length).toBeLessThanOrEqual(6);
  });

  it.each([
    [10_000, '1000'],
    [100, '100'],
    [0, '1000'],
  ])('are asked for within the page size of the plan, %i: %s', async (maxPageSize, asked) => {
    const { cloudflare, simulator } = withEvents([]);
    await fetchFirewallReportFromEvents(cloudflare, 'z', ago(HOUR_MS), EVERY_HOST, {
      ...limits,
      maxPageSize,
    });
    expect(limitAsked(simulator)).toBe(asked);
  });

  it('that are missing from the answer are an error, not an empty list', async () => {
    const { cloudflare } = withEvents(null);
    await expect(
      fetchFirewallReportFromEvents(cloudflare, 'z', ago(HOUR_MS), EVERY_HOST, limits),
    ).rejects.toThrow();
  });
});
