/** A series has about thirty rows, loses no request, and says which rows are not full. */
import { describe, expect, it } from 'vitest';
import { toSeriesRows } from '../../src/answers/error-series.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/limits/time.ts';

const START = Date.parse('2026-11-23T12:00:00Z');

/** One request in each bucket that overlaps the window. */
function seriesOf(sinceMs: number, beforeMs: number, bucketMs: number) {
  const series = new Map<
    string,
    { requests: number; edge_4xx: number; edge_5xx: number; origin_5xx: number }
  >();
  for (let at = Math.floor(sinceMs / bucketMs) * bucketMs; at < beforeMs; at += bucketMs) {
    series.set(new Date(at).toISOString(), { requests: 10, edge_4xx: 3, edge_5xx: 2, origin_5xx: 1 });
  }
  return toSeriesRows(series, bucketMs, { sinceMs, beforeMs });
}

describe('the rows of a series', () => {
  it.each([
    ['an hour', HOUR_MS, MINUTE_MS, 120, 30],
    ['twenty minutes', 20 * MINUTE_MS, MINUTE_MS, 60, 20],
    ['three hours', 3 * HOUR_MS, 5 * MINUTE_MS, 300, 36],
    ['six hours', 6 * HOUR_MS, 5 * MINUTE_MS, 600, 36],
    ['sixteen hours', 16 * HOUR_MS, 15 * MINUTE_MS, 1_800, 32],
    ['three days', 72 * HOUR_MS, HOUR_MS, 7_200, 36],
    ['thirty days', 30 * DAY_MS, DAY_MS, 86_400, 31],
  ])('of %s are few enough, and have all requests', (_span, spanMs, bucketMs, seconds, count) => {
    const { bucketSeconds, rows } = seriesOf(START, START + spanMs, bucketMs);
    expect([bucketSeconds, rows.length]).toEqual([seconds, count]);
    const buckets = Math.ceil((START + spanMs) / bucketMs) - Math.floor(START / bucketMs);
    const sum = (name: 'requests' | 'edge_4xx' | 'edge_5xx' | 'origin_5xx') =>
      rows.reduce((total, row) => total + row[name], 0);
    expect([sum('requests'), sum('edge_4xx'), sum('edge_5xx'), sum('origin_5xx')]).toEqual(
      [10, 3, 2, 1].map((each) => each * buckets),
    );
    for (const { time } of rows) expect((Date.parse(time) / 1_000) % seconds).toBe(0);
  });

  it('begin and end with partial ones where the window does not begin and end with a bucket', () => {
    const half = MINUTE_MS / 2;
    const partial = (sinceMs: number, beforeMs: number) =>
      seriesOf(sinceMs, beforeMs, MINUTE_MS).rows.flatMap(({ partial }, at) => (partial ? [at] : []));
    expect(partial(START, START + 20 * MINUTE_MS)).toEqual([]);
    expect(partial(START, START + 20 * MINUTE_MS + half)).toEqual([20]);
    expect(partial(START + half, START + 20 * MINUTE_MS)).toEqual([0]);
    // Joined by two: the first row begins a minute before the window.
    expect(partial(START + MINUTE_MS, START + HOUR_MS)).toEqual([0]);
  });

  it('leave out a bucket without a readable time', () => {
    const counts = { requests: 1, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 };
    const window = { sinceMs: START, beforeMs: START + HOUR_MS };
    expect(toSeriesRows(new Map([['undefined', counts]]), MINUTE_MS, window).rows).toEqual([]);
  });
});
