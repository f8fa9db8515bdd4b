/** Single firewall events: the newest, or some of each rule. */
import { FIREWALL_SAMPLES } from '../../limits/answers.ts';
import { toText } from '../../text/field-value.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure } from '../http/failure.ts';
import { type Group, queryZone, toLiteral, windowFilter } from './analytics.ts';
import type { EventFilter } from './event-filter.ts';
import { EFFECTS, effectOf } from './firewall-actions.ts';

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

const EVENT_FIELDS =
  'datetime action source ruleId description rayName clientIP clientAsn clientASNDescription clientCountryName ' +
  'clientRequestHTTPHost clientRequestPath';

/** A source such as a country has no rule: it is counted as itself. */
export function ruleKeyOf(event: { readonly ruleId?: unknown; readonly source?: unknown }): string {
  return (
    toText(event.ruleId) ?? (event.source === undefined ? '' : `${SOURCE_KEY}${toText(event.source) ?? ''}`)
  );
}

/** Before the name of a source that stands for a rule; no ID begins so. */
export const SOURCE_KEY = 'source:';

/** Some of each rule, those that stop visitors first. */
export async function fetchSamples(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: EventFilter,
  rules: readonly Group['dimensions'][],
): Promise<readonly FirewallEvent[]> {
  const kinds = new Map(rules.map((rule) => [JSON.stringify([rule.ruleId, rule.source, rule.action]), rule]));
  const sampled = [...kinds.values()].slice(0, FIREWALL_SAMPLES);
  if (sampled.length === 0) return [];
  const limit = Math.ceil(FIREWALL_SAMPLES / sampled.length);
  const fields = sampled.map(({ ruleId = '', source = '', action = '' }, index) => {
    const where = toLiteral({ ...windowFilter(window), ...filter, ruleId, source, action });
    return `events_${index}: firewallEventsAdaptive(limit: ${limit}, filter: ${where}, orderBy: [datetime_DESC]) { ${EVENT_FIELDS} }`;
  });
  const zone = await queryZone(cloudflare, zoneId, fields.join(' '));
  return variedSamples(sampled.flatMap((_rule, index) => toEvents(zone[`events_${index}`])));
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
): Promise<FirewallEvent[]> {
  const where = toLiteral({ ...windowFilter(window), ...filter });
  const { events } = await queryZone(
    cloudflare,
    zoneId,
    `events: firewallEventsAdaptive(limit: ${limit}, filter: ${where}, orderBy: [datetime_DESC]) { ${EVENT_FIELDS} }`,
  );
  return toEvents(events);
}

/** Without events, Cloudflare sends an empty list. Anything else is not an answer. */
function toEvents(events: unknown): FirewallEvent[] {
  if (!Array.isArray(events)) {
    throw new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: 'no events' });
  }
  return events as FirewallEvent[];
}
