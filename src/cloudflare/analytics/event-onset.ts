/** Since when a surge of firewall events goes on, as finely as Cloudflare counts: also where it began before the window. */
import {
  ANALYTICS_MARGIN_MS,
  EVENT_STEPS_MAX,
  ONSET_BACK_MS,
  ONSET_MINUTES_MAX,
} from '../../limits/cloudflare.ts';
import { HOUR_MS, MINUTE_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';
import { tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { fetchGroups, type Group, type GroupQuestion } from './analytics.ts';
import type { DatasetLimits } from './dataset-limits.ts';
import type { EventFilter } from './event-filter.ts';
import { closeUpsOf, type EventSteps, findSurge, type Surge, toTheMinute } from './event-surge.ts';

const MINUTE_STEPS: EventSteps = { dimension: 'datetimeMinute', stepMs: MINUTE_MS };

/** The hours before the window, as far as Cloudflare keeps them: an attack that is older than two windows is no news there. */
export function hoursBefore(
  window: TimeWindow,
  filter: EventFilter,
  limits: Partial<DatasetLimits>,
): GroupQuestion | undefined {
  const back = lookBack(window, HOUR_STEPS, limits);
  if (back === undefined || back.beforeMs - back.sinceMs < HOURS_MIN * HOUR_MS) return undefined;
  return {
    by: [HOUR_STEPS.dimension],
    window: back,
    filter,
    limit: EVENT_STEPS_MAX,
    orderBy: 'datetimeHour_ASC',
  };
}

const HOUR_STEPS: EventSteps = { dimension: 'datetimeHour', stepMs: HOUR_MS };
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

export function countsBySteps(
  groups: readonly Group[] = [],
  { dimension }: EventSteps,
): ReadonlyMap<number, number> {
  return new Map(groups.map(({ dimensions, count }) => [Date.parse(String(dimensions[dimension])), count]));
}

/** Costs a request, beside that for samples. Where it fails, the surge is known as it was. */
export async function withItsOnset(
  cloudflare: Cloudflare,
  zoneId: string,
  surge: Surge,
  window: TimeWindow,
  steps: EventSteps,
  filter: EventFilter,
  limits: Partial<DatasetLimits>,
): Promise<Surge> {
  const back = surge.beganMs === undefined ? lookBack(window, MINUTE_STEPS, limits) : undefined;
  const closeUps = closeUpsOf(surge, window, steps);
  if (back === undefined && closeUps.length === 0) return surge;
  const by = [MINUTE_STEPS.dimension];
  const minutesOf = (asked: TimeWindow): GroupQuestion => {
    return { by, window: asked, filter, limit: ONSET_MINUTES_MAX, orderBy: `${by[0]}_ASC` };
  };
  const questions: Record<string, GroupQuestion> = Object.fromEntries(
    closeUps.map((closeUp, at) => [`closer_${at}`, minutesOf(closeUp)]),
  );
  if (back) questions.back = minutesOf(back);
  const read = await tryPart(() =>
    fetchGroups(cloudflare, zoneId, 'firewallEventsAdaptiveGroups', questions),
  );
  if (!('value' in read)) return surge;
  const { back: earlier, ...closer } = read.value;
  // Each minute by itself: where both times overlap, it is in both answers.
  const counts = Object.values(closer).flatMap((groups) => [...countsBySteps(groups, MINUTE_STEPS)]);
  const exact = closeUps.length > 0 ? toTheMinute(surge, new Map(counts), window, steps) : surge;
  return back ? withBegin(exact, countsBySteps(earlier, MINUTE_STEPS), back) : exact;
}

function lookBack(
  window: TimeWindow,
  { stepMs }: EventSteps,
  { maxDurationMs = 0, notOlderThanMs = 0, maxPageSize = 0 }: Partial<DatasetLimits>,
): TimeWindow | undefined {
  const steps = Math.min(ONSET_MINUTES_MAX, maxPageSize || ONSET_MINUTES_MAX) - 1;
  const backMs = Math.min(ONSET_BACK_MS, maxDurationMs, steps * stepMs);
  const oldestMs = Date.now() - notOlderThanMs + ANALYTICS_MARGIN_MS;
  const sinceMs = Math.max(window.sinceMs - backMs, oldestMs);
  return sinceMs < window.sinceMs ? { sinceMs, beforeMs: window.sinceMs } : undefined;
}

/** @param counts events by the start of their minute, in the time `back` before the window. */
function withBegin(surge: Surge, counts: ReadonlyMap<number, number>, back: TimeWindow): Surge {
  const seen = findSurge(counts, back, MINUTE_STEPS, undefined);
  // It has to go on until the window; else it is another one.
  return seen?.beganMs !== undefined && seen.endedMs === undefined
    ? { ...surge, beganMs: seen.beganMs }
    : surge;
}
