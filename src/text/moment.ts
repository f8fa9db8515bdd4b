/** A moment as an agent writes it: RFC 3339, or how long ago (`30m`, `24h`, `7d`). */
import * as z from 'zod';
import { RECENT_CHANGE_DAYS } from '../limits.ts';
import { Refusal } from '../refusal.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: MS_PER_DAY,
  w: 604_800_000,
};
const RELATIVE = /^(?:now\s*-\s*)?(\d{1,6})\s*([smhdw])(?:\s+ago)?$/i;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d))?$/;

/** A moment inside a cursor, in milliseconds since 1970: a cursor comes from outside. */
const momentMs = z.number().min(0).max(253_402_300_799_999);
/** A cursor's place: the window stands still while its pages are walked, whatever "7d ago" means by then. */
export const windowPosition = z.strictObject({ since: momentMs, before: momentMs, row: z.int().min(0) });
/** As an answer says it. */
export const windowField = z.strictObject({ since: z.string(), before: z.string() });

/**
 * @param field the argument's name, for the error.
 * @throws Refusal
 */
export function readMoment(field: string, text: string, now: Date): Date {
  const written = text.trim();
  if (/^now$/i.test(written)) return now;
  const ago = RELATIVE.exec(written);
  const then =
    ago && new Date(now.getTime() - Number(ago[1]) * (MS_PER_UNIT[ago[2]?.toLowerCase() ?? ''] ?? 0));
  if (then && then.getUTCFullYear() > 0) return then;
  const absolute = RFC_3339.exec(written);
  const moment =
    absolute && new Date(`${absolute[1]}T${absolute[2] ?? '00:00:00'}${(absolute[3] ?? 'Z').toUpperCase()}`);
  // Date rolls 30 February over into March; what was written has to come back.
  const isReal = moment && !Number.isNaN(moment.getTime()) && isCalendarDay(absolute?.[1] ?? '');
  if (isReal) return moment;
  throw new Refusal(
    `${field}: "${written.slice(0, 60)}" is no moment. Next: give it as "30m", "24h" or "7d" ago, or as RFC 3339 with a ` +
      'time zone such as "2026-11-23T08:00:00Z".',
  );
}

export interface TimeWindow {
  readonly sinceMs: number;
  /** Excluded. */
  readonly beforeMs: number;
}

/**
 * The arguments `since` and `before` of a call; without `before` the window ends now.
 * @throws Refusal also for a window in which nothing can lie.
 */
export function readWindow(
  { since, before }: { since: string; before?: string | undefined },
  now: Date,
): TimeWindow {
  const from = readMoment('since', since, now);
  const until = before === undefined ? now : readMoment('before', before, now);
  if (from < until) return { sinceMs: from.getTime(), beforeMs: until.getTime() };
  throw new Refusal(
    from >= now
      ? `since (${writeMoment(from)}) lies in the future. Next: give a moment before ${writeMoment(now)}, or "24h".`
      : `The window is empty: since (${writeMoment(from)}) is not earlier than before (${writeMoment(until)}). ` +
          'Next: give an earlier since or a later before.',
  );
}

/** RFC 3339 in UTC, without the milliseconds that nobody reads. */
export function writeMoment(moment: Date): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function writeWindow({ sinceMs, beforeMs }: TimeWindow): z.infer<typeof windowField> {
  return { since: writeMoment(new Date(sinceMs)), before: writeMoment(new Date(beforeMs)) };
}

export type WriteRecent = (told: string | null | undefined) => string | undefined;

/**
 * In lists: what was done lately is what an investigator looks for, and an older time is not worth its tokens.
 * @returns writes the moments that are recent. Made once for a list: reading the times of a long one was a tenth of its work.
 */
export function recentMoments(now: Date): WriteRecent {
  const since = new Date(now.getTime() - RECENT_CHANGE_DAYS * MS_PER_DAY);
  const sinceUtc = since.toISOString();
  return (told) => {
    // Moments in UTC, as Cloudflare writes them, compare as texts.
    if (!told || (told < sinceUtc && UTC.test(told))) return undefined;
    const moment = new Date(told);
    return moment >= since ? writeMoment(moment) : undefined;
  };
}

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
