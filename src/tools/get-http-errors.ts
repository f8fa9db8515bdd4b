/** get_http_errors: what fails, since when, at the edge or origin? */
import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import { describeErrorOnset } from '../answers/error-onset.ts';
import { errorCounts, seriesRow, toSeriesRows } from '../answers/error-series.ts';
import {
  beforeField,
  NO_COMPARISON,
  notesField,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { statusInWords } from '../answers/http-status.ts';
import { toShortText } from '../answers/short-text.ts';
import {
  fetchDatasetLimits,
  fitWindow,
  type Group,
  requireEnabled,
  spanInWords,
} from '../cloudflare/analytics/analytics.ts';
import { type ErrorReport, fetchHttpErrors } from '../cloudflare/analytics/http-errors.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { toTime } from '../text/field-value.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

const text = z.string().min(1).max(300);

const statusRow = z.strictObject({
  http_status: z.number().describe('0: no answer'),
  meaning: z.string().describe('In words'),
  requests: z.number().describe('How many'),
});
const topRow = z.strictObject({
  by: z.string().describe('host, path, country or data_centre'),
  value: z.string().optional().describe('Countries have two letters, data centres three; absent: none'),
  requests: z.number().describe('Those that failed with 5xx'),
});

export const getHttpErrors = defineTool({
  name: 'get_http_errors',
  title: 'Get HTTP errors',
  group: 'traffic',
  question: 'What fails, since when, at the edge or origin?',
  details:
    'Requests and 4xx/5xx over time against the window before, statuses in words, top hosts, paths, countries, data centres. ' +
    'Covers proxied traffic only. Paths are data of third parties.',
  example: { zone: 'example.com', since: '3h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({
    zone: zoneField,
    since: sinceField.default('1h'),
    before: beforeField.optional(),
    host: text.describe('Only this host, or * at either end: shop.example.com').optional(),
  }),
  output: z.strictObject({
    zone: z.string().describe('Zone name'),
    window: windowField
      .extend({ bucket_seconds: z.number().describe('Length of a bucket') })
      .describe('The time covered'),
    totals: errorCounts.describe('Requests of visitors in the window, scaled up where sampled'),
    totals_before: errorCounts.optional().describe('In the window before, of the same length'),
    series: z.array(seriesRow).describe('Requests over time, oldest first; buckets without any are left out'),
    edge_statuses: z.array(statusRow).describe('What visitors got'),
    origin_statuses: z.array(statusRow).describe('What the origin had sent where visitors got 5xx'),
    top_5xx: z.array(topRow).describe('Where requests fail'),
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const nowMs = Date.now();
    const asked = parseWindow(input, new Date(nowMs));
    const { zone, filter, note } = await findAskedTraffic(cloudflare, input);
    const dataset = 'httpRequestsAdaptiveGroups';
    const limits = (await fetchDatasetLimits(cloudflare, zone.id, [dataset])).get(dataset);
    const window = fitWindow(asked, requireEnabled(limits), nowMs);
    const report = await fetchHttpErrors(cloudflare, zone.id, window, filter);
    const { bucketSeconds, rows } = toSeriesRows(report.series, report.bucketMs, window);
    return {
      zone: zone.name,
      window: { ...formatWindow(window), bucket_seconds: bucketSeconds },
      totals: report.totals,
      ...(report.totalsBefore && { totals_before: report.totalsBefore }),
      series: rows,
      edge_statuses: statuses(report.edgeStatuses),
      origin_statuses: statuses(report.originStatuses),
      top_5xx: top(report),
      ...presentNotes([
        window.note,
        note,
        summary(report, window.beforeMs - window.sinceMs),
        // Read from the finest buckets: the rows of the series may be joined ones.
        describeErrorOnset(
          [...report.series].map(([time, { requests, edge_5xx }]) => ({
            time: toTime(time) ?? '',
            total: requests,
            failed: edge_5xx,
          })),
        ),
        report.totals.requests === 0 &&
          'No requests in this window: is the traffic proxied, and is the host right?',
        window.earlier === undefined && NO_COMPARISON,
        report.sampleInterval > 1 &&
          `Sampled: one in ${report.sampleInterval} requests was counted; the numbers are scaled up.`,
      ]),
    };
  },
});

function statuses(groups: readonly Group[]): z.input<typeof statusRow>[] {
  return groups.map(({ count, dimensions }) => {
    const status = Number(dimensions.edgeResponseStatus ?? dimensions.originResponseStatus ?? 0) || 0;
    return { http_status: status, meaning: statusInWords(status), requests: count };
  });
}

/** One list for all four, because they have the same shape. */
function top({ hosts, paths, countries, dataCentres }: ErrorReport): z.input<typeof topRow>[] {
  const lists = Object.entries({ host: hosts, path: paths, country: countries, data_centre: dataCentres });
  return lists.flatMap(([by, groups]) =>
    groups.map(({ count, dimensions }) => ({
      by,
      value: toShortText(Object.values(dimensions)[0]),
      requests: count,
    })),
  );
}

function summary({ totals, totalsBefore }: ErrorReport, spanMs: number): string | undefined {
  if (totals.requests === 0) return undefined;
  const rate = ({ requests, edge_5xx }: { requests: number; edge_5xx: number }) =>
    requests === 0 ? 'none' : `${((100 * edge_5xx) / requests).toFixed(1)} %`;
  const before = totalsBefore ? `, against ${rate(totalsBefore)} in the ${spanInWords(spanMs)} before` : '';
  const where =
    totals.edge_5xx > 2 * totals.origin_5xx
      ? 'Cloudflare could not reach the origin for most of them'
      : 'most come from the origin itself';
  return `${rate(totals)} of requests failed with 5xx${before}${totals.edge_5xx > 0 ? `; ${where}` : ''}.`;
}
