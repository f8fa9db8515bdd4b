/** The `filter` argument of a dataset: a test for each row, and the span of time that it leaves. */
import { isObject, QueryError } from './document.ts';
import type { Value } from './traffic-batches.ts';

export type FieldType = 'text' | 'number' | 'time';
/** One row, field by field. */
export type Reader = (field: string) => Value;
type Matcher = (read: Reader) => boolean;

export interface Span {
  from: number | undefined;
  to: number | undefined;
}

export interface Filter {
  matches: Matcher;
  /** What the outermost conditions on time leave; they are not part of `matches`. */
  span: Span;
  /** Whether `matches` still looks at the time, which differs from minute to minute. */
  readsTime: boolean;
}

/** `count` for `count_neq`, too. */
const OPERATOR = /^(\w+?)(?:_(geq|gt|leq|lt|neq|in|notin|like|notlike))?$/;
/** Whole seconds: the form that is known to be understood everywhere. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?$/;

const COMPARE: Record<string, (order: number) => boolean> = {
  geq: (order) => order >= 0,
  gt: (order) => order > 0,
  leq: (order) => order <= 0,
  lt: (order) => order < 0,
};

export function compileFilter(given: unknown, fields: Record<string, FieldType>): Filter {
  if (!isObject(given)) throw bad('filter is required');
  const span: Span = { from: undefined, to: undefined };
  const state = { readsTime: false };
  const matchers: Matcher[] = [];
  for (const [name, wanted] of conditionsOf(given)) {
    if (!narrow(span, name, wanted)) matchers.push(condition(name, wanted, fields, state));
  }
  return { matches: (read) => matchers.every((matches) => matches(read)), span, ...state };
}

/** The outermost conditions, those inside of an outermost AND included. */
function conditionsOf(given: Record<string, unknown>): [string, unknown][] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return name === 'AND' ? listOf(value).flatMap(conditionsOf) : [[name, value] as [string, unknown]];
  });
}

function condition(
  name: string,
  wanted: unknown,
  fields: Record<string, FieldType>,
  state: { readsTime: boolean },
): Matcher {
  if (name === 'OR' || name === 'AND') {
    const branches = listOf(wanted).map((branch) =>
      Object.entries(branch)
        .filter(([, value]) => value !== undefined)
        .map(([inner, value]) => condition(inner, value, fields, state)),
    );
    const holds = (read: Reader) => (branch: Matcher[]) => branch.every((matches) => matches(read));
    return name === 'OR' ? (read) => branches.some(holds(read)) : (read) => branches.every(holds(read));
  }
  const [, field = '', operator] = OPERATOR.exec(name) ?? [];
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!type) throw bad(`unknown arg ${name}`);
  if (type === 'time') state.readsTime = true;
  return test(field, operator, wanted, type);
}

function test(field: string, operator: string | undefined, wanted: unknown, type: FieldType): Matcher {
  const convert = (value: unknown) => toComparable(value, type, field);
  const read = (reader: Reader) => convert(reader(field));
  if (operator === 'in' || operator === 'notin') {
    if (!Array.isArray(wanted)) throw bad(`${field}_${operator} must be a list`);
    const values = new Set(wanted.map(convert));
    return (reader) => values.has(read(reader)) === (operator === 'in');
  }
  if (operator === 'like' || operator === 'notlike') {
    const pattern = likePattern(String(wanted));
    return (reader) => pattern.test(String(reader(field))) === (operator === 'like');
  }
  const value = convert(wanted);
  if (operator === 'neq') return (reader) => read(reader) !== value;
  const holds = operator === undefined ? (order: number) => order === 0 : COMPARE[operator];
  return (reader) => {
    const actual = read(reader);
    return holds?.(actual === value ? 0 : actual < value ? -1 : 1) ?? false;
  };
}

/** Bounds that a whole query has in common decide how far back it reads. False when the condition is no such bound. */
function narrow(span: Span, name: string, wanted: unknown): boolean {
  const [, field = '', operator = 'eq'] = OPERATOR.exec(name) ?? [];
  if (field !== 'datetime' && field !== 'date') return false;
  const unit = field === 'date' ? 86_400_000 : 1000;
  const time = toComparable(wanted, 'time', field) as number;
  const edge = operator === 'gt' || operator === 'leq' ? time + unit : time;
  if (operator === 'geq' || operator === 'gt' || operator === 'eq') {
    span.from = Math.max(span.from ?? edge, edge);
  }
  if (operator === 'leq' || operator === 'lt') span.to = Math.min(span.to ?? edge, edge);
  if (operator === 'eq') span.to = Math.min(span.to ?? edge + unit, edge + unit);
  return ['geq', 'gt', 'leq', 'lt', 'eq'].includes(operator);
}

function toComparable(value: unknown, type: FieldType, field: string): Value {
  if (type === 'time') {
    const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(time)) throw bad(`${field}: cannot parse ${JSON.stringify(value)} as a time`);
    return time;
  }
  if (typeof value !== (type === 'number' ? 'number' : 'string')) {
    throw bad(`${field}: expected ${type}, got ${JSON.stringify(value)}`);
  }
  return value as Value;
}

function likePattern(text: string): RegExp {
  const source = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 's');
}

function listOf(value: unknown): Record<string, unknown>[] {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every(isObject)) throw bad('AND and OR take filters');
  return list;
}

function bad(reason: string): QueryError {
  return new QueryError(`error parsing args: ${reason}`);
}
