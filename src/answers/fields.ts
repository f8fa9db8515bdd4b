/** Fields of arguments and answers that mean the same in every tool. */
import * as z from 'zod';
import { QUOTED_CHARS_MAX } from '../limits/answers.ts';
import { ARGUMENT_CHARS_MAX, CURSOR_CHARS_MAX, ROWS_MAX } from '../limits/callers.ts';
import { Refusal } from '../refusal.ts';
import { toBareHost, toHostPattern } from '../text/text-pattern.ts';

const text = z.string().min(1).max(ARGUMENT_CHARS_MAX);

export const zoneField = text.describe('Zone name, a host in it, or zone ID: example.com');
export const nameField = text.describe(
  'Exact, or * at either end: www, @, *shop*, *.example.com; \\* is a literal star',
);
export const patternField = text.describe('Exact, or * at either end: 192.0.2.*');
export const sinceField = text.describe('30m, 24h, 7d ago, or RFC 3339');
export const beforeField = text.describe('Like since; default now');
export const limitField = z.int().min(1).max(ROWS_MAX).describe('Maximum number of rows: 50');
export const cursorField = z
  .string()
  .min(1)
  .max(CURSOR_CHARS_MAX)
  .describe('next_cursor of the previous answer');

/** A tool whose answer is a series adds `bucket_seconds`. */
export const windowField = z.strictObject({
  since: z.string().describe('RFC 3339'),
  until: z.string().describe('RFC 3339, excluded'),
});
export const notesField = z.array(z.string()).optional().describe('Read before concluding');

/** In place of a text that Cloudflare always sends, should it be missing one day. */
export const UNKNOWN = 'unknown';

/** The fields that every list has beside its rows. */
export const listFields = {
  returned: z.number().describe('Rows in this answer'),
  total: z.number().optional().describe('Rows that match, on all pages'),
  filters: z.record(z.string(), z.string()).optional().describe('As they were understood'),
  notes: notesField,
  next_cursor: z.string().optional().describe('There is more: repeat the call with cursor'),
};

/** The note on an empty page beyond the end of a list. */
export const NOTHING_LEFT = 'Nothing is left: the list became shorter after the previous page.';

/** The note where counts cannot be compared with the window before. */
export const NO_COMPARISON = 'There is no comparison: the plan keeps no data as old as the window before.';

/** The note on rows that Cloudflare sent without what tells them apart: they are counted, and shown as far as they are known. */
export function unreadNote(count: number, rows: string): string | false {
  return count > 0 && `${count} of the ${rows} could not be read whole: what is missing there is not known.`;
}

/** The field `filters` with those that the caller set; no field when there is none. */
export function presentFilters(filters: Readonly<Record<string, string | undefined>>): {
  filters?: Record<string, string>;
} {
  const present = Object.entries(filters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return present.length > 0 ? { filters: Object.fromEntries(present) } : {};
}

/** The field `notes` with those that apply; no field when there is none. */
export function presentNotes(notes: readonly (string | false | undefined)[]): { notes?: string[] } {
  const present = notes.filter((note): note is string => typeof note === 'string');
  return present.length > 0 ? { notes: present } : {};
}

/**
 * The argument `zone` -> a zone ID or a host name in Punycode. A pasted URL is understood too.
 * @throws Refusal
 */
export function parseZoneReference(written: string): string {
  const { text: reference } = toHostPattern({ match: 'exact', text: toBareHost(written) || written });
  if (/^[0-9a-f]{32}$/.test(reference) || /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(reference)) return reference;
  throw new Refusal(
    `zone: "${written.slice(0, QUOTED_CHARS_MAX)}" is neither a zone name such as example.com nor a zone ID (32 hex digits). ` +
      'Next: call list_zones to see the zones of this account.',
  );
}
