/** What is known of firewall events before the window: how many are usual, and since when a surge goes on that began there. */
import {
  ANALYTICS_MARGIN_MS,
  EVENT_STEPS_MAX,
  ONSET_BACK_MS,
  ONSET_MINUTES_MAX,
} from '../../limits/cloudflare.ts';
import { HOUR_MS, MINUTE_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Group, GroupQuestion } from './analytics.ts';
import { MINUTELY } from './buckets.ts';
import type { DatasetLimits } from './dataset-limits.ts';
import type { EventFilter } from './event-filter.ts';
import { findSurge, type Surge } from './event-surge.ts';

type Limits = Partial<DatasetLimits>;

/** The hours before the window, as far as Cloudflare keeps them: an attack that is older than two windows is no news there. */
export function hoursBefore(
  window: TimeWindow,
  filter: EventFilter,
  limits: Limits,
): GroupQuestion | undefined {
  const back = lookBack(window, HOUR_MS, limits);
  if (back === undefined || back.beforeMs - back.sinceMs < HOURS_MIN * HOUR_MS) return undefined;
  return { by: ['datetimeHour'], window: back, filter, limit: EVENT_STEPS_MAX, orderBy: 'datetimeHour_ASC' };
}

/** Fewer hours do not tell what is usual. */
const HOURS_MIN = 6;

/** Events of an hour in the middle of all of them, in a time as long as the window; hours without events have no group. */
export function usualEventsIn(
  groups: readonly Group[] | undefined,
  question: GroupQuestion | undefined,
  window: TimeWindow,
): number | undefined {
  if (groups === undefined || question === undefined) return undefined;
  const { sinceMs, beforeMs } = question.window;
  const hours = Math.ceil((beforeMs - sinceMs) / HOUR_MS);
  const counts = groups.map(({ count }) => count).sort((a, b) => b - a);
  return ((counts[Math.floor(hours / 2)] ?? 0) * (window.beforeMs - window.sinceMs)) / HOUR_MS;
}

export function minutesBefore(
  window: TimeWindow,
  filter: EventFilter,
  limits: Limits,
): GroupQuestion | undefined {
  const back = lookBack(window, MINUTE_MS, limits);
  const { dimension } = MINUTELY;
  return (
    back && { by: [dimension], window: back, filter, limit: ONSET_MINUTES_MAX, orderBy: `${dimension}_ASC` }
  );
}

/** @param counts events by the start of their minute, in the time `back` before the window. */
export function beganBefore(surge: Surge, counts: ReadonlyMap<number, number>, back: TimeWindow): Surge {
  const steps = { dimension: MINUTELY.dimension, stepMs: MINUTE_MS };
  const seen = findSurge(counts, back, steps, undefined);
  // One that ended before the window is another one.
  return seen?.endedMs === undefined ? { ...surge, beganMs: seen?.beganMs } : surge;
}

function lookBack(
  window: TimeWindow,
  stepMs: number,
  { maxDurationMs = 0, notOlderThanMs = 0, maxPageSize = 0 }: Limits,
): TimeWindow | undefined {
  const steps = Math.min(ONSET_MINUTES_MAX, maxPageSize || ONSET_MINUTES_MAX) - 1;
  const backMs = Math.min(ONSET_BACK_MS, maxDurationMs, steps * stepMs);
  const oldestMs = Date.now() - notOlderThanMs + ANALYTICS_MARGIN_MS;
  const sinceMs = Math.max(window.sinceMs - backMs, oldestMs);
  return sinceMs < window.sinceMs ? { sinceMs, beforeMs: window.sinceMs } : undefined;
}
