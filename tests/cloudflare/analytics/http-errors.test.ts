/** The report of errors: its bucket, its series and what it asks. */
import { describe, expect, it } from 'vitest';
import { readHttpErrors } from '../../../src/cloudflare/analytics/http-errors.ts';
import { ERROR_SERIES_ROWS_MAX } from '../../../src/limits.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function report(spanMs: number, { filter = {}, zone = 'example.com', compared = true } = {}) {
  const { cloudflare, simulator } = cloudflareOn({ world: sampleWorld(NOW) });
  const sinceMs = NOW.getTime() - spanMs;
  const earlier = compared ? { sinceMs: sinceMs - spanMs, beforeMs: sinceMs } : undefined;
  const window = { sinceMs, beforeMs: NOW.getTime(), earlier, note: undefined };
  const read = await readHttpErrors(cloudflare, zoneId(zone), window, filter);
  const { query } = JSON.parse(simulator.requests[0]!.body!) as { query: string };
  return { ...read, query, requests: simulator.requests.length };
}

describe('the bucket', () => {
  it.each([
    [10 * MINUTE, 'minute', 10],
    [HOUR, 'minute', 60],
    [HOUR + MINUTE, 'five minutes', 13],
    [6 * HOUR, 'five minutes', 72],
    [16 * HOUR, 'fifteen minutes', 64],
    [72 * HOUR, 'hour', 72],
    [7 * 24 * HOUR, /^da/, 8],
  ])('of %i ms is %s, and the series has %i rows', async (spanMs, bucket, rows) => {
    const { bucket: chosen, series, requests } = await report(spanMs);
    expect(chosen).toMatch(bucket);
    expect(Math.abs(series.size - rows)).toBeLessThanOrEqual(1);
    expect(series.size).toBeLessThan(ERROR_SERIES_ROWS_MAX);
    expect(requests).toBe(1);
  });
});

describe('the report', () => {
  it('asks visitors’ requests only, by edge and by origin status, now and before', async () => {
    const { query } = await report(HOUR);
    const asked = query.match(/\w+: httpRequestsAdaptiveGroups\(.*?\)/g)!;
    expect(asked).toHaveLength(14);
    for (const each of asked) expect(each).toContain('requestSource: "eyeball"');
    expect(query).toMatch(
      /edge_5xx: \S+\(limit: 500, filter: \{[^}]*edgeResponseStatus_geq: 500, edgeResponseStatus_lt: 600\}, orderBy: \[datetimeMinute_ASC\]/,
    );
    expect(query).toMatch(/origin_5xx: [^}]*originResponseStatus_geq: 500, originResponseStatus_lt: 600/);
    expect(query).toMatch(
      /before_edge_5xx: [^}]*2026-11-23T16:00:00Z[^}]*datetime_lt: "2026-11-23T17:00:00Z"/,
    );
    for (const name of ['clientRequestHTTPHost', 'clientRequestPath', 'clientCountryName', 'coloCode'])
      expect(query).toContain(`dimensions { ${name} }`);
  });

  it('has totals that are the sums of its series, and none before where there is no window before', async () => {
    const { series, totals } = await report(3 * HOUR);
    const sums = { requests: 0, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 };
    for (const at of series.values())
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += at[name];
    expect(totals).toEqual(sums);
    expect(totals.edge_5xx).toBeGreaterThan(100_000);
    expect((await report(HOUR, { compared: false })).totalsBefore).toBeUndefined();
  });

  it('has times oldest first, and zero where nothing failed', async () => {
    const { series } = await report(3 * HOUR);
    expect([...series.keys()]).toEqual([...series.keys()].toSorted());
    for (const at of series.values())
      for (const count of Object.values(at)) expect(count).toBeTypeOf('number');
  });

  it('narrowed to a host counts that host only, in every part', async () => {
    const { hosts, query, totals } = await report(HOUR, {
      filter: { clientRequestHTTPHost: 'shop.example.com' },
    });
    expect(hosts.map(({ dimensions }) => dimensions.clientRequestHTTPHost)).toEqual(['shop.example.com']);
    expect(query.match(/clientRequestHTTPHost: "shop\.example\.com"/g)).toHaveLength(14);
    expect(totals.requests).toBeLessThan((await report(HOUR)).totals.requests);
  });

  it('says the sample interval, or that all were counted', async () => {
    expect((await report(HOUR)).sampleInterval).toBe(10);
    expect((await report(HOUR, { zone: 'example.net' })).sampleInterval).toBe(1);
  });
});
