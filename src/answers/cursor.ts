/** The opaque place to go on from: a position, tied to the tool and the filters that it was given for. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { Refusal } from '../refusal.ts';

const envelope = z.strictObject({ of: z.string(), at: z.unknown() });

/** @param question the tool and what was asked, without `cursor` and `limit`: those may change on the way. */
export function writeCursor(question: Question, at: object): string {
  return Buffer.from(JSON.stringify({ of: fingerprint(question), at })).toString('base64url');
}

export interface Question {
  readonly tool: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

/** The arguments of a call that make it the same question on its next page. */
export function questionOf(tool: string, input: Readonly<Record<string, unknown>>): Question {
  const { cursor: _cursor, limit: _limit, ...filters } = input;
  return { tool, filters };
}

/**
 * @param position what `writeCursor` was given, as a schema: a cursor comes from outside.
 * @throws Refusal for a cursor of another question, or one that was not written here.
 */
export function readCursor<T>(question: Question, cursor: string, position: z.ZodType<T>): T {
  const read = envelope.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString()));
  const at = position.safeParse(read.data?.at);
  if (read.data?.of !== fingerprint(question) || !at.success) {
    throw new Refusal(
      `This cursor was not given for this question. Next: call ${question.tool} again with exactly the arguments of the ` +
        'call that returned it, plus cursor; or leave cursor out to begin again.',
    );
  }
  return at.data;
}

function fingerprint({ tool, filters }: Question): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tool, sorted]))
    .digest('base64url')
    .slice(0, 12);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
