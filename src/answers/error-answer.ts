/** The answer about the requests of one zone: what moved, since when, with which statuses, and where. */
import * as z from 'zod';
import { type DatasetLimits, fitWindow, requireEnabled } from '../cloudflare/analytics/analytics.ts';
import {
  type Breakdown,
  type ErrorDetails,
  senderBreakdown,
} from '../cloudflare/analytics/http-error-details.ts';
import { type ErrorReport, REQUESTS_DATASET } from '../cloudflare/analytics/http-errors.ts';
import { type Focus, focusName } from '../cloudflare/analytics/request-classes.ts';
import { parseRequestFilter } from '../cloudflare/analytics/request-filter.ts';
import { allowsWhole, askWithinPlan } from '../cloudflare/analytics/zone-plan.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_MARGIN_MS, ONSET_BACK_MS } from '../limits/cloudflare.ts';
import { MINUTE_MS } from '../limits/time.ts';
import { formatWindow, parseWindow, type TimeWindow } from '../text/moment.ts';
import { findAskedTraffic } from './asked-zone.ts';
import { describeClassMove, describeSteady, type Moves } from './error-moves.ts';
import { breakdownRow, statusRow, toBreakdownRows, topRow, toStatusRows, toTopRows } from './error-rows.ts';
import { errorCounts, seriesRow, toSeriesRows } from './error-series.ts';
import { NO_COMPARISON, presentNotes } from './fields.ts';
import { describeLocal } from './local-words.ts';
import { describeOriginShare } from './origin-share.ts';
import { readErrors } from './read-errors.ts';
import { sinceOf, trafficSinceOf } from './since.ts';
import { describeSlowness } from './slow-origin.ts';
import { describeSilent, describeTraffic } from './traffic-words.ts';

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
  const { window, limits, report, moves, local, localSince, focus, details } = await askWithinPlan(
    cloudflare,
    zone.id,
    {
      datasets: [REQUESTS_DATASET],
      isEnough: (plan) => allowsWhole(plan.get(REQUESTS_DATASET), asked, nowMs),
      ask: (plan) => {
        const limits = requireEnabled(plan.get(REQUESTS_DATASET));
        const fitted = fitWindow(asked, limits, nowMs);
        return readErrors(cloudflare, zone.id, { ...question, window: fitted, filter, limits, aroundOnset });
      },
    },
  );
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
    statuses: toStatusRows(
      report.pairs,
      areRedirectsShown,
      question.status,
      local.map((each) => each.status),
    ),
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
        !moves.traffic &&
        `No requests in this window: ${zone.noTraffic ?? 'is the traffic proxied (list_dns_records), and is the host right?'}`,
      describeTraffic(moves.traffic, {
        pairs: report.pairs,
        began: trafficSinceOf(moves.traffic, details.finer),
        who: senderBreakdown(limits),
        noTraffic: zone.noTraffic,
      }),
      describeSilent(details.silent, window.beforeMs),
      ...describeLocal(local, localSince),
      ...describeMoves(moves, focus, details, report, window),
      !moves.classes.some(({ name }) => name === 'edge_5xx') &&
        describeSteady(
          'edge_5xx',
          report,
          window,
          local.some(({ status }) => status >= 500),
        ),
      describeSlowness(report),
      // What fails is not kept in the cache: an outage moves this share, too.
      moves.traffic === undefined && moves.classes.length === 0 && describeOriginShare(report),
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
  return moves.classes.map((each) =>
    describeClassMove(
      each.name,
      each.onset,
      sinceOf(each, each.name === focus ? finer : undefined, report, window),
      report,
      window,
    ),
  );
}

/** Around the onset, for the minute; or, when it began before the window, back to where it may have begun. */
function aroundOnset(
  { classes, traffic }: Moves,
  focus: Focus,
  { bucket: { bucketMs } }: ErrorReport,
  window: TimeWindow,
  limits: DatasetLimits,
): TimeWindow | undefined {
  const ofClass = classes.find(({ name }) => name === focus)?.onset;
  const onset = ofClass ?? traffic;
  if (onset === undefined) return undefined;
  if (onset.isBeforeWindow) {
    const backMs = Math.min(ONSET_BACK_MS, limits.maxDurationMs / 2);
    const oldestMs = Date.now() - limits.notOlderThanMs + ANALYTICS_MARGIN_MS;
    return { sinceMs: Math.max(window.sinceMs - backMs, oldestMs), beforeMs: window.sinceMs + bucketMs };
  }
  const stepMs = ofClass || !traffic ? bucketMs : traffic.bucketMs;
  if (stepMs <= MINUTE_MS) return undefined;
  return {
    sinceMs: Math.max(onset.sinceMs - stepMs, window.sinceMs),
    beforeMs: Math.min(onset.sinceMs + 2 * stepMs, window.beforeMs),
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
