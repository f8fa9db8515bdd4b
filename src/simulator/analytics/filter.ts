/** Compiles the `filter` argument of a dataset into a test for each row and a span of time. */
import { DAY_MS } from '../world/time.ts';
import type { Value } from './batch.ts';
import { isObject, QueryError } from './document.ts';

export type FieldType = 'text' | 'number' | 'time';
/** A row as a function: from the name of a field to its value. */
export type FilterRow = (field: string) => Value;
type Matcher = (row: FilterRow) => boolean;

export interface Span {
  from: number | undefined;
  to: number | undefined;
}

export interface Filter {
  matches: Matcher;
  /** The outermost conditions on time. They are not part of `matches`. */
  span: Span;
  /** Whether `matches` depends on the time, and so must be called for every minute. */
  readsTime: boolean;
}

/** `count_neq` is the field `count` and the operator `neq`; a name without operator is a field. */
const OPERATOR = /^(\w+?)(?:_(geq|gt|leq|lt|neq|in|notin|like|notlike))?$/;
/** Whole seconds only: every dataset of the real API accepts this form. */
const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?$/;

const COMPARISONS: Record<string, (actual: Value, wanted: Value) => boolean> = {
  geq: (actual, wanted) => actual >= wanted,
  gt: (actual, wanted) => actual > wanted,
  leq: (actual, wanted) => actual <= wanted,
  lt: (actual, wanted) => actual < wanted,
};

export function compileFilter(filter: unknown, fields: Record<string, FieldType>): Filter {
  if (!isObject(filter)) throw bad('filter is required');
  const span: Span = { from: undefined, to: undefined };
  const state = { readsTime: false };
  const matchers: Matcher[] = [];
  for (const [name, wanted] of conditionsOf(filter)) {
    if (!narrow(span, name, wanted)) matchers.push(condition(name, wanted, fields, state));
  }
  const matches: Matcher = (row) => matchers.every((each) => each(row));
  return { matches, span, readsTime: state.readsTime };
}

/** The outermost conditions, including those in an outermost AND. */
function conditionsOf(filter: Record<string, unknown>): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return name === 'AND' ? filterList(value).flatMap(conditionsOf) : [[name, value] as [string, unknown]];
  });
}

function condition(
  name: string,
  wanted: unknown,
  fields: Record<string, FieldType>,
  state: { readsTime: boolean },
): Matcher {
  if (name === 'OR' || name === 'AND') {
    const branches = filterList(wanted).map((branch) =>
      Object.entries(branch)
        .filter(([, value]) => value !== undefined)
        .map(([inner, value]) => condition(inner, value, fields, state)),
    );
    const holds = (row: FilterRow) => (branch: Matcher[]) => branch.every((matches) => matches(row));
    return name === 'OR' ? (row) => branches.some(holds(row)) : (row) => branches.every(holds(row));
  }
  const [, field = '', operator] = OPERATOR.exec(name) ?? [];
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (!type) throw bad(`unknown arg ${name}`);
  if (type === 'time') state.readsTime = true;
  return compare(field, operator, wanted, type);
}

function compare(field: string, operator: string | undefined, wanted: unknown, type: FieldType): Matcher {
  const convert = (value: unknown) => toComparable(value, type, field);
  const actualOf = (row: FilterRow) => convert(row(field));
  if (operator === 'in' || operator === 'notin') {
    if (!Array.isArray(wanted)) throw bad(`${field}_${operator} must be a list`);
    const values = new Set(wanted.map(convert));
    return (row) => values.has(actualOf(row)) === (operator === 'in');
  }
  if (operator === 'like' || operator === 'notlike') {
    const pattern = likePattern(String(wanted));
    return (row) => pattern.test(String(row(field))) === (operator === 'like');
  }
  const value = convert(wanted);
  if (operator === 'neq') return (row) => actualOf(row) !== value;
  if (operator === undefined) return (row) => actualOf(row) === value;
  const holds = COMPARISONS[operator];
  return (row) => holds?.(actualOf(row), value) ?? false;
}

/** Narrows the span by a condition on time. @returns false when the condition is not about time. */
function narrow(span: Span, name: string, wanted: unknown): boolean {
  const [, field = '', operator = 'eq'] = OPERATOR.exec(name) ?? [];
  if (field !== 'datetime' && field !== 'date') return false;
  const unit = field === 'date' ? DAY_MS : 1_000;
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

function filterList(value: unknown): Record<string, unknown>[] {
  const list = Array.isArray(value) ? value : [value];
  if (!list.every(isObject)) throw bad('AND and OR take filters');
  return list;
}

function bad(reason: string): QueryError {
  return new QueryError(`error parsing args: ${reason}`);
}
