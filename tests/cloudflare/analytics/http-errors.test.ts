/** The report on HTTP errors: its bucket, its series and its query. */
import { describe, expect, it } from 'vitest';
import { fetchHttpErrors } from '../../../src/cloudflare/analytics/http-errors.ts';
import { ERROR_SERIES_ROWS_MAX } from '../../../src/limits/cloudflare.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/limits/time.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');

async function report(spanMs: number, { filter = {}, zone = 'example.com', compared = true } = {}) {
  const { cloudflare, simulator } = cloudflareOn({ world: sampleWorld(NOW) });
  const sinceMs = NOW.getTime() - spanMs;
  const earlier = compared ? { sinceMs: sinceMs - spanMs, beforeMs: sinceMs } : undefined;
  const window = { sinceMs, beforeMs: NOW.getTime(), earlier, note: undefined };
  const errors = await fetchHttpErrors(cloudflare, zoneId(zone), window, filter);
  const { query } = JSON.parse(simulator.requests[0]!.body!) as { query: string };
  return { ...errors, bucketMs: errors.bucket.bucketMs, query, requests: simulator.requests.length };
}

describe('the bucket', () => {
  it.each([
    [10 * MINUTE_MS, MINUTE_MS, 10],
    [HOUR_MS, MINUTE_MS, 60],
    [HOUR_MS + MINUTE_MS, 5 * MINUTE_MS, 13],
    [6 * HOUR_MS, 5 * MINUTE_MS, 72],
    [16 * HOUR_MS, 15 * MINUTE_MS, 64],
    [72 * HOUR_MS, HOUR_MS, 72],
    [7 * 24 * HOUR_MS, 24 * HOUR_MS, 8],
  ])('of %i ms is %i ms long, and the series has %i rows', async (spanMs, bucket, rows) => {
    const { bucketMs, series, requests } = await report(spanMs);
    expect(bucketMs).toBe(bucket);
    expect(Math.abs(series.length - rows)).toBeLessThanOrEqual(1);
    expect(series.length).toBeLessThan(ERROR_SERIES_ROWS_MAX);
    expect(requests).toBe(1);
  });
});

describe('the report', () => {
  it('asks for requests of visitors only, by edge and origin status, now and before', async () => {
    const { query } = await report(HOUR_MS);
    const asked = query.match(/\w+: httpRequestsAdaptiveGroups\(.*?\)/g)!;
    expect(asked).toHaveLength(9);
    for (const each of asked) expect(each).toContain('requestSource: "eyeball"');
    expect(query).toMatch(
      /edge_5xx: \S+\(limit: 500, filter: \{[^}]*edgeResponseStatus_geq: 500, edgeResponseStatus_lt: 600\}, orderBy: \[datetimeMinute_ASC\]/,
    );
    expect(query).toMatch(/origin_5xx: [^}]*originResponseStatus_geq: 500, originResponseStatus_lt: 600/);
    expect(query).toMatch(/pairs: .*dimensions \{ edgeResponseStatus originResponseStatus \}/);
    expect(query).toMatch(/pairs_before: [^}]*2026-11-23T16:00:00Z[^}]*datetime_lt: "2026-11-23T17:00:00Z"/);
  });

  it('has status pairs, each with its number in the window before', async () => {
    const { pairs } = await report(3 * HOUR_MS);
    const refused = pairs.find(({ edge }) => edge === 521);
    expect(refused).toEqual({ edge: 521, origin: 0, requests: expect.any(Number), requestsBefore: 0 });
    expect(pairs.find(({ edge, origin }) => edge === 500 && origin === 500)?.requestsBefore).toBeGreaterThan(
      0,
    );
    const uncompared = await report(HOUR_MS, { compared: false });
    expect(uncompared.pairs[0]).toMatchObject({ requestsBefore: undefined });
  });

  it('has the sums of its series as totals, and no earlier totals without an earlier window', async () => {
    const { series, totals } = await report(3 * HOUR_MS);
    const sums = { requests: 0, edge_3xx: 0, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 };
    for (const row of series)
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += row[name];
    expect(totals).toEqual(sums);
    expect(totals.edge_5xx).toBeGreaterThan(100_000);
    expect((await report(HOUR_MS, { compared: false })).totalsBefore).toBeUndefined();
  });

  it('has the oldest time first, and 0 where nothing failed', async () => {
    const { series } = await report(3 * HOUR_MS);
    const times = series.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const row of series) for (const count of Object.values(row)) expect(count).toBeTypeOf('number');
  });

  it('keeps buckets without any request: traffic that fell to nothing is a finding', async () => {
    const { series } = await report(HOUR_MS, { filter: { clientRequestHTTPHost: 'nowhere.example.com' } });
    expect(series).toHaveLength(60);
    expect(series.every(({ requests }) => requests === 0)).toBe(true);
  });

  it('for one host counts that host only, in every part', async () => {
    const { query, totals } = await report(HOUR_MS, {
      filter: { clientRequestHTTPHost: 'shop.example.com' },
    });
    expect(query.match(/clientRequestHTTPHost: "shop\.example\.com"/g)).toHaveLength(9);
    expect(totals.requests).toBeLessThan((await report(HOUR_MS)).totals.requests);
  });

  it('has the sample interval, which is 1 when all requests were counted', async () => {
    expect((await report(HOUR_MS)).sampleInterval).toBe(10);
    expect((await report(HOUR_MS, { zone: 'example.net' })).sampleInterval).toBe(1);
  });
});
