/** Rows of an answer about requests: status pairs in words, places where they fail, and counts by what was asked for. */
import * as z from 'zod';
import type { BreakdownRow, PlaceCount } from '../cloudflare/analytics/http-error-details.ts';
import type { StatusPair } from '../cloudflare/analytics/http-errors.ts';
import {
  BREAKDOWN_ROWS_SHOWN_MAX,
  DATA_CENTRES_SHOWN_MAX,
  STATUS_PAIRS_SHOWN_MAX,
  TOP_VALUE_CHARS_MAX,
} from '../limits/answers.ts';
import { toText } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';
import { standingOut } from './failing-places.ts';
import { pairInWords } from './http-status.ts';

export const statusRow = z.strictObject({
  http_status: z.number().describe('Of the edge'),
  origin_http_status: z.number().optional().describe('0: not asked, or no answer'),
  meaning: z.string().describe('Of both'),
  requests: z.number().describe('Now'),
  requests_before: z.number().optional().describe('Before'),
});
export const topRow = z.strictObject({
  by: z.string().describe('host, path, country, data_centre'),
  value: z.string().optional().describe('Absent: none'),
  requests: z.number().describe('Of top_of'),
  share_percent: z.number().optional().describe('Of all there'),
});
export const breakdownRow = z.strictObject({
  zone: z.string().optional().describe('Name'),
  value: z.string().optional().describe('Of what by names; absent: none'),
  requests: z.number().describe('Now'),
  requests_before: z.number().optional().describe('Before'),
  edge_4xx: z.number().describe('Now'),
  edge_4xx_before: z.number().optional().describe('Before'),
  edge_5xx: z.number().describe('Now'),
  edge_5xx_before: z.number().optional().describe('Before'),
  share_percent: z.number().optional().describe('Of 5xx'),
});

/**
 * Redirects are part of every site: they are shown where they moved.
 * @param telling statuses that are shown however rare they are.
 */
export function toStatusRows(
  pairs: readonly StatusPair[],
  areRedirectsShown: boolean,
  status: number | undefined,
  telling: readonly number[] = [],
): z.input<typeof statusRow>[] {
  return pairs
    .filter((pair) => pair.edge >= 400 || pair.edge === status || (areRedirectsShown && isNewRedirect(pair)))
    .filter(({ edge }) => status === undefined || edge === status)
    .toSorted((a, b) => Number(telling.includes(b.edge)) - Number(telling.includes(a.edge)))
    .slice(0, STATUS_PAIRS_SHOWN_MAX)
    .map(({ edge, origin, requests, requestsBefore }) => ({
      http_status: edge,
      ...(origin !== undefined && { origin_http_status: origin }),
      meaning: pairInWords(edge, origin),
      requests,
      ...(requestsBefore !== undefined && { requests_before: requestsBefore }),
    }));
}

function isNewRedirect({ edge, requests, requestsBefore = 0 }: StatusPair): boolean {
  return edge >= 300 && edge < 400 && requests > 1.5 * requestsBefore;
}

/** Data centres only where some stand out: else all are in the list, and it says nothing. */
export function toTopRows(places: readonly PlaceCount[]): z.input<typeof topRow>[] {
  const dataCentres = places.filter(({ place }) => place === 'data_centre');
  const out = standingOut(
    dataCentres.map(({ value, requests, of }) => ({
      code: String(value ?? ''),
      failed: requests,
      of: of ?? requests,
    })),
  ).slice(0, DATA_CENTRES_SHOWN_MAX);
  const shown = [
    ...places.filter(({ place }) => place !== 'data_centre'),
    ...(out.length < dataCentres.length
      ? out.map(({ code, failed, of }) => ({
          place: 'data_centre' as const,
          value: code,
          requests: failed,
          of,
        }))
      : []),
  ];
  return shown.map(({ place, value, requests, of }) => ({
    by: place,
    value: shortValue(value),
    requests,
    ...(of !== undefined && { share_percent: tenth((100 * requests) / of) }),
  }));
}

export function toBreakdownRows(rows: readonly BreakdownRow[]): z.input<typeof breakdownRow>[] {
  return rows.slice(0, BREAKDOWN_ROWS_SHOWN_MAX).map((row) => ({
    value: shortValue(row.value),
    requests: row.requests,
    ...(row.requestsBefore !== undefined && { requests_before: row.requestsBefore }),
    edge_4xx: row.edge4xx,
    edge_5xx: row.edge5xx,
    ...(row.requests > 0 && { share_percent: tenth((100 * row.edge5xx) / row.requests) }),
  }));
}

function shortValue(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : plainText(text, TOP_VALUE_CHARS_MAX);
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
