/** The datasets of the analytics API that are asked, and what a plan allows of each. */

export type Dataset =
  | 'httpRequestsAdaptiveGroups'
  | 'firewallEventsAdaptiveGroups'
  | 'firewallEventsAdaptive';

/** What a zone's plan allows for a dataset, from the `settings` node. */
export interface DatasetLimits {
  readonly isEnabled: boolean;
  /** The longest window of one query. */
  readonly maxDurationMs: number;
  /** How far back there is data. */
  readonly notOlderThanMs: number;
  readonly maxPageSize: number;
  /** Names such as `dimensions_coloCode`; undefined when Cloudflare did not say, and then everything may be tried. */
  readonly availableFields?: ReadonlySet<string> | undefined;
}

/** What a zone's plan allows of each dataset that was asked for. */
export type ZonePlan = ReadonlyMap<Dataset, DatasetLimits>;
