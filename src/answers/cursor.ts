/** Opaque cursors: a position in a list, valid only for the tool and the filters that it was made for. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Refusal } from '../refusal.ts';

/** The names are short because a cursor costs tokens: `of` is the question's fingerprint, `at` the position. */
const envelope = z.strictObject({ of: z.string(), at: z.unknown() });
/** 72 bits: enough to tell any two questions apart. */
const FINGERPRINT_CHARS = 12;

/** Milliseconds since 1970, until the end of the year 9999. Bounded because a cursor comes from outside. */
const timeMs = z.number().min(0).max(253_402_300_799_999);
/** Holds the window itself, so that it stays the same on every page: "7d" would mean another time a minute later. */
export const windowCursor = z.strictObject({ since: timeMs, before: timeMs, row: z.int().min(0) });

export interface Question {
  readonly tool: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

/** The tool and the filters of a call. `cursor` and `limit` are left out: they may differ from page to page. */
export function questionOf(tool: string, input: Readonly<Record<string, unknown>>): Question {
  const { cursor: _cursor, limit: _limit, ...filters } = input;
  return { tool, filters };
}

export function encodeCursor(question: Question, position: object): string {
  return Buffer.from(JSON.stringify({ of: fingerprint(question), at: position })).toString('base64url');
}

/**
 * @param position the schema of what `encodeCursor` was given. Everything is checked, because a cursor comes from outside.
 * @throws Refusal for the cursor of another question, and for a text that is no cursor of ours.
 */
export function decodeCursor<T>(question: Question, cursor: string, position: z.ZodType<T>): T {
  const decoded = envelope.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  const at = position.safeParse(decoded.data?.at);
  if (decoded.data?.of !== fingerprint(question) || !at.success) {
    throw new Refusal(
      `This cursor belongs to another question. Next: call ${question.tool} again with exactly the arguments of the call ` +
        'that returned it, plus cursor; or leave cursor out to start again.',
    );
  }
  return at.data;
}

function fingerprint({ tool, filters }: Question): string {
  const present = Object.entries(filters).filter(([, value]) => value !== undefined);
  const sorted = present.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tool, sorted]))
    .digest('base64url')
    .slice(0, FINGERPRINT_CHARS);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
