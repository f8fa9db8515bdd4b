/** Fields that mean the same in every tool, and how their texts are read. */
import * as z from 'zod';
import { ARGUMENT_CHARS_MAX, ROWS_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { toHost } from '../text/text-pattern.ts';

const text = z.string().min(1).max(ARGUMENT_CHARS_MAX);

export const zoneField = text.describe('Zone name, a host in it, or zone ID: example.com');
export const nameField = text.describe(
  'Exact, or * at either end: www, @, *shop*, *.example.com; \\* is a literal star',
);
export const patternField = text.describe('Exact, or * at either end: 192.0.2.*');
export const sinceField = text.describe('30m, 24h, 7d ago, or RFC 3339');
export const beforeField = text.describe('As since; default now');
export const limitField = z.int().min(1).max(ROWS_MAX).describe('At most so many rows: 50');
export const cursorField = z.string().min(1).max(2_000).describe('next_cursor of the answer before');

export const notesField = z.array(z.string()).optional();

/** What every list says about itself. */
export const listFields = {
  returned: z.number(),
  total: z.number().optional(),
  filters: z.record(z.string(), z.string()).optional(),
  notes: notesField,
  next_cursor: z.string().optional().describe('There is more'),
};

/** For a page behind the end of a list. */
export const NOTHING_LEFT = 'Nothing is left: the list became shorter since the page before.';

/** What stands in `filters`: only those that were given. */
export function given(filters: Readonly<Record<string, string | undefined>>): {
  filters?: Record<string, string>;
} {
  const kept = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return kept.length > 0 ? { filters: Object.fromEntries(kept) } : {};
}

export function noted(notes: readonly (string | false | undefined)[]): { notes?: string[] } {
  const kept = notes.filter((note): note is string => typeof note === 'string');
  return kept.length > 0 ? { notes: kept } : {};
}

/**
 * A zone as written -> an ID or a host name in Punycode. A pasted URL is understood too.
 * @throws Refusal
 */
export function readZoneReference(written: string): string {
  const host = written
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d+$/, '');
  const { text: reference } = toHost({ match: 'exact', text: host || written });
  if (/^[0-9a-f]{32}$/.test(reference) || /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(reference)) return reference;
  throw new Refusal(
    `zone: "${written.slice(0, 100)}" is neither a zone name such as example.com nor a 32-hex zone ID. ` +
      'Next: call list_zones to see the zones of this account.',
  );
}
