/** The requests or events of some minutes, by kind: what the rows of every dataset are made of. */
import type { SimDurations } from '../world/traffic.ts';

export type Value = string | number;

/** Requests or events that have all fields in common, apart from the time. */
export interface Kind {
  fields: Readonly<Record<string, Value>>;
  /** Per request. */
  visits: number;
  bytes: number;
  /** Absent in firewall events. */
  durations?: SimDurations;
}

/** The requests or events of one minute, or of several that were merged. */
export interface Batch {
  minute: number;
  kinds: readonly Kind[];
  /** How many requests of each kind there were, by its index. A function, because single events are not counted. */
  counts(): Float64Array;
  interval: number;
}

/** Makes one batch of all that lie in one step and have the same kinds: hundreds of kinds in thousands of minutes are slow to group. */
export function mergeBatches(batches: readonly Batch[], stepMs: number): readonly Batch[] {
  const merged = new Map<string, Map<readonly Kind[], Batch & { totals: Float64Array }>>();
  for (const { minute, kinds, counts, interval } of batches) {
    const step = String(stepMs === Number.POSITIVE_INFINITY ? 0 : Math.floor(minute / stepMs));
    const ofStep = merged.get(step) ?? new Map();
    merged.set(step, ofStep);
    const known = ofStep.get(kinds);
    const totals: Float64Array = known?.totals ?? new Float64Array(kinds.length);
    if (!known) ofStep.set(kinds, { minute, kinds, counts: () => totals, interval, totals });
    add(totals, counts());
  }
  return [...merged.values()].flatMap((ofStep) => [...ofStep.values()]);
}

function add(totals: Float64Array, counts: Float64Array): void {
  for (let kind = 0; kind < totals.length; kind += 1)
    totals[kind] = (totals[kind] ?? 0) + (counts[kind] ?? 0);
}
