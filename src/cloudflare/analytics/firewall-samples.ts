/** Single firewall events: the newest, or some of each rule. */
import { FIREWALL_SAMPLES } from '../../limits/answers.ts';
import { FIREWALL_NEWEST_EVENTS } from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { failureIn } from '../http/failure.ts';
import { type Group, queryZone, toLiteral, windowFilter } from './analytics.ts';
import type { EventFilter } from './event-filter.ts';
import { EFFECTS, effectOf, HARMLESS_ACTIONS } from './firewall-actions.ts';
import { toRows } from './graphql.ts';

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

const EVENT_FIELDS = (
  'datetime action source ruleId description rayName clientIP clientAsn clientASNDescription clientCountryName ' +
  'clientRequestHTTPHost clientRequestPath'
).split(' ') as (keyof FirewallEvent)[];

/** A source such as a country has no rule: it is counted as itself. */
export function ruleKeyOf(event: { readonly ruleId?: unknown; readonly source?: unknown }): string {
  return (
    toText(event.ruleId) ?? (event.source === undefined ? '' : `${SOURCE_KEY}${toText(event.source) ?? ''}`)
  );
}

/** Before the name of a source that stands for a rule; no ID begins so. */
export const SOURCE_KEY = 'source:';

export interface NewestEvents {
  readonly all: readonly FirewallEvent[];
  /** Those that stop visitors: thousands of logs would hide them. */
  readonly harmful: readonly FirewallEvent[];
  /** Fields that the plan does not include: no event has them. */
  readonly refused: RefusedFields;
}

export type RefusedFields = ReadonlySet<string>;

/** The newest events: they are asked before the rules are known, and mostly have some of each. */
export async function fetchNewestEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filters: Readonly<Record<'all' | 'harmful', EventFilter>>,
): Promise<NewestEvents> {
  const lists = Object.entries(filters).map(([name, filter]) =>
    eventsField(name, window, filter, FIREWALL_NEWEST_EVENTS),
  );
  const { zone, refused } = await queryPermitted(cloudflare, zoneId, lists);
  return { all: toEvents(zone.all), harmful: toEvents(zone.harmful), refused };
}

/** Some of each rule, those that stop visitors first. Only rules of which the newest events have too few are asked for. */
export async function fetchSamples(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: EventFilter,
  rules: readonly Group['dimensions'][],
  newest: NewestEvents,
): Promise<readonly FirewallEvent[]> {
  const kinds = new Map(rules.map((rule) => [kindOf(rule), rule]));
  const sampled = [...kinds].slice(0, FIREWALL_SAMPLES);
  if (sampled.length === 0) return variedSamples(newest.all);
  const limit = Math.ceil(FIREWALL_SAMPLES / sampled.length);
  const known = sampled.map(([, rule]) => eventsOfRule(rule, newest, limit));
  const lists = sampled.flatMap(([, { ruleId = '', source = '', action = '' }], index) =>
    known[index] === undefined
      ? [eventsField(`events_${index}`, window, { ...filter, ruleId, source, action }, limit)]
      : [],
  );
  const { zone } = await queryPermitted(cloudflare, zoneId, lists, newest.refused);
  return variedSamples(known.flatMap((events, index) => events ?? toEvents(zone[`events_${index}`])));
}

/** Undefined where there may be more than these lists have. */
function eventsOfRule(
  rule: RuleFacts,
  { all, harmful }: NewestEvents,
  limit: number,
): readonly FirewallEvent[] | undefined {
  const list = HARMLESS_ACTIONS.includes(String(rule.action)) ? all : harmful;
  const found = list.filter((event) => kindOf(event) === kindOf(rule)).slice(0, limit);
  const isWhole = found.length > 0 && list.length < FIREWALL_NEWEST_EVENTS;
  return found.length === limit || isWhole ? found : undefined;
}

interface RuleFacts {
  readonly ruleId?: unknown;
  readonly source?: unknown;
  readonly action?: unknown;
}

function kindOf({ ruleId = '', source = '', action = '' }: RuleFacts): string {
  return JSON.stringify([ruleId, source, action]);
}

/** Blocks first, then challenges; of each rule about as many, the newest. */
export function variedSamples(events: readonly FirewallEvent[]): readonly FirewallEvent[] {
  const seen = new Map<string, number>();
  const ranked = events.map((event, index) => {
    const key = JSON.stringify([ruleKeyOf(event), event.action]);
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    const effect = EFFECTS.indexOf(effectOf(toText(event.action) ?? ''));
    return { event, index, turn, effect: effect <= 1 ? effect : EFFECTS.length };
  });
  return ranked
    .sort((a, b) => Math.floor(a.turn / 2) - Math.floor(b.turn / 2) || a.effect - b.effect || a.turn - b.turn)
    .slice(0, FIREWALL_SAMPLES)
    .sort((a, b) => a.effect - b.effect || a.index - b.index)
    .map(({ event }) => event);
}

/** Newest first. */
export async function fetchFirewallEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: EventFilter,
  limit: number,
): Promise<{ readonly events: readonly FirewallEvent[]; readonly refused: RefusedFields }> {
  const lists = [eventsField('events', window, filter, limit)];
  const { zone, refused } = await queryPermitted(cloudflare, zoneId, lists);
  return { events: toEvents(zone.events), refused };
}

/** Cloudflare refuses the whole document because of one field: it is asked again without. An event without its action says nothing. */
async function queryPermitted(
  cloudflare: Cloudflare,
  zoneId: string,
  lists: readonly string[],
  known: RefusedFields = new Set(),
): Promise<{ readonly zone: Readonly<Record<string, unknown>>; readonly refused: RefusedFields }> {
  if (lists.length === 0) return { zone: {}, refused: known };
  const fields = EVENT_FIELDS.filter((name) => !known.has(name));
  try {
    const asked = lists.map((list) => `${list} { ${fields.join(' ')} }`);
    return { zone: await queryZone(cloudflare, zoneId, asked.join(' ')), refused: known };
  } catch (error) {
    const named = failureIn(error)?.facts.refusedField?.toLowerCase();
    const refused = fields.find((name) => name.toLowerCase() === named);
    if (refused === undefined || refused === 'action') throw error;
    return queryPermitted(cloudflare, zoneId, lists, new Set([...known, refused]));
  }
}

/** Without the fields of an event. */
function eventsField(
  name: string,
  window: TimeWindow,
  filter: Readonly<Record<string, unknown>>,
  limit: number,
): string {
  const where = toLiteral({ ...windowFilter(window), ...filter });
  return `${name}: firewallEventsAdaptive(limit: ${limit}, filter: ${where}, orderBy: [datetime_DESC])`;
}

function toEvents(events: unknown): readonly FirewallEvent[] {
  return toRows(events, 'events');
}
