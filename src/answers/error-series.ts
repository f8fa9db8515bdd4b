/** Requests and errors over time as rows: about thirty, however fine the buckets are in which they were counted. */
import * as z from 'zod';
import { ERROR_CLASSES, type ErrorClass } from '../cloudflare/analytics/http-errors.ts';
import { ERROR_SERIES_ROWS_SHOWN_MAX } from '../limits/answers.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';

export type ErrorCounts = Readonly<Record<ErrorClass, number>>;

const countFields = {
  requests: z.number().describe('All of them'),
  edge_4xx: z.number().describe('4xx sent to visitors'),
  edge_5xx: z.number().describe('5xx sent to visitors'),
  origin_5xx: z.number().describe('5xx sent by the origin'),
};
export const errorCounts = z.strictObject(countFields);

export const seriesRow = z.strictObject({
  time: z.string().describe('Start of the bucket, RFC 3339'),
  ...countFields,
  partial: z.boolean().optional().describe('true: the window covers a part of the bucket only'),
});

/** Buckets are joined only in such numbers that hours and days consist of whole ones. */
const JOINED = [1, 2, 3, 4, 6, 12];

/**
 * @param series time of a bucket -> its counts, oldest first.
 * @param bucketMs length of these buckets.
 */
export function toSeriesRows(
  series: ReadonlyMap<string, ErrorCounts>,
  bucketMs: number,
  { sinceMs, beforeMs }: TimeWindow,
): { bucketSeconds: number; rows: z.input<typeof seriesRow>[] } {
  const buckets = [...series]
    .map(([time, counts]) => ({ timeMs: Date.parse(time), counts }))
    .filter(({ timeMs }) => !Number.isNaN(timeMs));
  const rowsWith = (joined: number) =>
    new Set(buckets.map(({ timeMs }) => Math.floor(timeMs / (joined * bucketMs)))).size;
  const joined = JOINED.find((count) => rowsWith(count) <= ERROR_SERIES_ROWS_SHOWN_MAX) ?? JOINED.at(-1) ?? 1;
  const spanMs = joined * bucketMs;
  const rows = new Map<number, Record<ErrorClass, number>>();
  for (const { timeMs, counts } of buckets) {
    const startMs = Math.floor(timeMs / spanMs) * spanMs;
    const row = rows.get(startMs) ?? { requests: 0, edge_4xx: 0, edge_5xx: 0, origin_5xx: 0 };
    for (const name of ERROR_CLASSES) row[name] += counts[name];
    rows.set(startMs, row);
  }
  return {
    bucketSeconds: spanMs / 1_000,
    rows: [...rows].map(([startMs, counts]) => ({
      time: formatTime(startMs),
      ...counts,
      ...((startMs < sinceMs || startMs + spanMs > beforeMs) && { partial: true }),
    })),
  };
}
