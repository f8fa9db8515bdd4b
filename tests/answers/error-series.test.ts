/** A series has about a dozen rows, loses no request, and says which rows are not full. */
import { describe, expect, it } from 'vitest';
import { toSeriesRows } from '../../src/answers/error-series.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const START = Date.parse('2026-11-23T12:00:00Z');

/** Ten requests in each bucket that overlaps the window. */
function seriesOf(sinceMs: number, beforeMs: number, bucketMs: number, areRedirectsShown = false) {
  const series = [];
  for (let timeMs = Math.floor(sinceMs / bucketMs) * bucketMs; timeMs < beforeMs; timeMs += bucketMs) {
    series.push({ timeMs, requests: 10, edge_3xx: 4, edge_4xx: 3, edge_5xx: 2, origin_5xx: 1 });
  }
  return toSeriesRows(series, bucketMs, { sinceMs, beforeMs }, areRedirectsShown);
}

describe('the rows of a series', () => {
  it.each([
    ['an hour', HOUR_MS, MINUTE_MS, 300, 12],
    ['twenty minutes', 20 * MINUTE_MS, MINUTE_MS, 120, 10],
    ['three hours', 3 * HOUR_MS, 5 * MINUTE_MS, 900, 12],
    ['six hours', 6 * HOUR_MS, 5 * MINUTE_MS, 1_800, 12],
    ['sixteen hours', 16 * HOUR_MS, 15 * MINUTE_MS, 7_200, 8],
    ['three days', 72 * HOUR_MS, HOUR_MS, 21_600, 13],
    ['thirty days', 30 * DAY_MS, DAY_MS, 259_200, 11],
  ])('of %s are few enough, and have all requests', (_span, spanMs, bucketMs, seconds, count) => {
    const { bucketSeconds, rows } = seriesOf(START, START + spanMs, bucketMs);
    expect(bucketSeconds).toBe(seconds);
    expect(Math.abs(rows.length - count)).toBeLessThanOrEqual(1);
    const buckets = Math.ceil((START + spanMs) / bucketMs) - Math.floor(START / bucketMs);
    const sum = (name: 'requests' | 'edge_4xx' | 'edge_5xx') =>
      rows.reduce((total, row) => total + row[name], 0);
    expect([sum('requests'), sum('edge_4xx'), sum('edge_5xx')]).toEqual(
      [10, 3, 2].map((each) => each * buckets),
    );
    for (const { time } of rows) expect((Date.parse(time) / 1_000) % seconds).toBe(0);
  });

  it('begin and end with partial ones where the window does not begin and end with a bucket', () => {
    const half = MINUTE_MS / 2;
    const partial = (sinceMs: number, beforeMs: number) =>
      seriesOf(sinceMs, beforeMs, MINUTE_MS).rows.flatMap(({ partial }, at) => (partial ? [at] : []));
    expect(partial(START, START + 10 * MINUTE_MS)).toEqual([]);
    expect(partial(START, START + 10 * MINUTE_MS + half)).toEqual([10]);
    expect(partial(START + half, START + 10 * MINUTE_MS)).toEqual([0]);
    // Joined by five: the first row begins a minute before the window.
    expect(partial(START + MINUTE_MS, START + HOUR_MS)).toEqual([0]);
  });

  it('have redirects only where they moved', () => {
    expect(seriesOf(START, START + HOUR_MS, MINUTE_MS).rows[0]).not.toHaveProperty('edge_3xx');
    expect(seriesOf(START, START + HOUR_MS, MINUTE_MS, true).rows[0]).toHaveProperty('edge_3xx', 20);
  });
});
