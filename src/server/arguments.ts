/** Checks a call's arguments against its tool's schema, and says what is wrong with them. */
import type * as z from 'zod';
import { ARGUMENT_ELEMENTS_MAX, ARGUMENT_ISSUES_MAX, UNKNOWN_NAME_CHARS_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { Tool } from '../tool.ts';

/** A call that is not one, as opposed to a question that has no answer. */
export class InvalidArguments extends Refusal {
  override readonly name: string = 'InvalidArguments';
}

/** @throws InvalidArguments that says what is wrong with each argument. */
export function parseArguments({ name, input }: Tool, args: unknown): Record<string, unknown> {
  const parsed = hasTooMany(args) ? undefined : input.safeParse(args);
  if (parsed?.success) return parsed.data;
  const issues = parsed ? issuesOf(parsed.error, input) : [TOO_MANY];
  throw new InvalidArguments(
    `Invalid arguments for ${name}: ${issues.join('; ')}. Next: correct them and ask again.`,
  );
}

const TOO_MANY = `more than ${ARGUMENT_ELEMENTS_MAX} elements`;

/** Checked before the schema is: there, each wrong element of a list would be an issue of its own. */
function hasTooMany(args: unknown): boolean {
  const lists = Object.values(args ?? {}).filter((value) => Array.isArray(value));
  return lists.some(({ length }) => length > ARGUMENT_ELEMENTS_MAX);
}

/** An unknown argument is answered with the known ones. */
function issuesOf({ issues }: z.ZodError, { shape }: z.ZodObject): string[] {
  const known = Object.keys(shape).join(', ') || 'none';
  return issues.slice(0, ARGUMENT_ISSUES_MAX).map((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [issue.path.join('.'), issue.message].filter(Boolean).join(': ');
    }
    const unknown = issue.keys
      .slice(0, ARGUMENT_ISSUES_MAX)
      .map((key) => `"${key.slice(0, UNKNOWN_NAME_CHARS_MAX)}"`);
    return `unknown argument ${unknown.join(', ')}; known arguments: ${known}`;
  });
}
