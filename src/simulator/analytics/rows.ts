/** Makes the rows of a dataset from batches: groups of equal dimensions with their counts, or single events. */

import { MINUTE_MS } from '../world/time.ts';
import type { Batch, Kind, Value } from './batch.ts';
import type { Dataset } from './datasets.ts';
import type { Filter, FilterRow } from './filter.ts';

/** Its fields are named as `availableFields` names them, for example `sum_visits`. */
export type Row = Record<string, Value>;

interface Group {
  dimensions: Record<string, Value>;
  count: number;
  samples: number;
  visits: number;
  bytes: number;
  firstByteMs: number;
  originMs: number;
}

/** The kinds that match, by their index, and the number of the group of each. */
interface Plan {
  kinds: number[];
  groups: number[];
}

const STEPS_MS: Record<string, number> = {
  date: 86_400_000,
  datetime: 60_000,
  datetimeMinute: 60_000,
  datetimeFiveMinutes: 300_000,
  datetimeFifteenMinutes: 900_000,
  datetimeHour: 3_600_000,
};

/** The finest step of time that these dimensions tell apart; infinite when none is of time. */
export function stepOf(dimensions: readonly string[]): number {
  return Math.min(...dimensions.map((name) => STEPS_MS[name] ?? Number.POSITIVE_INFINITY));
}

export function groupRows(
  batches: Iterable<Batch>,
  { own }: Dataset,
  filter: Filter,
  dimensions: string[],
): Row[] {
  const ofKind = dimensions.filter((name) => Object.hasOwn(own, name));
  const ofMinute = dimensions.filter((name) => !Object.hasOwn(own, name));
  const numbers = new Map<string, number>();
  const plans = new Map<readonly Kind[], Plan>();
  const buckets = new Map<string, Group[]>();
  for (const { minute, kinds, counts, interval } of batches) {
    const known = filter.readsTime ? undefined : plans.get(kinds);
    const plan = known ?? makePlan(kinds, minute, filter, ofKind, numbers);
    plans.set(kinds, plan);
    const times = ofMinute.map((name) => timeValue(name, minute));
    const bucket = buckets.get(times.join(' ')) ?? [];
    buckets.set(times.join(' '), bucket);
    const occurredOf = counts();
    // Plain loops over numbers for speed: this runs for hundreds of kinds in thousands of minutes.
    for (let position = 0; position < plan.kinds.length; position += 1) {
      const index = plan.kinds[position] ?? 0;
      const kind = kinds[index];
      const number = plan.groups[position] ?? 0;
      const occurred = occurredOf[index] ?? 0;
      if (occurred === 0 || !kind) continue;
      bucket[number] ??= newGroup(ofKind, kind, ofMinute, times);
      const group = bucket[number];
      group.count += occurred;
      group.samples += occurred / interval;
      group.visits += occurred * kind.visits;
      group.bytes += occurred * kind.bytes;
      group.firstByteMs += occurred * (kind.durations?.first_byte_ms ?? 0);
      group.originMs += occurred * (kind.durations?.origin_ms ?? 0);
    }
  }
  // A bucket has holes where a group did not occur; flat() skips them.
  return [...buckets.values()].flat().map(toRow);
}

export function eventRows(batches: Iterable<Batch>, filter: Filter): Row[] {
  const rows: Row[] = [];
  for (const { minute, kinds, interval } of batches) {
    for (const { fields } of kinds) {
      if (!filter.matches(toFilterRow(fields, minute))) continue;
      const times = Object.keys(STEPS_MS).map((name) => [name, timeValue(name, minute)]);
      rows.push({
        ...Object.fromEntries(times),
        sampleInterval: interval,
        ...fields,
      });
    }
  }
  return rows;
}

function makePlan(
  kinds: readonly Kind[],
  minute: number,
  filter: Filter,
  names: string[],
  numbers: Map<string, number>,
): Plan {
  const plan: Plan = { kinds: [], groups: [] };
  for (const [index, { fields }] of kinds.entries()) {
    if (!filter.matches(toFilterRow(fields, minute))) continue;
    const key = names.map((name) => fields[name]).join('\n');
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    plan.kinds.push(index);
    plan.groups.push(number);
  }
  return plan;
}

function newGroup(names: string[], { fields }: Kind, timeNames: string[], times: Value[]): Group {
  const own = names.map((name) => [name, fields[name] ?? '']);
  const ofMinute = timeNames.map((name, index) => [name, times[index] ?? '']);
  return {
    dimensions: Object.fromEntries([...own, ...ofMinute]),
    count: 0,
    samples: 0,
    visits: 0,
    bytes: 0,
    firstByteMs: 0,
    originMs: 0,
  };
}

function toRow({ dimensions, count, samples, visits, bytes, firstByteMs, originMs }: Group): Row {
  const named = Object.entries(dimensions).map(([name, value]) => [`dimensions_${name}`, value]);
  return {
    ...Object.fromEntries(named),
    count,
    sum_visits: Math.round(visits),
    sum_edgeResponseBytes: bytes,
    avg_sampleInterval: count / samples,
    avg_edgeTimeToFirstByteMs: firstByteMs / count,
    avg_originResponseDurationMs: originMs / count,
  };
}

function toFilterRow(fields: Kind['fields'], minute: number): FilterRow {
  return (name) => fields[name] ?? timeValue(name, minute);
}

function timeValue(name: string, minute: number): string {
  const step = STEPS_MS[name] ?? MINUTE_MS;
  if (name === 'date') return new Date(minute).toISOString().slice(0, 10);
  return `${new Date(Math.floor(minute / step) * step).toISOString().slice(0, 19)}Z`;
}
