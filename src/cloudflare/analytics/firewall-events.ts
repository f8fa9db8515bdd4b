/** Firewall events of a zone: counts by action, source, rule and so on, and samples with their Ray IDs. */
import { TOP_ROWS } from '../../limits/answers.ts';
import {
  EVENT_STEPS_MAX,
  FIREWALL_ACTIONS_MAX,
  RULE_GROUPS_MAX,
  TOP_ROWS_BEFORE,
} from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import { tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { describeFailure } from '../http/failure-words.ts';
import type { DatasetLimits, FittedWindow, GroupQuestion } from './analytics.ts';
import type { EventFilter } from './event-filter.ts';
import { countsBySteps, hoursBefore, usualEventsIn, withItsOnset } from './event-onset.ts';
import { findSurge, type Surge, stepsFor } from './event-surge.ts';
import { HARMLESS_ACTIONS } from './firewall-actions.ts';
import { type FirewallEvent, fetchNewestEvents, fetchSamples, ruleKeyOf } from './firewall-samples.ts';
import { fetchPermittedGroups } from './permitted-groups.ts';

/** Name in the answer -> name in Cloudflare's datasets, both as a dimension and as a field of single events. */
export const FIREWALL_DIMENSIONS = {
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

/** A rule with what it does: one rule may have several actions. */
const RULE_FIELDS = ['ruleId', 'description', 'source', 'action'];

export interface FirewallReport {
  /** For each dimension: value -> number of events, the largest first. Rules are counted by ID: two may have one description. */
  readonly counts: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>>;
  readonly countsBefore: Readonly<Record<FirewallDimension, ReadonlyMap<string, number>>> | undefined;
  /** Descriptions of rules, by their IDs. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly total: number;
  readonly totalBefore: number | undefined;
  readonly samples: readonly FirewallEvent[];
  /** Of events that stop visitors. */
  readonly surge: Surge | undefined;
  /** Set when the plan has no counts: the counts then cover only this many of the newest events. */
  readonly countedEvents: number | undefined;
  /** Whether the newest events were not all. */
  readonly isCut: boolean;
  /** Parts that are missing -> why. */
  readonly missing: ReadonlyMap<string, string>;
}

/**
 * For plans on which Cloudflare counts the events. Takes two requests, and beside each other one more for rules without a
 * new event, and one for the minute in which a surge began.
 */
export async function fetchFirewallReport(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: EventFilter,
  limits: Partial<DatasetLimits> = {},
): Promise<FirewallReport> {
  const earlier = window.earlier ?? window;
  const harmful = filter.action === undefined ? { ...filter, action_notin: HARMLESS_ACTIONS } : filter;
  const steps = stepsFor(window);
  const questions: Record<string, GroupQuestion> = {
    total: { by: [], window, filter, limit: 1 },
    total_before: { by: [], window: earlier, filter, limit: 1 },
    harmful: { by: RULE_FIELDS, window, filter: harmful, limit: RULE_GROUPS_MAX },
    harmful_before: { by: [], window: earlier, filter: harmful, limit: 1 },
    series: {
      by: [steps.dimension],
      window,
      filter: harmful,
      limit: EVENT_STEPS_MAX,
      orderBy: `${steps.dimension}_ASC`,
    },
  };
  const hours = hoursBefore(window, harmful, limits);
  if (hours) questions.hours = hours;
  for (const name of FIREWALL_DIMENSION_NAMES) {
    const by = [FIREWALL_DIMENSIONS[name]];
    questions[name] =
      name === 'rule'
        ? { by: RULE_FIELDS, window, filter, limit: RULE_GROUPS_MAX }
        : { by, window, filter, limit: name === 'action' ? FIREWALL_ACTIONS_MAX : TOP_ROWS };
    questions[`${name}_before`] = { by, window: earlier, filter, limit: TOP_ROWS_BEFORE };
  }
  const [{ groups, refused }, newest] = await Promise.all([
    fetchPermittedGroups(cloudflare, zoneId, 'firewallEventsAdaptiveGroups', limits, questions, REQUIRED),
    tryPart(() => fetchNewestEvents(cloudflare, zoneId, window, { all: filter, harmful })),
  ]);
  const total = groups.total?.[0]?.count ?? 0;
  // What stops visitors comes first: thousands of logs must not bury three blocks.
  const rules = [...(groups.harmful ?? []), ...(groups.rule ?? [])].map(({ dimensions }) => dimensions);
  const eventsBefore = window.earlier && (groups.harmful_before?.[0]?.count ?? 0);
  const surge = findSurge(
    countsBySteps(groups.series, steps),
    window,
    steps,
    eventsBefore,
    usualEventsIn(groups.hours, hours, window),
  );
  const [sampled, whole] = await Promise.all([
    'value' in newest
      ? tryPart(() => fetchSamples(cloudflare, zoneId, window, filter, rules, newest.value))
      : newest,
    surge && withItsOnset(cloudflare, zoneId, surge, window, steps, harmful, limits),
  ]);
  const samples = 'value' in sampled ? sampled.value : [];
  const countsOf = (suffix: '' | '_before') =>
    forEachDimension((name) => {
      const counts = new Map<string, number>();
      for (const { dimensions, count } of groups[`${name}${suffix}`] ?? []) {
        // A rule whose description was changed in the window has two groups.
        const value =
          name === 'rule' ? ruleKeyOf(dimensions) : String(dimensions[FIREWALL_DIMENSIONS[name]] ?? '');
        counts.set(value, (counts.get(value) ?? 0) + count);
      }
      return counts;
    });
  const counts = countsOf('');
  return {
    counts: { ...counts, rule: harmfulFirst(counts.rule, rules) },
    countsBefore: window.earlier && countsOf('_before'),
    descriptions: descriptionsOf([...rules, ...samples]),
    total,
    totalBefore: window.earlier && (groups.total_before?.[0]?.count ?? 0),
    samples,
    surge: whole,
    countedEvents: undefined,
    isCut: false,
    missing: new Map([
      ...missingParts(refused),
      ...('missing' in sampled ? [['samples', describeFailure(sampled.missing.failure)] as const] : []),
      ...missingFields('value' in newest ? newest.value.refused : []),
    ]),
  };
}

/** Without these, nothing would be known of what the firewall did. */
const REQUIRED = ['total', 'action'];

/** The name of a part of the answer, for each question or field of the dataset that was refused. */
function missingParts(refused: ReadonlyMap<string, string>): [string, string][] {
  return [...refused]
    .filter(([name]) => !name.endsWith('_before') && name !== 'harmful' && name !== 'hours')
    .map(([name, field]) => [name === 'series' ? 'a surge' : `counts by ${name}`, lacking(field)]);
}

export function missingFields(refused: Iterable<string>): [string, string][] {
  return [...refused].map((field) => [`${field} of samples`, lacking(field)]);
}

function lacking(field: string): string {
  return `the zone's plan does not include the field ${field}`;
}

/** Rules in the order of `rules`, of which the first stop visitors. */
function harmfulFirst(
  counts: ReadonlyMap<string, number>,
  rules: readonly { readonly ruleId?: unknown; readonly source?: unknown }[],
): ReadonlyMap<string, number> {
  const keys = [...new Set([...rules.map(ruleKeyOf), ...counts.keys()])];
  return new Map(
    keys.flatMap((key) => (counts.has(key) ? [[key, counts.get(key) ?? 0] as const] : [])).slice(0, TOP_ROWS),
  );
}

export function descriptionsOf(
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

export function forEachDimension<T>(make: (name: FirewallDimension) => T): Record<FirewallDimension, T> {
  return Object.fromEntries(FIREWALL_DIMENSION_NAMES.map((name) => [name, make(name)])) as Record<
    FirewallDimension,
    T
  >;
}
