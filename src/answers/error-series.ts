/** Requests and errors over time as rows: about a dozen, however fine the buckets are in which they were counted. */
import * as z from 'zod';
import type { SeriesBucket } from '../cloudflare/analytics/http-errors.ts';
import { ERROR_CLASSES, type ErrorClass, NO_REQUESTS } from '../cloudflare/analytics/request-classes.ts';
import { ERROR_SERIES_ROWS_SHOWN_MAX } from '../limits/answers.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../limits/time.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';

const countFields = {
  requests: z.number().describe('All of them'),
  edge_3xx: z.number().describe('Redirects and 304 sent to visitors; in series only if they moved'),
  edge_4xx: z.number().describe('4xx sent to visitors'),
  edge_5xx: z.number().describe('5xx sent to visitors'),
  origin_5xx: z.number().describe('5xx sent by the origin'),
};
export const errorCounts = z.strictObject(countFields);

export const seriesRow = z.strictObject({
  time: z.string().describe('Start of the bucket, RFC 3339'),
  requests: countFields.requests,
  edge_3xx: countFields.edge_3xx.optional(),
  edge_4xx: countFields.edge_4xx,
  edge_5xx: countFields.edge_5xx,
  partial: z.boolean().optional().describe('true: the window covers a part of the bucket only'),
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
