/** What moved, in words: requests, redirects, 4xx and 5xx, in shares, since when, and how nearly all of them are answered. */
import { spanInWords } from '../cloudflare/analytics/analytics.ts';
import type { Durations, ErrorReport, StatusPair } from '../cloudflare/analytics/http-errors.ts';
import { type Focus, focusName, isInFocus } from '../cloudflare/analytics/request-classes.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';
import { findOnset, type Onset } from './error-onset.ts';
import { pairInWords } from './http-status.ts';
import { findTrafficMove, type TrafficMove } from './traffic-onset.ts';

export type MovingClass = 'edge_3xx' | 'edge_4xx' | 'edge_5xx';
/** The most telling first. */
const MOVING_CLASSES: readonly MovingClass[] = ['edge_5xx', 'edge_4xx', 'edge_3xx'];

export interface Moves {
  readonly traffic: TrafficMove | undefined;
  readonly classes: readonly { readonly name: MovingClass; readonly onset: Onset }[];
}

export function findMoves(report: ErrorReport, window: TimeWindow): Moves {
  const { bucketMs } = report.bucket;
  const whole = report.series.filter(
    ({ timeMs }) => timeMs >= window.sinceMs && timeMs + bucketMs <= window.beforeMs,
  );
  const buckets = (window.beforeMs - window.sinceMs) / bucketMs;
  const { totalsBefore, sampleInterval } = report;
  return {
    traffic: findTrafficMove(
      whole,
      bucketMs,
      totalsBefore && totalsBefore.requests / buckets,
      sampleInterval,
    ),
    classes: MOVING_CLASSES.flatMap((name) => {
      const onset = findOnset(
        report.series.map((bucket) => ({
          timeMs: bucket.timeMs,
          total: bucket.requests,
          failed: bucket[name],
        })),
        totalsBefore && shareOf(totalsBefore[name], totalsBefore.requests),
        sampleInterval,
      );
      return onset ? [{ name, onset }] : [];
    }),
  };
}

/** @param sinceMs when it began, to the minute where it was asked again. */
export function describeClassMove(
  name: MovingClass,
  onset: Onset,
  sinceMs: number,
  report: ErrorReport,
  window: TimeWindow,
): string {
  const { totalsBefore, totals } = report;
  const before = totalsBefore && shareOf(totalsBefore[name], totalsBefore.requests);
  const usual = percent(onset.isBeforeWindow ? (before ?? 0) : onset.quietShare);
  const against =
    onset.isBeforeWindow && before !== undefined
      ? `, ${usual} in the ${spanInWords(window.beforeMs - window.sinceMs)} before`
      : '';
  const what = onset.isBeforeWindow
    ? `${focusName(name)} are ${percent(onset.share)} of requests since ${formatTime(sinceMs)} or earlier, where the window begins${against}`
    : `${focusName(name)} rose from ${usual} to ${percent(onset.share)} of requests at ${formatTime(sinceMs)}`;
  const end =
    onset.lastMs === undefined ? 'and it goes on' : `and it ended after ${formatTime(onset.lastMs)}`;
  return `${what}, ${end}${describeMost(name, report.pairs, totals[name])}.`;
}

export function describeTraffic({ traffic }: Moves, bucketMs: number): string | undefined {
  if (!traffic) return undefined;
  const { hasFallen, usual, since, sinceMs, lastMs, isBeforeWindow } = traffic;
  const when = isBeforeWindow ? `since ${formatTime(sinceMs)} or earlier` : `at ${formatTime(sinceMs)}`;
  const end = lastMs === undefined ? '' : `, until ${formatTime(lastMs + bucketMs)}`;
  const numbers = `${Math.round(usual)} to ${Math.round(since)} in ${spanInWords(bucketMs)}`;
  if (!hasFallen) {
    return `Requests rose ${usual > 0 ? `${(since / usual).toFixed(1)}-fold ` : ''}${when}${end}, from ${numbers}: who sends them is told by "by": "as", and list_firewall_events.`;
  }
  const fall = since === 0 ? 'to nothing' : `by ${percent(1 - since / usual)}`;
  return `Requests fell ${fall} ${when}${end}, from ${numbers}: a DNS record, the proxy or the zone's status? See list_changes, list_dns_records, get_zone.`;
}

/** For a class that did not move. */
export function describeSteady(name: MovingClass, { totals, totalsBefore }: ErrorReport): string | undefined {
  if (totals.requests === 0) return undefined;
  const now = percent(shareOf(totals[name], totals.requests));
  const before =
    totalsBefore && totalsBefore.requests > 0
      ? ` (before: ${percent(shareOf(totalsBefore[name], totalsBefore.requests))})`
      : '';
  return `${focusName(name)} did not stand out: ${now} of requests${before}.`;
}

export function describeDurations(now: Durations | undefined, before: Durations | undefined) {
  if (now?.originMs === undefined || before?.originMs === undefined) return undefined;
  if (now.originMs < before.originMs * 2 || now.originMs - before.originMs < 100) return undefined;
  return `The origin is slower: it took ${Math.round(now.originMs)} ms to answer on average, ${Math.round(before.originMs)} ms before.`;
}

/** What most of what came newly is; every site has a few others. */
function describeMost(focus: Focus, pairs: readonly StatusPair[], total: number): string {
  const excess = ({ requests, requestsBefore = 0 }: StatusPair) => requests - requestsBefore;
  const [most] = pairs.filter(({ edge }) => isInFocus(focus, edge)).sort((a, b) => excess(b) - excess(a));
  if (!most || total === 0) return '';
  const origin =
    most.origin === undefined
      ? ''
      : `, origin ${most.origin === 0 ? 'not asked or without answer' : most.origin}`;
  return `; ${percent(most.requests / total)} of them ${most.edge}${origin}: ${pairInWords(most.edge, most.origin)}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
