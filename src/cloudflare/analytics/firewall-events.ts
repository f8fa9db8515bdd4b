/** Firewall events of a zone: counts by action, source, rule and so on, and samples with their Ray IDs. */
import { FIREWALL_SAMPLES, TOP_ROWS } from '../../limits/answers.ts';
import { FIREWALL_EVENTS_COUNTED_MAX, TOP_ROWS_BEFORE } from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure } from '../http/failure.ts';
import {
  type DatasetLimits,
  type FittedWindow,
  fetchGroups,
  type GroupQuestion,
  queryZone,
  toLiteral,
  windowFilter,
} from './analytics.ts';
import type { HostFilter } from './host-filter.ts';

/** Name in the answer -> name in Cloudflare's datasets, both as a dimension and as a field of single events. */
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

/** A single event, with only the fields that are asked for. */
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
  /** For each dimension: value -> number of events, the largest first. Rules are counted by ID: two may have one description. */
  readonly counts: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>>;
  readonly countsBefore: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>> | undefined;
  /** Descriptions of rules, by their IDs. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly total: number;
  readonly totalBefore: number | undefined;
  readonly samples: readonly FirewallEvent[];
  /** Set when the plan has no counts: the counts then cover only this many of the newest events. */
  readonly countedEvents: number | undefined;
}

const EVENT_FIELDS =
  'datetime action source ruleId description rayName clientIP clientAsn clientASNDescription clientCountryName ' +
  'clientRequestHTTPHost clientRequestPath';

/** For plans on which Cloudflare counts the events. Takes two requests. */
export async function fetchFirewallReport(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: HostFilter,
): Promise<FirewallReport> {
  const earlier = window.earlier ?? window;
  const questions: Record<string, GroupQuestion> = {
    total: { by: [], window, filter, limit: 1 },
    total_before: { by: [], window: earlier, filter, limit: 1 },
  };
  for (const name of FIREWALL_DIMENSION_NAMES) {
    const by = [FIREWALL_DIMENSIONS[name]];
    questions[name] = {
      by: name === 'rule' ? [...by, 'description'] : by,
      window,
      filter,
      limit: TOP_ROWS,
    };
    questions[`${name}_before`] = { by, window: earlier, filter, limit: TOP_ROWS_BEFORE };
  }
  const [groups, samples] = await Promise.all([
    fetchGroups(cloudflare, zoneId, 'firewallEventsAdaptiveGroups', questions),
    fetchFirewallEvents(cloudflare, zoneId, window, filter, FIREWALL_SAMPLES),
  ]);
  const countsOf = (suffix: '' | '_before') =>
    forEachDimension((name) => {
      const counts = new Map<string, number>();
      for (const { dimensions, count } of groups[`${name}${suffix}`] ?? []) {
        // A rule whose description was changed in the window has two groups.
        const value = String(dimensions[FIREWALL_DIMENSIONS[name]] ?? '');
        counts.set(value, (counts.get(value) ?? 0) + count);
      }
      return counts;
    });
  const rules = (groups.rule ?? []).map(({ dimensions }) => dimensions);
  return {
    counts: countsOf(''),
    countsBefore: window.earlier && countsOf('_before'),
    descriptions: descriptionsOf([...rules, ...samples]),
    total: groups.total?.[0]?.count ?? 0,
    totalBefore: window.earlier && (groups.total_before?.[0]?.count ?? 0),
    samples,
    countedEvents: undefined,
  };
}

/** For other plans: fetches the newest events and counts them here, without a comparison. */
export async function fetchFirewallReportFromEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: HostFilter,
  limits: DatasetLimits,
): Promise<FirewallReport> {
  const limit = Math.min(limits.maxPageSize || FIREWALL_EVENTS_COUNTED_MAX, FIREWALL_EVENTS_COUNTED_MAX);
  const events = await fetchFirewallEvents(cloudflare, zoneId, window, filter, limit);
  const counts = forEachDimension((name) => {
    const byValue = new Map<string, number>();
    for (const event of events) {
      const value = String(event[FIREWALL_DIMENSIONS[name]] ?? '');
      byValue.set(value, (byValue.get(value) ?? 0) + 1);
    }
    return new Map([...byValue].sort(([, a], [, b]) => b - a).slice(0, TOP_ROWS));
  });
  return {
    counts,
    countsBefore: undefined,
    descriptions: descriptionsOf(events),
    total: events.length,
    totalBefore: undefined,
    samples: events.slice(0, FIREWALL_SAMPLES),
    countedEvents: events.length,
  };
}

/** Newest first. */
async function fetchFirewallEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: HostFilter,
  limit: number,
): Promise<FirewallEvent[]> {
  const where = toLiteral({ ...windowFilter(window), ...filter });
  const { events } = await queryZone(
    cloudflare,
    zoneId,
    `events: firewallEventsAdaptive(limit: ${limit}, filter: ${where}, orderBy: [datetime_DESC]) { ${EVENT_FIELDS} }`,
  );
  // Without events, Cloudflare sends an empty list. Anything else is not an answer.
  if (!Array.isArray(events)) {
    throw new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: 'no events' });
  }
  return events as FirewallEvent[];
}

function descriptionsOf(
  rules: readonly { readonly ruleId?: unknown; readonly description?: unknown }[],
): ReadonlyMap<string, string> {
  const descriptions = new Map<string, string>();
  for (const rule of rules) {
    const [id, description] = [toText(rule.ruleId), toText(rule.description)];
    if (id !== undefined && description !== undefined && !descriptions.has(id))
      descriptions.set(id, description);
  }
  return descriptions;
}

function forEachDimension<T>(make: (name: FirewallDimension) => T): Record<FirewallDimension, T> {
  return Object.fromEntries(FIREWALL_DIMENSION_NAMES.map((name) => [name, make(name)])) as Record<
    FirewallDimension,
    T
  >;
}
