/** Windows that a plan allows, and several groups of events in one query. */
import { describe, expect, it } from 'vitest';
import {
  type DatasetLimits,
  fetchDatasetLimits,
  fetchGroups,
  fitWindow,
} from '../../../src/cloudflare/analytics/analytics.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/limits/time.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const NOW = Date.parse('2026-11-23T18:00:00Z');
const limits = (maxDurationMs: number, notOlderThanMs: number): DatasetLimits => ({
  isEnabled: true,
  maxPageSize: 10_000,
  maxDurationMs,
  notOlderThanMs,
});
const ago = (since: number, before = 0) => ({ sinceMs: NOW - since, beforeMs: NOW - before });

describe('a window', () => {
  it('within the limits is not changed, and is compared with the same span before', () => {
    expect(fitWindow(ago(HOUR_MS), limits(DAY_MS, DAY_MS), NOW)).toEqual({
      ...ago(HOUR_MS),
      earlier: ago(2 * HOUR_MS, HOUR_MS),
      note: undefined,
    });
  });

  it('that is too long keeps its end, with a note', () => {
    const fitted = fitWindow(ago(6 * DAY_MS), limits(3 * DAY_MS, 30 * DAY_MS), NOW);
    expect(fitted).toMatchObject(ago(3 * DAY_MS));
    expect(fitted.earlier).toEqual(ago(6 * DAY_MS, 3 * DAY_MS));
    expect(fitted.note).toMatch(/changed .* at most 3 days long, at most 30 days back/);
  });

  it('that begins too early begins at the oldest time allowed, plus a margin', () => {
    const fitted = fitWindow(ago(3 * DAY_MS), limits(DAY_MS, DAY_MS), NOW);
    expect(NOW - fitted.sinceMs).toBeLessThan(DAY_MS);
    expect(NOW - fitted.sinceMs).toBeGreaterThan(DAY_MS - 5 * MINUTE_MS);
    expect(fitted.beforeMs).toBe(NOW);
    expect(fitted.note).toMatch(/at most 24 hours long, at most 24 hours back/);
  });

  it('has no comparison when the span before is too old', () => {
    expect(fitWindow(ago(13 * HOUR_MS), limits(DAY_MS, DAY_MS), NOW).earlier).toBeUndefined();
    expect(fitWindow(ago(11 * HOUR_MS), limits(DAY_MS, DAY_MS), NOW).earlier).toBeDefined();
  });

  it('that is completely too old is not empty, and has a note', () => {
    const { sinceMs, beforeMs, note } = fitWindow(
      ago(9 * DAY_MS, 8 * DAY_MS),
      limits(3 * DAY_MS, 7 * DAY_MS),
      NOW,
    );
    expect(sinceMs).toBeLessThan(beforeMs);
    expect(NOW - sinceMs).toBeLessThan(7 * DAY_MS);
    expect(note).toBeDefined();
  });
});

const zone = zoneId('example.com');
const bodyOf = (simulator: { requests: { body?: string }[] }) =>
  JSON.parse(simulator.requests[0]!.body!) as { query: string; variables: unknown };

describe('the limits of a zone', () => {
  it('come from its settings node, for the datasets asked', async () => {
    const { cloudflare, simulator } = cloudflareOn();
    const read = await fetchDatasetLimits(cloudflare, zone, ['httpRequestsAdaptiveGroups']);
    expect(read.get('httpRequestsAdaptiveGroups')).toEqual({
      ...limits(30 * DAY_MS, 30 * DAY_MS),
      availableFields: expect.any(Set),
    });
    const { query, variables } = bodyOf(simulator);
    expect(variables).toEqual({ zone });
    expect(query).toMatch(
      /^query\(\$zone: string\) \{ viewer \{ zones\(filter: \{zoneTag: \$zone\}\) \{ settings/,
    );
    expect(query).toContain(
      'httpRequestsAdaptiveGroups { enabled maxDuration notOlderThan maxPageSize availableFields }',
    );
    expect(query).not.toContain('firewall');
  });

  it('of a Free zone include no counts of firewall events', async () => {
    const { cloudflare } = cloudflareOn();
    const read = await fetchDatasetLimits(cloudflare, zoneId('outfitters.example'));
    expect(read.get('firewallEventsAdaptiveGroups')?.isEnabled).toBe(false);
    expect(read.get('firewallEventsAdaptive')).toEqual({
      ...limits(DAY_MS, DAY_MS),
      availableFields: expect.any(Set),
    });
  });

  it('are off for a dataset that is null or absent', async () => {
    const answer = () =>
      Response.json({ data: { viewer: { zones: [{ settings: { firewallEventsAdaptive: null } }] } } });
    const { cloudflare } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    for (const { isEnabled } of (await fetchDatasetLimits(cloudflare, zone)).values())
      expect(isEnabled).toBe(false);
  });
});

describe('groups', () => {
  const window = { sinceMs: NOW - HOUR_MS, beforeMs: NOW };
  const answered = async (rows: unknown) => {
    const answer = () => Response.json({ data: { viewer: { zones: [{ one: rows }] } }, errors: null });
    const { cloudflare, simulator } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    const question = { by: ['coloCode'], window, filter: { edgeResponseStatus_geq: 500 }, limit: 8 };
    const groups = await fetchGroups(cloudflare, zone, 'httpRequestsAdaptiveGroups', { one: question });
    return { groups: groups.one, query: bodyOf(simulator).query };
  };

  it('are queried with window, filter, order and dimensions, in whole seconds', async () => {
    const { query } = await answered([]);
    expect(query).toContain(
      'one: httpRequestsAdaptiveGroups(limit: 8, filter: {datetime_geq: "2026-11-23T17:00:00Z", ' +
        'datetime_lt: "2026-11-23T18:00:00Z", edgeResponseStatus_geq: 500}, orderBy: [count_DESC]) ' +
        '{ count avg { sampleInterval } dimensions { coloCode } }',
    );
  });

  it('have count, sample interval and dimensions, whatever else is present or missing', async () => {
    const { groups } = await answered([
      { count: 7, avg: { sampleInterval: 10 }, dimensions: { coloCode: 'FRA' }, sum: { x: 1 } },
      { count: '3', avg: null, dimensions: null },
    ]);
    expect(groups).toEqual([
      { count: 7, sampleInterval: 10, dimensions: { coloCode: 'FRA' }, averages: { sampleInterval: 10 } },
      { count: 3, sampleInterval: undefined, dimensions: {}, averages: {} },
    ]);
  });

  it.each([
    ['a count', [{ count: null, dimensions: { coloCode: 'FRA' } }]],
    ['what they are by', [{ count: 7, dimensions: null }]],
    ['what they are by, all of them', [{ count: 7, dimensions: { coloCode: {} } }, { count: 1 }]],
  ])('without %s are an error: no traffic would be a claim', async (_what, rows) => {
    await expect(answered(rows)).rejects.toThrow('cloudflare_trouble');
  });

  it.each([[null], [undefined]])('that are %s are an error, not an empty list', async (rows) => {
    await expect(answered(rows)).rejects.toThrow('cloudflare_trouble');
  });

  it.each([null, {}, { viewer: null }, { viewer: { zones: null } }, { viewer: { zones: [] } }])(
    'are an error when the answer has no zone: %j',
    async (data) => {
      const answer = () => Response.json({ data, errors: null });
      const { cloudflare } = cloudflareOn({ faults: [{ when: () => true, answer }] });
      const one = { by: [], window, limit: 1 };
      await expect(fetchGroups(cloudflare, zone, 'httpRequestsAdaptiveGroups', { one })).rejects.toThrow(
        data === null ? 'cloudflare_trouble' : 'permission_missing',
      );
    },
  );
});
