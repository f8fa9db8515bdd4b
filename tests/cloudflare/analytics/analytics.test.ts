/** Windows that a plan allows, and groups of events as one document asks for them. */
import { describe, expect, it } from 'vitest';
import {
  type DatasetLimits,
  fitWindow,
  readDatasetLimits,
  readGroups,
  zoneOf,
} from '../../../src/cloudflare/analytics/analytics.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-23T18:00:00Z');
const limits = (maxDurationMs: number, notOlderThanMs: number): DatasetLimits => ({
  ...{ isEnabled: true, maxPageSize: 10_000, maxDurationMs, notOlderThanMs },
});
const ago = (since: number, before = 0) => ({ sinceMs: NOW - since, beforeMs: NOW - before });

describe('a window', () => {
  it('within the limits stays as it is, with the same span before', () => {
    expect(fitWindow(ago(HOUR), limits(DAY, DAY), NOW)).toEqual({
      ...ago(HOUR),
      earlier: ago(2 * HOUR, HOUR),
      note: undefined,
    });
  });

  it('that is too long keeps its end, and says so', () => {
    const fitted = fitWindow(ago(6 * DAY), limits(3 * DAY, 30 * DAY), NOW);
    expect(fitted).toMatchObject(ago(3 * DAY));
    expect(fitted.earlier).toEqual(ago(6 * DAY, 3 * DAY));
    expect(fitted.note).toMatch(/narrowed .* 3 days in one question, 30 days back/);
  });

  it('that begins before what is kept begins later, a little inside', () => {
    const fitted = fitWindow(ago(3 * DAY), limits(DAY, DAY), NOW);
    expect(NOW - fitted.sinceMs).toBeLessThan(DAY);
    expect(NOW - fitted.sinceMs).toBeGreaterThan(DAY - 5 * 60_000);
    expect(fitted.beforeMs).toBe(NOW);
    expect(fitted.note).toMatch(/24 hours in one question, 24 hours back/);
  });

  it('whose span before lies behind what is kept has no comparison', () => {
    expect(fitWindow(ago(13 * HOUR), limits(DAY, DAY), NOW).earlier).toBeUndefined();
    expect(fitWindow(ago(11 * HOUR), limits(DAY, DAY), NOW).earlier).toBeDefined();
  });

  it('that lies wholly behind what is kept is not empty, and says so', () => {
    const { sinceMs, beforeMs, note } = fitWindow(ago(9 * DAY, 8 * DAY), limits(3 * DAY, 7 * DAY), NOW);
    expect(sinceMs).toBeLessThan(beforeMs);
    expect(NOW - sinceMs).toBeLessThan(7 * DAY);
    expect(note).toBeDefined();
  });
});

const zone = zoneId('example.com');
const bodyOf = (simulator: { requests: { body?: string }[] }, at = 0) =>
  JSON.parse(simulator.requests[at]!.body!) as { query: string; variables: unknown };

describe('the limits of a zone', () => {
  it('are read from its settings node, for the datasets asked', async () => {
    const { cloudflare, simulator } = cloudflareOn();
    const read = await readDatasetLimits(cloudflare, zone, ['httpRequestsAdaptiveGroups']);
    expect(read.get('httpRequestsAdaptiveGroups')).toEqual(limits(30 * DAY, 30 * DAY));
    const { query, variables } = bodyOf(simulator);
    expect(variables).toEqual({ zone });
    expect(query).toMatch(
      /^query\(\$zone: string\) \{ viewer \{ zones\(filter: \{zoneTag: \$zone\}\) \{ settings/,
    );
    expect(query).toContain('httpRequestsAdaptiveGroups { enabled maxDuration notOlderThan maxPageSize }');
    expect(query).not.toContain('firewall');
  });

  it('of a Free zone have no counts of firewall events', async () => {
    const { cloudflare } = cloudflareOn();
    const read = await readDatasetLimits(cloudflare, zoneId('outfitters.example'));
    expect(read.get('firewallEventsAdaptiveGroups')?.isEnabled).toBe(false);
    expect(read.get('firewallEventsAdaptive')).toEqual(limits(DAY, DAY));
  });

  it('are off for a dataset that is null or not there', async () => {
    const answer = () =>
      Response.json({ data: { viewer: { zones: [{ settings: { firewallEventsAdaptive: null } }] } } });
    const { cloudflare } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    for (const { isEnabled } of (await readDatasetLimits(cloudflare, zone)).values())
      expect(isEnabled).toBe(false);
  });
});

describe('groups', () => {
  const window = { sinceMs: NOW - HOUR, beforeMs: NOW };
  const answered = async (rows: unknown) => {
    const answer = () => Response.json({ data: { viewer: { zones: [{ one: rows }] } }, errors: null });
    const { cloudflare, simulator } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    const question = { by: ['coloCode'], window, filter: { edgeResponseStatus_geq: 500 }, limit: 8 };
    const groups = await readGroups(cloudflare, zone, 'httpRequestsAdaptiveGroups', { one: question });
    return { groups: groups.one, query: bodyOf(simulator).query };
  };

  it('are asked with window, filter, order and dimensions, in whole seconds', async () => {
    const { query } = await answered([]);
    expect(query).toContain(
      'one: httpRequestsAdaptiveGroups(limit: 8, filter: {datetime_geq: "2026-11-23T17:00:00Z", ' +
        'datetime_lt: "2026-11-23T18:00:00Z", edgeResponseStatus_geq: 500}, orderBy: [count_DESC]) ' +
        '{ count avg { sampleInterval } dimensions { coloCode } }',
    );
  });

  it('have count, sample interval and dimensions, whatever else is there or missing', async () => {
    const { groups } = await answered([
      { count: 7, avg: { sampleInterval: 10 }, dimensions: { coloCode: 'FRA' }, sum: { x: 1 } },
      { count: null, avg: null, dimensions: null },
    ]);
    expect(groups).toEqual([
      { count: 7, sampleInterval: 10, dimensions: { coloCode: 'FRA' } },
      { count: 0, sampleInterval: undefined, dimensions: {} },
    ]);
  });

  it.each([[null], [undefined]])('that are %s are not the same as none', async (rows) => {
    await expect(answered(rows)).rejects.toThrow('cloudflare_trouble');
  });

  it('of no zone are not the same as none', async () => {
    const answer = () => Response.json({ data: { viewer: { zones: [] } }, errors: null });
    const { cloudflare } = cloudflareOn({ faults: [{ when: () => true, answer }] });
    const one = { by: [], window, limit: 1 };
    await expect(readGroups(cloudflare, zone, 'httpRequestsAdaptiveGroups', { one })).rejects.toThrow();
  });

  it.each([null, {}, { viewer: null }, { viewer: { zones: null } }])(
    'of %j are not those of a zone',
    (data) => {
      expect(() => zoneOf(data)).toThrow();
    },
  );
});
