/** A call's arguments against its tool's schema, and in words what is wrong with them. */
import type * as z from 'zod';
import { ARGUMENT_ELEMENTS_MAX, ARGUMENT_ISSUES_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { Tool } from '../tool.ts';

/** @throws Refusal that says what is wrong with each argument. */
export function readArguments({ name, input }: Tool, args: unknown): Record<string, unknown> {
  const parsed = hasTooMany(args) ? undefined : input.safeParse(args);
  if (parsed?.success) return parsed.data;
  const issues = parsed ? issuesOf(parsed.error, input) : [TOO_MANY];
  throw new Refusal(`Invalid arguments for ${name}: ${issues.join('; ')}. Next: correct them and ask again.`);
}

const TOO_MANY = `more than ${ARGUMENT_ELEMENTS_MAX} elements`;

/** Looked at first: each element of a list that is wrong would be an issue of its own. */
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
    const unknown = issue.keys.slice(0, ARGUMENT_ISSUES_MAX).map((key) => `"${key.slice(0, 60)}"`);
    return `unknown argument ${unknown.join(', ')}; known arguments: ${known}`;
  });
}
