/** What moved, in words: requests, redirects, 4xx and 5xx, in shares, since when, and how nearly all of them are answered. */
import { spanInWords } from '../cloudflare/analytics/analytics.ts';
import type { ErrorReport, StatusPair } from '../cloudflare/analytics/http-errors.ts';
import { type Focus, focusName, isInFocus } from '../cloudflare/analytics/request-classes.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';
import { findOnset, type Onset } from './error-onset.ts';
import { pairInWords } from './http-status.ts';
import { findTrafficMove, type TrafficMove } from './traffic-onset.ts';

export type MovingClass = 'edge_3xx' | 'edge_4xx' | 'edge_5xx';
/** The most telling first. */
const MOVING_CLASSES: readonly MovingClass[] = ['edge_5xx', 'edge_4xx', 'edge_3xx'];
/** A larger share is told even if it was as large before. */
export const SHARE_MAX: Readonly<Record<MovingClass, number>> = {
  edge_5xx: 0.05,
  edge_4xx: 0.4,
  edge_3xx: 0.6,
};

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
        {
          before: totalsBefore && shareOf(totalsBefore[name], totalsBefore.requests),
          shareMax: SHARE_MAX[name],
          interval: sampleInterval,
        },
      );
      return onset ? [{ name, onset }] : [];
    }),
  };
}

/** When a class began to move, as it is told: not earlier than what was counted. */
export interface Since {
  readonly ms: number;
  readonly isBeforeWindow: boolean;
}

export function describeClassMove(
  name: MovingClass,
  onset: Onset,
  since: Since,
  report: ErrorReport,
  window: TimeWindow,
): string {
  const { totalsBefore, totals } = report;
  const before = totalsBefore && shareOf(totalsBefore[name], totalsBefore.requests);
  const span = spanInWords(window.beforeMs - window.sinceMs);
  const against = before === undefined ? '' : ` (${percent(before)} in the ${span} before)`;
  const share = `${percent(onset.share)} of requests`;
  const time = formatTime(since.ms);
  const began = onset.isBeforeWindow
    ? `${focusName(name)} are ${share}${against}, since ${time}${since.isBeforeWindow ? ' or earlier' : ''}`
    : `${focusName(name)} rose from ${percent(onset.quietShare)} to ${share} at ${time}`;
  const end = onset.lastMs === undefined ? '' : `, and ended after ${formatTime(onset.lastMs)}`;
  return `${began}${end}${describeMost(name, report.pairs, totals[name])}.`;
}

export function describeTraffic(
  traffic: TrafficMove | undefined,
  began: Since,
  bucketMs: number,
): string | undefined {
  if (!traffic) return undefined;
  const { hasFallen, usual, since, lastMs, isBeforeWindow } = traffic;
  const time = formatTime(began.ms);
  const when = isBeforeWindow ? `since ${time}${began.isBeforeWindow ? ' or earlier' : ''}` : `at ${time}`;
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

/** Of a class: a status that is more frequent than before is told first if it makes up this part of it. */
const NEW_PART_MIN = 0.2;

/** What most of what came newly is; every site has a few others. */
function describeMost(focus: Focus, pairs: readonly StatusPair[], total: number): string {
  const excess = ({ requests, requestsBefore = 0 }: StatusPair) => requests - requestsBefore;
  const inFocus = pairs.filter(({ edge }) => isInFocus(focus, edge));
  const [newest] = [...inFocus].sort((a, b) => excess(b) - excess(a));
  // Where what is new is a small part, the most frequent one says more.
  const most = newest && excess(newest) > NEW_PART_MIN * total ? newest : inFocus[0];
  if (!most || total === 0) return '';
  return `; ${percent(most.requests / total)} of them are ${most.edge}, ${pairInWords(most.edge, most.origin)}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
