/** Rows about firewall events: what was done, what is frequent, single events, and the request of a Ray ID. */
import * as z from 'zod';
import type { Surge } from '../cloudflare/analytics/event-surge.ts';
import { EFFECTS, type Effect, effectOf, nameOfSource } from '../cloudflare/analytics/firewall-actions.ts';
import { FIREWALL_DIMENSION_NAMES, type FirewallReport } from '../cloudflare/analytics/firewall-events.ts';
import { type FirewallEvent, SOURCE_KEY } from '../cloudflare/analytics/firewall-samples.ts';
import type { RayRequest } from '../cloudflare/analytics/ray-lookup.ts';
import { TOP_ROWS } from '../limits/answers.ts';
import { toText, toTime } from '../text/field-value.ts';
import { formatTime } from '../text/moment.ts';
import { toShortText } from './short-text.ts';

export const eventsBefore = z.number().optional().describe('In the window before; absent: not known');

export const effectRow = z.strictObject({
  effect: z.string().describe('blocked, challenged, challenge_passed, logged, other'),
  events: z.number().describe('How many'),
  events_before: eventsBefore,
  percent_of_requests: z.number().optional().describe('absent: not known'),
});

export const topRow = z.strictObject({
  by: z.string().describe('action, source, rule, host, path, country or as'),
  value: z.string().optional().describe('A rule: its description, or its ID; absent: none'),
  rule_id: z.string().optional().describe('Of a rule'),
  events: z.number().describe('How many'),
  events_before: eventsBefore,
});

export const sampleRow = z.strictObject({
  time: z.string().optional().describe('RFC 3339'),
  action: z.string().optional().describe('block, managed_challenge, log, …'),
  source: z.string().optional().describe('firewallCustom, l7ddos, rateLimit, …'),
  rule: z.string().optional().describe('As value in top where by is rule'),
  rule_id: z.string().optional().describe('As in top'),
  ray_id: z.string().optional().describe('As on the block page'),
  host: z.string().optional().describe('Of the request'),
  path: z.string().optional().describe('Without its query'),
  country: z.string().optional().describe('Two letters'),
  as: z.string().optional().describe('Network of the client'),
  client_ip: z.string().optional().describe('Masked, unless show_client_ips is true'),
});

export const surgeField = z
  .strictObject({
    began: z.string().optional().describe('RFC 3339; absent: before the window'),
    ended: z.string().optional().describe('absent: it continues'),
    per_minute: z.number().describe('Events, since it began'),
    per_minute_usual: z.number().describe('Events, otherwise'),
  })
  .optional()
  .describe('Blocks and challenges above what is usual');

export function toSurge(surge: Surge | undefined): z.input<typeof surgeField> {
  return (
    surge && {
      began: timeOf(surge.beganMs),
      ended: timeOf(surge.endedMs),
      per_minute: surge.perMinute,
      per_minute_usual: surge.perMinuteUsual,
    }
  );
}

const timeOf = (ms: number | undefined) => (ms === undefined ? undefined : formatTime(ms));

/** @param requests all requests of the window, where they are known and can be compared. */
export function toEffectRows(
  { counts, countsBefore, total, totalBefore }: FirewallReport,
  requests: number | undefined,
): z.input<typeof effectRow>[] {
  const now = byEffect(counts.action, total);
  const before = countsBefore && byEffect(countsBefore.action, totalBefore ?? 0);
  return EFFECTS.flatMap((effect) => {
    const [events, former] = [now.get(effect) ?? 0, before && (before.get(effect) ?? 0)];
    if (events === 0 && (former ?? 0) === 0) return [];
    return [{ effect, events, events_before: former, ...shareOf(events, requests) }];
  });
}

function shareOf(events: number, requests: number | undefined): { percent_of_requests?: number } {
  if (requests === undefined || requests === 0 || events > requests) return {};
  return { percent_of_requests: Number(((100 * events) / requests).toPrecision(2)) };
}

/** Actions that are too rare to be counted are not left out. */
function byEffect(actions: ReadonlyMap<string, number>, total: number): ReadonlyMap<Effect, number> {
  const counts = new Map<Effect, number>();
  let left = total;
  for (const [action, events] of actions) {
    const effect = effectOf(action);
    counts.set(effect, (counts.get(effect) ?? 0) + events);
    left -= events;
  }
  if (left > 0) counts.set('other', (counts.get('other') ?? 0) + left);
  return counts;
}

export function toTopRows({ counts, countsBefore, descriptions }: FirewallReport): z.input<typeof topRow>[] {
  return FIREWALL_DIMENSION_NAMES.flatMap((by) =>
    [...counts[by]].slice(0, TOP_ROWS).map(([value, events]) => ({
      by,
      value: toShortText(by === 'rule' ? nameOfRule(value, descriptions) : value),
      ...(by === 'rule' && !value.startsWith(SOURCE_KEY) && { rule_id: value }),
      events,
      events_before: countsBefore && (countsBefore[by].get(value) ?? 0),
    })),
  );
}

function nameOfRule(key: string, descriptions: ReadonlyMap<string, string>): string {
  if (!key.startsWith(SOURCE_KEY)) return descriptions.get(key) ?? key;
  const source = key.slice(SOURCE_KEY.length);
  return nameOfSource(source) ?? source;
}

/** Named fields only: the event also has the query string and the user agent, which may hold anything. */
export function toSampleRow(
  event: FirewallEvent,
  descriptions: FirewallReport['descriptions'],
  isIpShown: boolean,
): z.input<typeof sampleRow> {
  const [clientIp, ruleId, source] = [toText(event.clientIP), toText(event.ruleId), toText(event.source)];
  return {
    time: toTime(event.datetime),
    action: toText(event.action),
    source,
    rule: toShortText(
      ruleId === undefined
        ? (toText(event.description) ?? nameOfSource(source))
        : (descriptions.get(ruleId) ?? toText(event.description) ?? ruleId),
    ),
    rule_id: ruleId,
    ray_id: toText(event.rayName),
    host: toText(event.clientRequestHTTPHost),
    path: toShortText(event.clientRequestPath),
    country: toText(event.clientCountryName),
    as: toShortText(event.clientASNDescription) ?? toText(event.clientAsn),
    client_ip: clientIp === undefined || isIpShown ? clientIp : masked(clientIp),
  };
}

export function toRayRequestRow(request: RayRequest): z.input<typeof sampleRow> {
  return {
    time: toTime(request.datetime),
    host: toText(request.clientRequestHTTPHost),
    path: toShortText(request.clientRequestPath),
    country: toText(request.clientCountryName),
  };
}

/** Keeps the network and hides the host: 203.0.x.x, 2001:db8:1::x. */
function masked(address: string): string {
  const mapped = /(?:^|:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(address)?.[1];
  if (mapped !== undefined) return `${mapped.split('.').slice(0, 2).join('.')}.x.x`;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  // `::` stands for groups of zeros.
  const known = tail === undefined ? groups : [...groups, '0', '0', '0'];
  return `${known.slice(0, 3).join(':') || '0'}::x`;
}
