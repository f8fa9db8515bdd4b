/** What the firewall did on a zone: counts by action, source, rule and the like, and single events with their Ray IDs. */
import { FIREWALL_EVENTS_COUNTED_MAX, FIREWALL_SAMPLES, TOP_ROWS } from '../../limits.ts';
import { type TimeWindow, writeMoment } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure } from '../http/failure.ts';
import {
  type DatasetLimits,
  type FittedWindow,
  type GroupQuestion,
  readGroups,
  zoneOf,
} from './analytics.ts';
import { queryGraphql } from './graphql.ts';

/** Name in the answer -> dimension of the dataset, which is also a field of its events. */
const FIREWALL_DIMENSIONS = {
  action: 'action',
  source: 'source',
  rule: 'ruleId',
  host: 'clientRequestHTTPHost',
  path: 'clientRequestPath',
  country: 'clientCountryName',
  as: 'clientASNDescription',
} as const;
export type FirewallDimension = keyof typeof FIREWALL_DIMENSIONS;
export const FIREWALL_DIMENSION_NAMES = Object.keys(FIREWALL_DIMENSIONS) as FirewallDimension[];

/** As the dataset has it; only the fields that are asked for. */
export interface FirewallEvent {
  readonly datetime?: string;
  readonly action?: string;
  readonly source?: string;
  readonly ruleId?: string;
  readonly description?: string;
  readonly rayName?: string;
  readonly clientIP?: string;
  readonly clientAsn?: string;
  readonly clientASNDescription?: string;
  readonly clientCountryName?: string;
  readonly clientRequestHTTPHost?: string;
  readonly clientRequestPath?: string;
}

export interface FirewallReport {
  /** Largest first, for each dimension: value -> events. */
  readonly counts: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>>;
  readonly countsBefore: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>> | undefined;
  readonly total: number;
  readonly totalBefore: number | undefined;
  readonly samples: readonly FirewallEvent[];
  /** Set where the plan has no counts: they are of so many single events, the newest. */
  readonly countedEvents: number | undefined;
}

const EVENT_FIELDS =
  'datetime action source ruleId description rayName clientIP clientAsn clientASNDescription clientCountryName ' +
  'clientRequestHTTPHost clientRequestPath';

/** Counted by Cloudflare, in two requests. */
export async function readFirewallReport(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
): Promise<FirewallReport> {
  const earlier = window.earlier ?? window;
  const questions: Record<string, GroupQuestion> = {
    total: { by: [], window, limit: 1 },
    total_before: { by: [], window: earlier, limit: 1 },
  };
  for (const name of FIREWALL_DIMENSION_NAMES) {
    const by = [FIREWALL_DIMENSIONS[name]];
    questions[name] = { by, window, limit: TOP_ROWS };
    // More of them, for what is frequent now may have been rare then.
    questions[`${name}_before`] = { by, window: earlier, limit: 10 * TOP_ROWS };
  }
  const [groups, samples] = await Promise.all([
    readGroups(cloudflare, zoneId, 'firewallEventsAdaptiveGroups', questions),
    readFirewallEvents(cloudflare, zoneId, window, FIREWALL_SAMPLES),
  ]);
  const countsOf = (suffix: string) => {
    const of = (name: FirewallDimension) => {
      const rows = groups[`${name}${suffix}`] ?? [];
      return new Map(
        rows.map(({ dimensions, count }) => [String(dimensions[FIREWALL_DIMENSIONS[name]] ?? ''), count]),
      );
    };
    return byDimension(of);
  };
  return {
    counts: countsOf(''),
    countsBefore: window.earlier && countsOf('_before'),
    total: groups.total?.[0]?.count ?? 0,
    totalBefore: window.earlier && (groups.total_before?.[0]?.count ?? 0),
    samples,
    countedEvents: undefined,
  };
}

/** On a plan that does not count: the newest events are counted here, without a comparison. */
export async function countFirewallEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  limits: DatasetLimits,
): Promise<FirewallReport> {
  const limit = Math.min(limits.maxPageSize || FIREWALL_EVENTS_COUNTED_MAX, FIREWALL_EVENTS_COUNTED_MAX);
  const events = await readFirewallEvents(cloudflare, zoneId, window, limit);
  const of = (name: FirewallDimension) => {
    const counts = new Map<string, number>();
    for (const event of events) {
      const value = String(event[FIREWALL_DIMENSIONS[name]] ?? '');
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return new Map([...counts].sort(([, a], [, b]) => b - a).slice(0, TOP_ROWS));
  };
  return {
    ...{ counts: byDimension(of), countsBefore: undefined, total: events.length, totalBefore: undefined },
    ...{ samples: events.slice(0, FIREWALL_SAMPLES), countedEvents: events.length },
  };
}

async function readFirewallEvents(cloudflare: Cloudflare, zoneId: string, window: TimeWindow, limit: number) {
  const filter = `{datetime_geq: "${writeMoment(new Date(window.sinceMs))}", datetime_lt: "${writeMoment(new Date(window.beforeMs))}"}`;
  const query =
    `query($zone: string) { viewer { zones(filter: {zoneTag: $zone}) { events: firewallEventsAdaptive(limit: ${limit}, ` +
    `filter: ${filter}, orderBy: [datetime_DESC]) { ${EVENT_FIELDS} } } } }`;
  const { events } = zoneOf(await queryGraphql(cloudflare, query, { zone: zoneId }));
  // None is an empty list; anything else is no answer.
  if (!Array.isArray(events))
    throw new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: 'no events' });
  return events as FirewallEvent[];
}

function byDimension<T>(of: (name: FirewallDimension) => T): Record<FirewallDimension, T> {
  return Object.fromEntries(FIREWALL_DIMENSION_NAMES.map((name) => [name, of(name)])) as Record<
    FirewallDimension,
    T
  >;
}
