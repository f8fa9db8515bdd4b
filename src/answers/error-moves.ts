/** What moved, in words: requests, redirects, 4xx and 5xx, in shares, since when, and how nearly all of them are answered. */
import { spanInWords } from '../cloudflare/analytics/analytics.ts';
import { RECENT } from '../cloudflare/analytics/buckets.ts';
import type { ErrorReport, StatusPair } from '../cloudflare/analytics/http-errors.ts';
import { type Focus, focusName, isInFocus } from '../cloudflare/analytics/request-classes.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';
import { findOnset, type Onset } from './error-onset.ts';
import { pairInWords } from './http-status.ts';
import { percent } from './percent.ts';
import { timeInWords } from './time-in-words.ts';
import { findOlderMove, findTrafficMove, SHORT_MS, type TrafficMove } from './traffic-onset.ts';
import { whyRedirects } from './traffic-words.ts';

export type MovingClass = 'edge_3xx' | 'edge_4xx' | 'edge_5xx';
/** The most telling first. */
const MOVING_CLASSES: readonly MovingClass[] = ['edge_5xx', 'edge_4xx', 'edge_3xx'];
/** A larger share is told even if it was as large before. */
export const SHARE_MAX: Readonly<Record<MovingClass, number>> = {
  edge_5xx: 0.05,
  edge_4xx: 0.4,
  edge_3xx: 0.6,
};

export interface MovedClass {
  readonly name: MovingClass;
  readonly onset: Onset;
}

export interface Moves {
  readonly traffic: TrafficMove | undefined;
  readonly classes: readonly MovedClass[];
}

export function findMoves(report: ErrorReport, window: TimeWindow): Moves {
  const { bucketMs } = report.bucket;
  const whole = report.series.filter(
    ({ timeMs }) => timeMs >= window.sinceMs && timeMs + bucketMs <= window.beforeMs,
  );
  const buckets = (window.beforeMs - window.sinceMs) / bucketMs;
  const { totalsBefore, dayBefore, sampleInterval } = report;
  const recent = report.recent.filter(({ timeMs }) => timeMs + RECENT.bucketMs <= window.beforeMs);
  const usualBefore = totalsBefore && totalsBefore.requests / buckets;
  return {
    traffic:
      findTrafficMove(whole, bucketMs, usualBefore, sampleInterval) ??
      findTrafficMove(recent, RECENT.bucketMs, undefined, sampleInterval) ??
      findOlderMove(whole, bucketMs, dayBefore, buckets, sampleInterval),
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
  /** How finely it is known. */
  readonly stepMs: number;
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
  const began = onset.isBeforeWindow
    ? `${focusName(name)} are ${share}${against}, since ${formatTime(since.ms)}${since.isBeforeWindow ? ' or earlier' : ''}`
    : `${focusName(name)} rose from ${percent(onset.quietShare)} to ${share} ${timeInWords(since.ms, since.stepMs)}`;
  const end = onset.lastMs === undefined ? '' : `, and ended after ${formatTime(onset.lastMs)}`;
  return `${began}${end}${describeMost(name, report.pairs, totals[name])}.`;
}

/**
 * For a class that did not move.
 * @param standsOut whether one of its statuses does: then its share calms nobody.
 */
export function describeSteady(
  name: MovingClass,
  { totals, totalsBefore }: ErrorReport,
  window: TimeWindow,
  standsOut: boolean,
): string | undefined {
  if (totals.requests === 0) return undefined;
  const now = percent(shareOf(totals[name], totals.requests));
  const before =
    totalsBefore && totalsBefore.requests > 0
      ? ` (before: ${percent(shareOf(totalsBefore[name], totalsBefore.requests))})`
      : '';
  const words = standsOut ? 'in the whole zone are only' : 'did not stand out:';
  const spanMs = window.beforeMs - window.sinceMs;
  const doubt =
    standsOut || spanMs <= SHORT_MS
      ? ''
      : ' A short failure of one path hardly shows in so long a window: ask for less.';
  return `${focusName(name)} ${words} ${now} of requests${before}.${doubt}`;
}

/** Of a class: a status that is more frequent than before is told first if it makes up this part of it. */
const NEW_PART_MIN = 0.2;
/** Of what is more frequent than before: in a long window it is a small part of the class, and still what rose. */
const MAIN_PART_MIN = 0.5;

/** What most of what came newly is; every site has a few others. */
function describeMost(focus: Focus, pairs: readonly StatusPair[], total: number): string {
  const excess = ({ requests, requestsBefore = 0 }: StatusPair) => Math.max(0, requests - requestsBefore);
  const inFocus = pairs.filter(({ edge }) => isInFocus(focus, edge));
  const [newest] = [...inFocus].sort((a, b) => excess(b) - excess(a));
  const [most] = inFocus;
  if (!newest || !most || total === 0) return '';
  const part = (pair: StatusPair) => `; ${percent(pair.requests / total)} of them are ${wordsFor(pair)}`;
  if (excess(newest) > NEW_PART_MIN * total) return part(newest);
  const rise = inFocus.reduce((sum, each) => sum + excess(each), 0);
  const { requests, requestsBefore = 0 } = newest;
  if (requests < 2 * requestsBefore || excess(newest) < MAIN_PART_MIN * rise) return part(most);
  return `; what rose are ${wordsFor(newest)} (${requests}, before: ${requestsBefore})`;
}

function wordsFor(pair: StatusPair): string {
  return `${pair.edge}, ${pairInWords(pair.edge, pair.origin)}${whyRedirects(pair)}`;
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
