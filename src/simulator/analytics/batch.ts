/** The requests or events of one minute, by kind: what the rows of every dataset are made of. */
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

/** The requests or events of one minute. */
export interface Batch {
  minute: number;
  kinds: readonly Kind[];
  /** The number of requests of the kind with this index: a function, because a filter may need only a few of them. */
  count(kind: number): number;
  interval: number;
}
