/** Times as agents and programs write them: RFC 3339, how long ago (`30m`, `-1h`, `2 days ago`), a day by name, or seconds since 1970. */
import { QUOTED_CHARS_MAX, RECENT_CHANGE_DAYS } from '../limits/answers.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../limits/time.ts';
import { Refusal } from '../refusal.ts';
import { startOf } from './plain-text.ts';

const UNITS: readonly [RegExp, ms: number][] = [
  [/^s(ec(ond)?s?)?$/, 1_000],
  [/^m(in(ute)?s?)?$/, MINUTE_MS],
  [/^h((ou)?rs?)?$/, HOUR_MS],
  [/^d(ays?)?$/, DAY_MS],
  [/^w((ee)?ks?)?$/, 7 * DAY_MS],
  [/^mo(nth)?s?$/, 30 * DAY_MS],
];
/** One or several numbers with units: `90m`, `1 hour`, `1h 30m`, `1.5 days`; a unit alone is one of it: `last hour`. */
const SPAN = /^(?:\d{1,6}(?:\.\d{1,6})?\s*[a-z]+[\s,]*)+$/;
const SPAN_PART = /(\d+(?:\.\d+)?)\s*([a-z]+)/g;
/** As ISO 8601 writes a span: `PT1H30M`, `P7D`. */
const ISO_SPAN =
  /^p(?=[\dt])(?:(\d{1,4})w)?(?:(\d{1,5})d)?(?:t(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?)?$/;
const ISO_SPAN_UNITS = ['w', 'd', 'h', 'm', 's'];
/** Seconds since 1970, or a thousandth, a millionth, a billionth of them: told apart by the number of digits, for times after 2001. */
const EPOCH = /^\d{10}(\d{3}|\d{6}|\d{9})?(\.\d+)?$/;
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)(?:(?:t| +)(\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(z|utc|gmt|[+-]\d\d:?\d\d)?)?$/;
/** As headers and mails have it: `Mon, 23 Nov 2026 08:00:00 GMT`. */
const HTTP_DATE = /^(?:[a-z]{3,9},? +)?(\d\d?)[ -]([a-z]{3})[ -](\d{4}) +(\d\d:.+)$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * @param field the argument's name, for the error.
 * @throws Refusal
 */
export function parseMoment(field: string, text: string, now: Date): Date {
  const written = text.trim().toLowerCase();
  const moment =
    namedDay(written, now) ??
    agoMoment(written, now) ??
    epochMoment(written) ??
    rfc3339Moment(asRfc3339(written));
  if (moment !== undefined) return moment;
  throw new Refusal(
    `${field}: "${startOf(text.trim(), QUOTED_CHARS_MAX)}" is not a time. Next: write "30m", "24h" or "7d" for how long ago, ` +
      'or RFC 3339 with a time zone such as "2026-11-23T08:00:00Z".',
  );
}

/** A day by its name begins at midnight UTC, as a date does. */
function namedDay(written: string, now: Date): Date | undefined {
  if (written === 'now') return now;
  const days = { today: 0, yesterday: 1 }[written];
  return days === undefined ? undefined : new Date(Math.floor(now.getTime() / DAY_MS - days) * DAY_MS);
}

function agoMoment(written: string, now: Date): Date | undefined {
  const span = written
    .replace(/^(now\s*-|-|(the\s+)?(last|past|previous))\s*/, '')
    .replace(/\s+ago$/, '')
    .replace(/^(an?|one)?\s*(?=(second|minute|hour|day|week|month)s?$)/, '1 ');
  const ms = ISO_SPAN.test(span) ? isoSpanMs(span) : spanMs(span);
  if (ms === undefined) return undefined;
  const then = new Date(now.getTime() - ms);
  return then.getUTCFullYear() > 0 ? then : undefined;
}

function spanMs(span: string): number | undefined {
  if (!SPAN.test(span)) return undefined;
  let ms = 0;
  for (const [, count, unit = ''] of span.matchAll(SPAN_PART)) {
    const known = UNITS.find(([names]) => names.test(unit));
    if (known === undefined) return undefined;
    ms += Number(count) * known[1];
  }
  return ms;
}

function isoSpanMs(span: string): number | undefined {
  const counts = ISO_SPAN.exec(span)?.slice(1) ?? [];
  const parts = counts.flatMap((count, at) => (count ? `${count}${ISO_SPAN_UNITS[at]}` : []));
  return spanMs(parts.join(' '));
}

function epochMoment(written: string): Date | undefined {
  const smaller = EPOCH.exec(written);
  return smaller ? new Date(Number(written) / 10 ** ((smaller[1]?.length ?? 0) - 3)) : undefined;
}

function asRfc3339(written: string): string {
  const [, day = '', month = '', year, time] = HTTP_DATE.exec(written) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  return number === 0
    ? written
    : `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}t${time}`;
}

/** A time without a zone is in UTC, as a date alone is. */
function rfc3339Moment(written: string): Date | undefined {
  const [, day = '', time = '00:00:00', zone = 'z'] = RFC_3339.exec(written) ?? [];
  const offset = /^[+-]/.test(zone) ? zone.replace(/(\d\d):?(\d\d)/, '$1:$2') : 'Z';
  const moment = new Date(`${day}T${time}${offset}`);
  // Date turns 30 February into 2 March without an error.
  return !Number.isNaN(moment.getTime()) && isCalendarDay(day) ? moment : undefined;
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
  if (from.getTime() === now.getTime() && before === undefined) {
    throw new Refusal('The window is empty: since is now. Next: give an earlier since, such as "24h".');
  }
  throw new Refusal(
    from > now
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
