/** Checks a call's arguments against its tool's schema, and says in plain words what is wrong with them. */
import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { ARGUMENT_ELEMENTS_MAX, ARGUMENT_ISSUES_MAX, UNKNOWN_NAME_CHARS_MAX } from '../limits/callers.ts';
import { Refusal } from '../refusal.ts';
import { isTooDeep, TOO_DEEP } from '../text/nesting.ts';
import { startOf } from '../text/plain-text.ts';
import type { Tool } from '../tool.ts';
import { spelledAlike, toArgumentForms, wantedBy } from './argument-forms.ts';

/** The arguments do not fit the schema. Any other Refusal is about a call whose arguments fit. */
export class InvalidArguments extends Refusal {
  override readonly name: string = 'InvalidArguments';
}

export interface ParsedArguments {
  readonly input: Record<string, unknown>;
  /** For the answer: what was not used. */
  readonly notes: readonly string[];
}

/** @throws InvalidArguments that says what is wrong with each argument. */
export function parseArguments({ name, input }: Tool, written: unknown): ParsedArguments {
  const problemsWith = (problems: readonly string[]) =>
    new InvalidArguments(
      `Invalid arguments for ${name}: ${problems.join('; ')}. Next: correct them and ask again.`,
    );
  const given = written ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw problemsWith(['they must be an object']);
  if (isTooDeep(given)) throw problemsWith([`they are ${TOO_DEEP}`]);
  if (hasTooMany(given)) throw problemsWith([TOO_MANY]);
  const { args, ignored } = toArgumentForms(input, given);
  // Again: a list may have come as one text.
  if (hasTooMany(args)) throw problemsWith([TOO_MANY]);
  const parsed = input.safeParse(args);
  if (!parsed.success) throw problemsWith(problemsIn(parsed.error, input, args));
  return { input: parsed.data, notes: ignored.length > 0 ? [ignoredNote(ignored)] : [] };
}

const TOO_MANY = `more than ${ARGUMENT_ELEMENTS_MAX} elements`;

/** Checked before the schema, which would report each wrong element of a long list as an issue of its own. */
function hasTooMany(args: object): boolean {
  const lists = Object.values(args).filter((value) => Array.isArray(value));
  return lists.some(({ length }) => length > ARGUMENT_ELEMENTS_MAX);
}

function ignoredNote(ignored: readonly string[]): string {
  const named = ignored.slice(0, ARGUMENT_ISSUES_MAX).map((name) => startOf(name, UNKNOWN_NAME_CHARS_MAX));
  return `Ignored, because this tool has no such arguments: ${named.join(', ')}.`;
}

/** One problem for each argument, in plain words. */
export function problemsIn({ issues }: z.ZodError, { shape }: z.ZodObject, args: object): string[] {
  const problems = new Map<string, string>();
  for (const issue of issues) {
    const name = String(issue.path[0] ?? '');
    if (issue.code === 'unrecognized_keys') problems.set('', unknownNames(issue.keys, Object.keys(shape)));
    else if (!problems.has(name)) problems.set(name, problemOf(name, shape[name], args, issue));
  }
  return [...problems.values()].slice(0, ARGUMENT_ISSUES_MAX);
}

function problemOf(
  name: string,
  schema: z.ZodType | undefined,
  args: object,
  issue: z.core.$ZodIssue,
): string {
  if (schema === undefined || issue.code === 'custom')
    return [name, issue.message].filter(Boolean).join(': ');
  if (!Object.hasOwn(args, name)) return `${name} is required`;
  const { wanted } = wantedBy(schema);
  const given = (args as Record<string, unknown>)[name];
  const isSeveral = wanted instanceof z.ZodEnum && (Array.isArray(given) || String(given).includes(','));
  return `${name} must ${requirementOf(wanted, issue)}${isSeveral ? ', one a call' : ''}`;
}

/** Completes "must": what the schema wants of a value. */
function requirementOf(wanted: z.ZodType, issue: z.core.$ZodIssue): string {
  const isTooBig = issue.code === 'too_big' && issue.path.length === 1;
  if (wanted instanceof z.ZodString) {
    if (isTooBig) return `have at most ${issue.maximum} characters`;
    return issue.code === 'too_small' ? 'not be empty' : 'be one text';
  }
  if (wanted instanceof z.ZodNumber) return `be ${numberInWords(wanted)}`;
  if (wanted instanceof z.ZodBoolean) return 'be true or false';
  if (wanted instanceof z.ZodEnum) return `be one of ${quoted(wanted.options)}`;
  if (!(wanted instanceof z.ZodArray)) return `be different: ${issue.message}`;
  if (isTooBig) return `have at most ${issue.maximum} elements`;
  if (issue.code === 'too_small') return 'have at least one element';
  const { element } = wanted;
  return element instanceof z.ZodEnum ? `be a list of some of ${quoted(element.options)}` : 'be a list';
}

function numberInWords({ minValue, maxValue, format }: z.ZodNumber): string {
  const number = format === 'safeint' ? 'a whole number' : 'a number';
  const [min, max] = [minValue, maxValue].map((bound) => (isBound(bound) ? bound : undefined));
  if (min !== undefined && max !== undefined) return `${number} from ${min} to ${max}`;
  if (min !== undefined) return `${number}, at least ${min}`;
  return max === undefined ? number : `${number}, at most ${max}`;
}

/** Zod gives every whole number the bounds that it can be exact in. */
function isBound(bound: number | null): boolean {
  return bound !== null && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function quoted(words: readonly (string | number)[]): string {
  return words.map((word) => JSON.stringify(word)).join(', ');
}

function unknownNames(unknown: readonly string[], known: readonly string[]): string {
  const named = unknown.slice(0, ARGUMENT_ISSUES_MAX).map((written) => {
    const name = startOf(written, UNKNOWN_NAME_CHARS_MAX);
    const nearest = nearestName(name, known);
    if (nearest !== undefined) return `"${name}" (did you mean "${nearest}"?)`;
    const isHost = HOST_WORDS.includes(spelledAlike(name)) && known.includes('zone');
    return isHost ? `"${name}" (zone takes a host, too)` : `"${name}"`;
  });
  return `unknown argument ${named.join(', ')}; known arguments: ${known.join(', ') || 'none'}`;
}

/** Other words for what the arguments of this server are called. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  zone: ['domain', 'site', 'website'],
  name: ['hostname', 'host', 'record', 'search', 'query', 'filter', 'domain'],
  host: ['hostname', 'domain'],
  content: ['ip', 'address', 'value', 'target', 'data'],
  since: ['from', 'start', 'begin', 'after'],
  before: ['to', 'until', 'end'],
  limit: ['max', 'count', 'pagesize', 'perpage', 'size', 'top'],
  cursor: ['page', 'offset', 'next'],
  sections: ['parts', 'fields', 'include'],
};

/** Where no argument is about hosts, `zone` is: every tool finds the zone of a host. */
const HOST_WORDS = ['host', 'hosts', 'hostname', 'hostnames', 'fqdn'];

/** The known name that was probably meant: by its letters, by its meaning, or as a part of what was written. */
function nearestName(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const plain = spelledAlike(written);
  const near = closest(written.toLowerCase(), known);
  const wrongLetters = distance(plain, spelledAlike(near));
  if (wrongLetters <= 1) return near;
  return (
    known.find((name) => OTHER_WORDS[name]?.includes(plain)) ??
    known.find((name) => plain.includes(spelledAlike(name)) || spelledAlike(name).startsWith(plain)) ??
    // Two letters that changed places count as two.
    (plain.length > 3 && wrongLetters <= Math.max(2, plain.length / 3) ? near : undefined) ??
    known.find((name) => OTHER_WORDS[name]?.some((word) => word.length > 3 && plain.includes(word)))
  );
}
