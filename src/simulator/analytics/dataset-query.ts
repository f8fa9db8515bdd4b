/** Answers one query of a dataset: checks its arguments against the limits of the plan, then orders, cuts and shapes the rows. */

import { MINUTE_MS } from '../world/time.ts';
import type { SimZone } from '../world/world.ts';
import { type Batch, mergeBatches } from './batch.ts';
import {
  availableFields,
  type Dataset,
  filterFields,
  isOnPlan,
  type Limits,
  MAX_FIELDS,
  MAX_PAGE_SIZE,
} from './datasets.ts';
import { type Field, QueryError, requireSelections } from './document.ts';
import { compileFilter, type Filter, type Span } from './filter.ts';
import { eventRows, groupRows, type Row, stepOf } from './rows.ts';

/** The batches of a dataset, by dataset, zone and time. */
export type BatchMemory = Map<string, readonly Batch[]>;

export function queryDataset(
  field: Field,
  dataset: Dataset,
  zone: SimZone,
  limits: Limits,
  now: Date,
  memory: BatchMemory,
): unknown[] {
  const names = selectedNames(field, dataset);
  if (names.length > MAX_FIELDS) throw new QueryError(`number of fields can't be more than ${MAX_FIELDS}`);
  const refused = names.find((name) => !isOnPlan(name, dataset, zone.plan.legacy_id));
  if (refused) {
    const name = refused.split('_').pop();
    throw new QueryError(`zone '${zone.id}' does not have access to the field '${name}' from the path`);
  }
  const limit = limitOf(field.args.limit);
  const filter = compileFilter(field.args.filter, filterFields(dataset));
  const { from, to } = withinLimits(filter.span, limits, now);
  const exact = Object.hasOwn(dataset.own, 'datetime') ? withinSpan(filter, from, to) : filter;
  const prefix = 'dimensions_';
  const dimensions = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const remembered = (key: string, make: () => readonly Batch[]) => {
    const batches = memory.get(key) ?? make();
    memory.set(key, batches);
    return batches;
  };
  const key = [field.name, zone.id, from, to].join(' ');
  const batches = remembered(key, () => [...dataset.batches(zone, from, to)]);
  const stepMs = exact.readsTime ? MINUTE_MS : stepOf(dimensions);
  const rows =
    dataset.kind === 'events'
      ? eventRows(batches, exact)
      : groupRows(
          remembered(`${key} ${stepMs}`, () => mergeBatches(batches, stepMs)),
          dataset,
          exact,
          [...new Set(dimensions)],
        );
  const ordered = order(rows, field.args.orderBy, dataset, names);
  return ordered.slice(0, limit).map((row) => shape(row, field.fields, ''));
}

/** The selected fields, named as `availableFields` names them. */
function selectedNames(field: Field, dataset: Dataset): string[] {
  const known = new Set(availableFields(dataset));
  return requireSelections(field, []).flatMap((selected) => {
    const isObjectField = [...known].some((name) => name.startsWith(`${selected.name}_`));
    const names = isObjectField
      ? requireSelections(selected, []).map(({ name }) => `${selected.name}_${name}`)
      : [selected.name];
    if (!isObjectField && selected.fields.length > 0 && known.has(selected.name)) {
      throw new QueryError(`scalar fields must have no selections: ${selected.name}`);
    }
    const unknown = names.find((name) => !known.has(name));
    if (unknown) throw new QueryError(`unknown field "${unknown.split('_').pop()}"`);
    return names;
  });
}

function limitOf(limit: unknown): number {
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0 && limit <= MAX_PAGE_SIZE)
    return limit;
  throw new QueryError(`limit must be positive number and not greater than ${MAX_PAGE_SIZE}`);
}

function withinLimits(span: Span, limits: Limits, now: Date): { from: number; to: number } {
  const { maxDuration, notOlderThan } = limits;
  // Rounded down to the minute, so that the time between request and answer does not matter.
  const oldest = Math.floor((now.getTime() - notOlderThan * 1000) / MINUTE_MS) * MINUTE_MS;
  const from = span.from ?? oldest;
  // The clock goes on while a demo runs, and so does the traffic.
  const present = Math.max(now.getTime(), Date.now());
  const to = span.to ?? present;
  if (from < oldest) throw new QueryError(`cannot request data older than ${notOlderThan}s`);
  if (to - from > maxDuration * 1000) {
    throw new QueryError(`query time range is too large. Time range can't be wider than ${maxDuration}s`);
  }
  return { from, to: Math.min(to, present) };
}

function withinSpan(filter: Filter, from: number, to: number): Filter {
  return {
    ...filter,
    matches: (row) => {
      const time = Date.parse(String(row('datetime')));
      return time >= from && time < to && filter.matches(row);
    },
  };
}

/** A term is for example `count_DESC`. A dimension must be selected before it can be used in a term. */
function order(rows: Row[], orderBy: unknown, dataset: Dataset, names: string[]): Row[] {
  const terms = orderBy === undefined || orderBy === null ? [] : [orderBy].flat();
  const keys = terms.map((term) => {
    const [, name = '', direction] = /^(\w+)_(ASC|DESC)$/.exec(String(term)) ?? [];
    const isDimension = dataset.kind === 'groups' && Object.hasOwn(filterFields(dataset), name);
    const key = isDimension ? `dimensions_${name}` : name;
    const known = isDimension ? names.includes(key) : key in (rows[0] ?? { [key]: '' });
    if (!direction || !known) throw new QueryError(`error parsing args: cannot order by ${String(term)}`);
    return { key, sign: direction === 'ASC' ? 1 : -1 };
  });
  return rows.sort((a, b) => {
    for (const { key, sign } of keys) {
      const [left = '', right = ''] = [a[key], b[key]];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function shape(row: Row, fields: Field[], prefix: string): Record<string, unknown> {
  const entries = fields.map(({ name, key, fields: inner }) => {
    const path = `${prefix}${name}`;
    return [key, inner.length > 0 ? shape(row, inner, `${path}_`) : row[path]];
  });
  return Object.fromEntries(entries);
}
