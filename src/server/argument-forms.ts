/** Arguments as clients send them -> as the schema wants them: what is empty is left out, and values get the kind that is meant. */
import * as z from 'zod';
import { isTooDeep } from '../text/nesting.ts';

/** Beside the arguments themselves. */
export interface ArgumentForms {
  readonly args: Record<string, unknown>;
  /** Names of fields that a client added on its own, which ask for nothing. */
  readonly ignored: readonly string[];
}

type Shape = Readonly<Record<string, z.ZodType>>;

/**
 * Fields that clients are known to add to the arguments of every tool: n8n, Cursor, Cline, OpenHands, Antigravity, LangChain.
 * Without letter case, `_` and `-`; any name that begins with `_` or `$` is one, too.
 */
const CLIENT_FIELDS = new Set(
  (
    'toolcallid callid tooluseid tool toolname sessionid chatinput conversationid threadid requestid messageid runid ' +
    'metadata randomstring dummy noop kwargs explanation reasoning thought thoughts taskprogress requiresapproval ' +
    'waitforprevioustools toolaction toolsummary securityrisk'
  ).split(' '),
);
/** What n8n sends as `action`. Any other may be meant as a filter, unless more fields of a client stand beside it. */
const CLIENT_ACTIONS = new Set(['sendMessage', 'loadPreviousSession']);
/** Names under which a client may hand on all arguments as one. */
const WRAPPERS = /^(arguments|args|input|params|parameters|kwargs|toolinput|toolargs|toolparameters)$/;
/** How programs write that there is no value, where a text is not wanted. */
const NO_VALUE = /^(null|none|undefined|nil)?$/i;
/** The words of zod for true and false: `true`, `yes`, `on`, `1` and their opposites, in any case. */
const spelledBoolean = z.stringbool();

/** Texts that have no quotes or brackets of their own, unlike the content of a record. */
const NEVER_QUOTED = new Set(['zone', 'host', 'name', 'since', 'before', 'cursor']);

/** Never refuses: what still does not fit is for the schema to say. */
export function toArgumentForms({ shape }: z.ZodObject, args: object): ArgumentForms {
  const alike = new Map(Object.keys(shape).map((name) => [spelledAlike(name), name]));
  const given = Object.entries(unwrapped(args, alike)).map(([written, value]): [string, unknown] => {
    const name = Object.hasOwn(shape, written) ? written : alike.get(spelledAlike(written));
    return [name === undefined || (name !== written && name in args) ? written : name, value];
  });
  const unknown = given.filter(([name]) => !Object.hasOwn(shape, name));
  const isClient = unknown.some(([name]) => isClientField(name));
  const ignored = given.filter(([name, value]) => {
    // Beside a tool's own argument of this name, only the values of n8n are no filter.
    if (Object.hasOwn(shape, name)) return isClientAction(name, value, false);
    return isClientField(name) || isClientAction(name, value, isClient);
  });
  const ignoredNames = new Set(ignored.map(([name]) => name));
  const fitted = given.flatMap(([name, value]): [string, unknown][] => {
    if (value === null || value === undefined || ignoredNames.has(name)) return [];
    const schema = Object.hasOwn(shape, name) ? (shape as Shape)[name] : undefined;
    if (schema === undefined) return value === '' ? [] : [[name, value]];
    const { wanted, isOptional } = wantedBy(schema);
    const form = toForm(NEVER_QUOTED.has(name) ? withoutQuotes(value) : value, wanted);
    return isOptional && isEmpty(form, wanted) ? [] : [[name, form]];
  });
  return { args: Object.fromEntries(fitted), ignored: [...ignoredNames] };
}

/** The schema of an argument without "optional" and "default". */
export function wantedBy(schema: z.ZodType): { wanted: z.ZodType; isOptional: boolean } {
  let wanted = schema;
  let isOptional = false;
  while (wanted instanceof z.ZodOptional || wanted instanceof z.ZodDefault) {
    wanted = wanted.unwrap() as z.ZodType;
    isOptional = true;
  }
  return { wanted, isOptional };
}

/** `recordType`, `Record-Type` and `record_type` are one name. */
export function spelledAlike(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

function isClientField(name: string): boolean {
  return /^[_$]/.test(name) || CLIENT_FIELDS.has(spelledAlike(name));
}

function isClientAction(name: string, value: unknown, isClient: boolean): boolean {
  return name === 'action' && (isClient || CLIENT_ACTIONS.has(String(value)));
}

/** `{"input": {"zone": …}}`, where no argument has that name -> `{"zone": …}`, with what stands beside it. */
function unwrapped(args: object, known: ReadonlyMap<string, string>): Record<string, unknown> {
  const given = Object.entries(args);
  const wrapper = given.find(([name]) => WRAPPERS.test(spelledAlike(name)) && !known.has(spelledAlike(name)));
  if (wrapper === undefined || given.some(([name]) => known.has(spelledAlike(name)))) {
    return Object.fromEntries(given);
  }
  const inner = typeof wrapper[1] === 'string' ? parsedJson(wrapper[1]) : wrapper[1];
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  if (!isObject) return Object.fromEntries(given);
  return Object.fromEntries([...given.filter((each) => each !== wrapper), ...Object.entries(inner)]);
}

function isEmpty(value: unknown, wanted: z.ZodType): boolean {
  if (Array.isArray(value)) return value.every((each) => isEmpty(each, wanted));
  if (value === null) return true;
  if (typeof value !== 'string') return false;
  if (wanted instanceof z.ZodString) return value === '';
  return NO_VALUE.test(unquoted(value));
}

function toForm(value: unknown, wanted: z.ZodType): unknown {
  if (wanted instanceof z.ZodArray) return toList(value, wanted.element as z.ZodType);
  const json = typeof value === 'string' && !(wanted instanceof z.ZodString) ? parsedJson(value) : undefined;
  const list = Array.isArray(json) ? json : value;
  const single = Array.isArray(list) && list.length === 1 ? list[0] : list;
  if (wanted instanceof z.ZodString) return toText(single);
  if (wanted instanceof z.ZodNumber) return toNumber(single);
  if (wanted instanceof z.ZodBoolean) return toBoolean(single);
  return wanted instanceof z.ZodEnum ? toEntry(single, wanted.options) : single;
}

/** A text stays as it is: `123`, `true` and `["a"]` may be the content of a record. */
function toText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

/** `50`, ` 50 `, `"50"`, `50.0`, `1,000`. */
function toNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const digits = unquoted(value).replace(/(?<=\d)[,_](?=\d{3}(?!\d))/g, '');
  return /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(digits) ? Number(digits) : value;
}

function toBoolean(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const { success, data } = spelledBoolean.safeParse(unquoted(String(value)));
  return success ? data : value;
}

function toEntry(value: unknown, entries: readonly (string | number)[]): unknown {
  if (typeof value !== 'string') return value;
  const written = unquoted(value).toLowerCase();
  return entries.find((entry) => String(entry).toLowerCase() === written) ?? value;
}

/** `["ssl"]` as a list or as JSON, `ssl`, `ssl, dnssec`, and `['ssl']` as Python writes it. */
function toList(value: unknown, element: z.ZodType): unknown {
  const json = typeof value === 'string' ? parsedJson(value) : undefined;
  const list = Array.isArray(json) ? json : value;
  const elements = Array.isArray(list) ? list : listed(list);
  const present = elements.filter((each) => each !== null && each !== '');
  return [...new Set(present.map((each) => toForm(each, element)))];
}

function listed(value: unknown): unknown[] {
  if (typeof value !== 'string') return [value];
  return value
    .replace(/^\s*\[(.*)\]\s*$/s, '$1')
    .split(',')
    .map(unquoted);
}

/** `"example.com"`, `'example.com'` and `["example.com"]`, each in one text, are example.com. */
function withoutQuotes(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*["'[]/.test(value)) return value;
  const json = parsedJson(value);
  return Array.isArray(json) ? json : unquoted(value);
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/s, '$2');
}

function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}
