/** get_http_errors: what fails, since when, at the edge or origin? */
import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import { describeErrorOnset } from '../answers/error-onset.ts';
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
import { table, toTable } from '../answers/table.ts';
import {
  fetchDatasetLimits,
  fitWindow,
  type Group,
  requireEnabled,
  spanInWords,
} from '../cloudflare/analytics/analytics.ts';
import { ERROR_CLASSES, type ErrorReport, fetchHttpErrors } from '../cloudflare/analytics/http-errors.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

const counts = z.record(z.string(), z.number());
const text = z.string().min(1).max(300);

export const getHttpErrors = defineTool({
  name: 'get_http_errors',
  title: 'Get HTTP errors',
  group: 'traffic',
  question: 'What fails, since when, at the edge or origin?',
  details:
    'Requests and 4xx/5xx over time against the window before, statuses in words, top hosts, paths, countries, data centres.',
  example: { zone: 'example.com', since: '3h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({
    zone: zoneField,
    since: sinceField.default('1h'),
    before: beforeField.optional(),
    host: text.describe('Only this host, or * at either end: shop.example.com').optional(),
  }),
  output: z.strictObject({
    zone: z.string(),
    window: windowField.extend({ bucket: z.string() }),
    totals: counts,
    totals_before: counts.optional(),
    series: table,
    edge_statuses: table,
    origin_statuses: table,
    top_5xx: table,
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
    const series = [...report.series].map(([time, at]) => ({ time, ...at }));
    return {
      zone: zone.name,
      window: { ...formatWindow(window), bucket: report.bucket },
      totals: report.totals,
      ...(report.totalsBefore && { totals_before: report.totalsBefore }),
      series: toTable(['time', ...ERROR_CLASSES], series),
      edge_statuses: statuses(report.edgeStatuses),
      origin_statuses: statuses(report.originStatuses),
      top_5xx: top(report),
      ...presentNotes([
        window.note,
        note,
        summary(report, window.beforeMs - window.sinceMs),
        describeErrorOnset(
          series.map(({ time, requests, edge_5xx }) => ({ time, total: requests, failed: edge_5xx })),
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

function statuses(groups: readonly Group[]) {
  const rows = groups.map(({ count, dimensions }) => {
    const status = Number(dimensions.edgeResponseStatus ?? dimensions.originResponseStatus ?? 0);
    return { status, meaning: statusInWords(status), requests: count };
  });
  return toTable(['status', 'meaning', 'requests'], rows);
}

/** One table for all four, because they have the same shape. */
function top({ hosts, paths, countries, dataCentres }: ErrorReport) {
  const rows = Object.entries({ host: hosts, path: paths, country: countries, data_centre: dataCentres });
  return toTable(
    ['by', 'value', 'requests'],
    rows.flatMap(([by, groups]) =>
      groups.map(({ count, dimensions }) => ({
        by,
        value: String(Object.values(dimensions)[0] ?? ''),
        requests: count,
      })),
    ),
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
