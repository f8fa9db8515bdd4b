/** The answer about the requests of one zone: what moved, since when, with which statuses, and where. */
import * as z from 'zod';
import { type DatasetLimits, fitWindow, requireEnabled } from '../cloudflare/analytics/analytics.ts';
import type { Breakdown, ErrorDetails } from '../cloudflare/analytics/http-error-details.ts';
import { type ErrorReport, REQUESTS_DATASET } from '../cloudflare/analytics/http-errors.ts';
import { type Focus, focusName } from '../cloudflare/analytics/request-classes.ts';
import { parseRequestFilter } from '../cloudflare/analytics/request-filter.ts';
import { allowsWhole, askWithinPlan } from '../cloudflare/analytics/zone-plan.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_MARGIN_MS, ONSET_BACK_MS } from '../limits/cloudflare.ts';
import { MINUTE_MS } from '../limits/time.ts';
import { formatWindow, parseWindow, type TimeWindow } from '../text/moment.ts';
import { findAskedTraffic } from './asked-zone.ts';
import {
  describeClassMove,
  describeDurations,
  describeSteady,
  describeTraffic,
  type Moves,
  type MovingClass,
  SHARE_MAX,
  type Since,
} from './error-moves.ts';
import { findOnset, type Onset, refineOnset } from './error-onset.ts';
import { breakdownRow, statusRow, toBreakdownRows, topRow, toStatusRows, toTopRows } from './error-rows.ts';
import { errorCounts, seriesRow, toSeriesRows } from './error-series.ts';
import { NO_COMPARISON, presentNotes } from './fields.ts';
import { readErrors } from './read-errors.ts';
import { refineTrafficMove } from './traffic-onset.ts';

const durationsRow = z.strictObject({
  first_byte_ms: z.number().optional().describe('To the visitor'),
  first_byte_ms_before: z.number().optional().describe('Before'),
  origin_ms: z.number().optional().describe('Of the origin'),
  origin_ms_before: z.number().optional().describe('Before'),
});

export const errorReportFields = {
  totals: errorCounts.optional().describe('Of visitors, scaled up where sampled'),
  totals_before: errorCounts.optional().describe('In the window before, as long'),
  series: z.array(seriesRow).optional().describe('Oldest first'),
  statuses: z.array(statusRow).optional().describe('Edge and origin as pairs'),
  top_of: z.string().optional().describe('What top counts: 5xx, 4xx, 3xx or a status'),
  top: z.array(topRow).optional().describe('Where; data centres only if some stand out'),
  breakdown: z.array(breakdownRow).optional().describe('By zone, the worst first; or by what by names'),
  breakdown_more: z.number().optional().describe('Not shown'),
  durations: durationsRow.optional().describe('Averages, on plans that have them'),
};

export interface ErrorQuestion {
  readonly zone: string;
  readonly since: string;
  readonly before?: string | undefined;
  readonly host?: string | undefined;
  readonly path?: string | undefined;
  readonly country?: string | undefined;
  readonly status?: number | undefined;
  readonly by?: Breakdown | undefined;
}

/** @throws Refusal, CloudflareFailure */
export async function fetchErrorAnswer(cloudflare: Cloudflare, question: ErrorQuestion) {
  const nowMs = Date.now();
  const asked = parseWindow(question, new Date(nowMs));
  const own = parseRequestFilter(question);
  const { zone, filter: hosts, note } = await findAskedTraffic(cloudflare, question);
  const filter = { ...hosts, ...own };
  const { window, report, moves, focus, details } = await askWithinPlan(cloudflare, zone.id, {
    datasets: [REQUESTS_DATASET],
    isEnough: (plan) => allowsWhole(plan.get(REQUESTS_DATASET), asked, nowMs),
    ask: (plan) => {
      const limits = requireEnabled(plan.get(REQUESTS_DATASET));
      const fitted = fitWindow(asked, limits, nowMs);
      return readErrors(cloudflare, zone.id, { ...question, window: fitted, filter, limits, aroundOnset });
    },
  });
  const breakdown = details.breakdown && toBreakdownRows(details.breakdown);
  const breakdownMore = (details.breakdown?.length ?? 0) - (breakdown?.length ?? 0);
  const areRedirectsShown = moves.classes.some(({ name }) => name === 'edge_3xx');
  const { bucketSeconds, rows } = toSeriesRows(
    report.series,
    report.bucket.bucketMs,
    window,
    areRedirectsShown,
  );
  const top = toTopRows(details.places);
  return {
    zone: zone.name,
    window: { ...formatWindow(window), bucket_seconds: bucketSeconds },
    totals: report.totals,
    ...(report.totalsBefore && { totals_before: report.totalsBefore }),
    series: rows,
    statuses: toStatusRows(report.pairs, areRedirectsShown, question.status),
    ...(top.length > 0 && { top_of: focusName(focus) }),
    top,
    ...(breakdown && { breakdown }),
    ...(breakdownMore > 0 && { breakdown_more: breakdownMore }),
    ...toDurationFields(report),
    ...toUnavailable(details, question.by),
    ...presentNotes([
      window.note,
      note,
      report.totals.requests === 0 &&
        `No requests in this window${zone.caveat === undefined ? ': is the traffic proxied, and is the host right?' : `. ${zone.caveat}`}`,
      ...describeMoves(moves, focus, details, report, window),
      window.earlier === undefined && NO_COMPARISON,
      report.sampleInterval > 1 &&
        `Sampled: one in ${report.sampleInterval} requests was counted; the numbers are scaled up.`,
    ]),
  };
}

function describeMoves(
  moves: Moves,
  focus: Focus,
  { finer }: ErrorDetails,
  report: ErrorReport,
  window: TimeWindow,
): (string | undefined)[] {
  const sentences = moves.classes.map(({ name, onset }) =>
    describeClassMove(
      name,
      onset,
      sinceOf(name, onset, name === focus ? finer : undefined, window),
      report,
      window,
    ),
  );
  const is5xxSteady = !moves.classes.some(({ name }) => name === 'edge_5xx');
  return [
    describeTraffic(moves.traffic, trafficSinceOf(moves, finer, report), report.bucket.bucketMs),
    ...sentences,
    is5xxSteady ? describeSteady('edge_5xx', report) : undefined,
    describeDurations(report.durations, report.durationsBefore),
  ];
}

function sinceOf(name: MovingClass, onset: Onset, finer: ErrorDetails['finer'], window: TimeWindow): Since {
  const known = { ms: Math.max(onset.sinceMs, window.sinceMs), isBeforeWindow: onset.isBeforeWindow };
  if (finer === undefined) return known;
  const shareMax = SHARE_MAX[name];
  const series = finer.series.map(({ timeMs, total, inFocus }) => ({ timeMs, total, failed: inFocus }));
  if (!onset.isBeforeWindow) return { ms: refineOnset(series, onset, shareMax), isBeforeWindow: false };
  const earlier = findOnset(series, { before: undefined, shareMax, interval: 1 });
  if (earlier === undefined || earlier.lastMs !== undefined) return known;
  return { ms: earlier.sinceMs, isBeforeWindow: earlier.isBeforeWindow };
}

function trafficSinceOf({ traffic }: Moves, finer: ErrorDetails['finer'], report: ErrorReport): number {
  if (traffic === undefined) return 0;
  const first = finer?.series[0]?.timeMs ?? Number.POSITIVE_INFINITY;
  const isCovered = first < traffic.sinceMs && traffic.sinceMs <= (finer?.series.at(-1)?.timeMs ?? 0);
  if (!finer || !isCovered || traffic.isBeforeWindow) return traffic.sinceMs;
  const series = finer.series.map(({ timeMs, total }) => ({ timeMs, requests: total }));
  return refineTrafficMove(series, finer.bucketMs, traffic, report.bucket.bucketMs);
}

/** Around the onset, for the minute; or, when it began before the window, back to where it may have begun. */
function aroundOnset(
  { classes, traffic }: Moves,
  focus: Focus,
  { bucket: { bucketMs } }: ErrorReport,
  window: TimeWindow,
  limits: DatasetLimits,
): TimeWindow | undefined {
  const onset = classes.find(({ name }) => name === focus)?.onset ?? traffic;
  if (onset === undefined) return undefined;
  if (onset.isBeforeWindow) {
    const backMs = Math.min(ONSET_BACK_MS, limits.maxDurationMs / 2);
    const oldestMs = Date.now() - limits.notOlderThanMs + ANALYTICS_MARGIN_MS;
    return { sinceMs: Math.max(window.sinceMs - backMs, oldestMs), beforeMs: window.sinceMs + bucketMs };
  }
  if (bucketMs <= MINUTE_MS) return undefined;
  return {
    sinceMs: Math.max(onset.sinceMs - bucketMs, window.sinceMs),
    beforeMs: Math.min(onset.sinceMs + 2 * bucketMs, window.beforeMs),
  };
}

function toDurationFields({ durations, durationsBefore }: ErrorReport) {
  if (durations === undefined) return {};
  const fields = {
    first_byte_ms: durations.firstByteMs,
    first_byte_ms_before: durationsBefore?.firstByteMs,
    origin_ms: durations.originMs,
    origin_ms_before: durationsBefore?.originMs,
  };
  return {
    durations: Object.fromEntries(
      Object.entries(fields).flatMap(([name, ms]) => (ms === undefined ? [] : [[name, Math.round(ms)]])),
    ),
  };
}

/** A country or data centre that a plan does not count is no news; what was asked for with `by` is. */
function toUnavailable({ refused }: ErrorDetails, by: Breakdown | undefined) {
  const entries = [...refused].map(([name, field]) => ({
    parts: [name === 'by' ? `by ${by}` : name],
    reason: `the zone's plan does not include the field ${field}`,
  }));
  return entries.length > 0 ? { unavailable: entries } : {};
}
