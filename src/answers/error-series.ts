/** Requests and errors over time as rows: about a dozen, however fine the buckets are in which they were counted. */
import * as z from 'zod';
import type { SeriesBucket } from '../cloudflare/analytics/http-errors.ts';
import { ERROR_CLASSES, type ErrorClass, NO_REQUESTS } from '../cloudflare/analytics/request-classes.ts';
import { ERROR_SERIES_ROWS_SHOWN_MAX } from '../limits/answers.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../limits/time.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';

export const errorCounts = z.strictObject({
  requests: z.number().describe('All'),
  edge_3xx: z.number().describe('Sent to visitors'),
  edge_4xx: z.number().describe('Likewise'),
  edge_5xx: z.number().describe('Likewise'),
  origin_5xx: z.number().describe('Sent by the origin'),
});

export const seriesRow = z.strictObject({
  time: z.string().describe('Start, RFC 3339'),
  requests: z.number().describe('All'),
  edge_3xx: z.number().optional().describe('If they moved'),
  edge_4xx: z.number().describe('Sent to visitors'),
  edge_5xx: z.number().describe('Likewise'),
  partial: z.boolean().optional().describe('true: only a part is in the window'),
});

/** Hours and days consist of whole rows. */
const ROW_LENGTHS_MS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 3, 5, 10].map((days) => days * DAY_MS),
];

/**
 * @param series oldest first, without holes.
 * @param areRedirectsShown they are part of every site, and cost tokens in each row.
 */
export function toSeriesRows(
  series: readonly SeriesBucket[],
  bucketMs: number,
  { sinceMs, beforeMs }: TimeWindow,
  areRedirectsShown: boolean,
): { bucketSeconds: number; rows: z.input<typeof seriesRow>[] } {
  const lengths = ROW_LENGTHS_MS.filter((length) => length % bucketMs === 0);
  const rowsWith = (spanMs: number) => new Set(series.map(({ timeMs }) => Math.floor(timeMs / spanMs))).size;
  const spanMs =
    lengths.find((length) => rowsWith(length) <= ERROR_SERIES_ROWS_SHOWN_MAX) ?? lengths.at(-1) ?? bucketMs;
  const rows = new Map<number, Record<ErrorClass, number>>();
  for (const bucket of series) {
    const startMs = Math.floor(bucket.timeMs / spanMs) * spanMs;
    const row = rows.get(startMs) ?? { ...NO_REQUESTS };
    for (const name of ERROR_CLASSES) row[name] += bucket[name];
    rows.set(startMs, row);
  }
  return {
    bucketSeconds: spanMs / 1_000,
    rows: [...rows].map(([startMs, counts]) => ({
      time: formatTime(startMs),
      requests: counts.requests,
      ...(areRedirectsShown && { edge_3xx: counts.edge_3xx }),
      edge_4xx: counts.edge_4xx,
      edge_5xx: counts.edge_5xx,
      ...((startMs < sinceMs || startMs + spanMs > beforeMs) && { partial: true }),
    })),
  };
}
