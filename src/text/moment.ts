/** Times as an agent writes them: RFC 3339, or how long ago (`30m`, `24h`, `7d`). */
import { DAY_MS, HOUR_MS, MINUTE_MS, QUOTED_CHARS_MAX, RECENT_CHANGE_DAYS } from '../limits.ts';
import { Refusal } from '../refusal.ts';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1_000,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const RELATIVE = /^(?:now\s*-\s*)?(\d{1,6})\s*([smhdw])(?:\s+ago)?$/i;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d))?$/;

/**
 * @param field the argument's name, for the error.
 * @throws Refusal
 */
export function parseMoment(field: string, text: string, now: Date): Date {
  const written = text.trim();
  if (/^now$/i.test(written)) return now;
  const ago = RELATIVE.exec(written);
  const then =
    ago && new Date(now.getTime() - Number(ago[1]) * (MS_PER_UNIT[ago[2]?.toLowerCase() ?? ''] ?? 0));
  if (then && then.getUTCFullYear() > 0) return then;
  const absolute = RFC_3339.exec(written);
  const moment =
    absolute && new Date(`${absolute[1]}T${absolute[2] ?? '00:00:00'}${(absolute[3] ?? 'Z').toUpperCase()}`);
  // Date turns 30 February into 2 March without an error.
  const isReal = moment && !Number.isNaN(moment.getTime()) && isCalendarDay(absolute?.[1] ?? '');
  if (isReal) return moment;
  throw new Refusal(
    `${field}: "${written.slice(0, QUOTED_CHARS_MAX)}" is not a time. Next: write "30m", "24h" or "7d" for how long ago, ` +
      'or RFC 3339 with a time zone such as "2026-11-23T08:00:00Z".',
  );
}

export interface TimeWindow {
  readonly sinceMs: number;
  /** Excluded. */
  readonly beforeMs: number;
}

/**
 * The arguments `since` and `before` of a call; without `before` the window ends now.
 * @throws Refusal also for an empty window, or one in the future.
 */
export function parseWindow(
  { since, before }: { since: string; before?: string | undefined },
  now: Date,
): TimeWindow {
  const from = parseMoment('since', since, now);
  const until = before === undefined ? now : parseMoment('before', before, now);
  if (from < until) return { sinceMs: from.getTime(), beforeMs: until.getTime() };
  throw new Refusal(
    from >= now
      ? `since (${formatTime(from)}) is in the future. Next: give a time before ${formatTime(now)}, or "24h".`
      : `The window is empty: since (${formatTime(from)}) is not earlier than before (${formatTime(until)}). ` +
          'Next: give an earlier since or a later before.',
  );
}

export function isInWindow(timeMs: number, { sinceMs, beforeMs }: TimeWindow): boolean {
  return timeMs >= sinceMs && timeMs < beforeMs;
}

/** RFC 3339 in UTC, without milliseconds: they cost tokens and nobody needs them. */
export function formatTime(time: Date | number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function formatWindow({ sinceMs, beforeMs }: TimeWindow): { since: string; until: string } {
  return { since: formatTime(sinceMs), until: formatTime(beforeMs) };
}

export type FormatRecentTime = (time: string | null | undefined) => string | undefined;

/**
 * A list shows only recent times: an investigator looks for what has just changed, and an older time is not worth its tokens.
 * @returns a function that gives undefined for older times. Made once for a list, because parsing every time of a long
 * list took a tenth of the work.
 */
export function recentTimeFormatter(now: Date): FormatRecentTime {
  const since = new Date(now.getTime() - RECENT_CHANGE_DAYS * DAY_MS);
  const sinceUtc = since.toISOString();
  return (time) => {
    // Times in UTC, which is how Cloudflare writes them, can be compared as texts.
    if (!time || (time < sinceUtc && UTC.test(time))) return undefined;
    const moment = new Date(time);
    return moment >= since ? formatTime(moment) : undefined;
  };
}

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
