/** Since when the firewall acts more than usual: events over time -> one surge. */
import { HOUR_MS, MINUTE_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';

export interface Surge {
  /** Undefined when it began before the window. */
  readonly beganMs: number | undefined;
  /** The last minute of it, or the start of a longer step; undefined when it continues. */
  readonly endedMs: number | undefined;
  readonly perMinute: number;
  readonly perMinuteUsual: number;
}

export interface EventSteps {
  readonly dimension: string;
  readonly stepMs: number;
}

/** So fine that the onset is told to the minute where the window allows it. */
export function stepsFor({ sinceMs, beforeMs }: TimeWindow): EventSteps {
  const spanMs = beforeMs - sinceMs;
  if (spanMs <= 6 * HOUR_MS) return { dimension: 'datetimeMinute', stepMs: MINUTE_MS };
  if (spanMs <= 24 * HOUR_MS) return { dimension: 'datetimeFiveMinutes', stepMs: 5 * MINUTE_MS };
  if (spanMs <= 72 * HOUR_MS) return { dimension: 'datetimeFifteenMinutes', stepMs: 15 * MINUTE_MS };
  return { dimension: 'datetimeHour', stepMs: HOUR_MS };
}

/** Single minutes are too noisy to compare. */
const STEPS_COMPARED = 5;
/** A surge has this many times what is usual... */
const FACTOR_MIN = 5;
/** ...and at least so many events in the steps compared: below, chance decides. */
const EVENTS_MIN = 10;

/**
 * The latest stretch that stands out.
 * @param counts events by the start of their step; steps without events are missing.
 * @param eventsBefore in the window before, if known: it tells what is usual where the whole window is a surge.
 * @param usualEvents in a window like this on an ordinary day, if known: it tells where the window before is a surge, too.
 */
export function findSurge(
  counts: ReadonlyMap<number, number>,
  window: TimeWindow,
  { stepMs }: EventSteps,
  eventsBefore: number | undefined,
  usualEvents = Number.POSITIVE_INFINITY,
): Surge | undefined {
  const first = Math.floor(window.sinceMs / stepMs) * stepMs;
  const starts: number[] = [];
  for (let start = first; start < window.beforeMs; start += stepMs) starts.push(start);
  const steps = starts.map((start) => counts.get(start) ?? 0);
  const size = stepMs === MINUTE_MS ? STEPS_COMPARED : 1;
  const groups: number[] = [];
  for (let at = 0; at < steps.length; at += size) groups.push(sum(steps.slice(at, at + size)));
  const usual = Math.min(
    [...groups].sort((a, b) => a - b)[Math.floor(groups.length / 4)] ?? 0,
    Math.min(eventsBefore ?? Number.POSITIVE_INFINITY, usualEvents) / Math.max(groups.length, 1),
  );
  const threshold = Math.max(EVENTS_MIN, usual * FACTOR_MIN);
  const last = groups.findLastIndex((count) => count >= threshold);
  if (last < 0) return undefined;
  let begin = last;
  while (begin > 0 && (groups[begin - 1] ?? 0) >= threshold) begin--;
  // The group before may hold the first minutes of it.
  const from = Math.max(0, (begin - 1) * size);
  const isBusy = (count: number) => count > Math.max(1, (usual / size) * FACTOR_MIN);
  const busy = steps.findIndex((count, at) => at >= from && isBusy(count));
  const lastBusy = steps.findLastIndex((count, at) => at < (last + 1) * size && isBusy(count));
  const end = Math.max(lastBusy + 1, busy + 1);
  const startedAt = Math.max(busy, 0);
  // The last group is still filling up.
  const isOver = last < groups.length - 2;
  return {
    beganMs: startedAt === 0 && eventsBefore !== 0 ? undefined : (starts[startedAt] ?? first),
    endedMs: isOver ? (starts[end - 1] ?? window.beforeMs) : undefined,
    perMinute: rate(sum(steps.slice(startedAt, end)), (end - startedAt) * stepMs),
    perMinuteUsual: rate(usual, size * stepMs),
  };
}

/** Where steps are longer than a minute: the times to be counted again, by the minute, for its begin and its end. */
export function closeUpsOf(
  surge: Surge | undefined,
  { sinceMs, beforeMs }: TimeWindow,
  { stepMs }: EventSteps,
): TimeWindow[] {
  if (stepMs <= MINUTE_MS) return [];
  return [surge?.beganMs, surge?.endedMs].flatMap((atMs) =>
    atMs === undefined
      ? []
      : [{ sinceMs: Math.max(atMs - stepMs, sinceMs), beforeMs: Math.min(atMs + 2 * stepMs, beforeMs) }],
  );
}

/** @param counts events by the minute in which they were, around its begin and its end. */
export function toTheMinute(
  surge: Surge,
  counts: ReadonlyMap<number, number>,
  window: TimeWindow,
  { stepMs }: EventSteps,
): Surge {
  const { beganMs, endedMs, perMinute } = surge;
  const usual = Math.max(surge.perMinuteUsual, 1 / 60);
  // How much more likely a minute belongs to it than not, if events come by chance (Poisson). Single minutes have too few.
  const likelihood = (at: number) => {
    const count = counts.get(at * MINUTE_MS) ?? 0;
    return count * Math.log(perMinute / usual) - (perMinute - usual);
  };
  const near = (atMs: number) => {
    const first = Math.ceil(Math.max(atMs - stepMs, window.sinceMs) / MINUTE_MS);
    const end = Math.ceil(Math.min(atMs + 2 * stepMs, window.beforeMs) / MINUTE_MS);
    return Array.from({ length: end - first }, (_, at) => first + at);
  };
  const began = beganMs && MINUTE_MS * likeliestStart(near(beganMs).reverse(), likelihood);
  const ended = endedMs && MINUTE_MS * likeliestStart(near(endedMs), likelihood);
  const spanMs = (from: number | undefined, until: number) => until - (from ?? window.sinceMs);
  const was = spanMs(beganMs, endedMs === undefined ? window.beforeMs : endedMs + stepMs);
  const is = spanMs(began, ended === undefined ? window.beforeMs : ended + MINUTE_MS);
  return { ...surge, beganMs: began, endedMs: ended, perMinute: rate((perMinute * was) / MINUTE_MS, is) };
}

/** The last of the minutes, in this order, up to which they together most likely belong to the surge. */
function likeliestStart(minutes: readonly number[], likelihood: (minute: number) => number): number {
  let [total, best, found] = [0, Number.NEGATIVE_INFINITY, minutes[0] ?? 0];
  for (const minute of minutes) {
    total += likelihood(minute);
    if (total > best) [best, found] = [total, minute];
  }
  return found;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function rate(events: number, ms: number): number {
  return Math.round((events / (ms / MINUTE_MS)) * 10) / 10;
}
