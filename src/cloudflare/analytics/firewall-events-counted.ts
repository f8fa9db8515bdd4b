/** Firewall events of a zone whose plan does not count them: the newest are fetched, and counted here. */
import { TOP_ROWS } from '../../limits/answers.ts';
import { FIREWALL_ACTIONS_MAX, FIREWALL_EVENTS_COUNTED_MAX } from '../../limits/cloudflare.ts';
import { MINUTE_MS } from '../../limits/time.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import type { DatasetLimits } from './analytics.ts';
import type { EventFilter } from './event-filter.ts';
import { closeUpsOf, findSurge, type Surge, stepsFor, toTheMinute } from './event-surge.ts';
import { HARMLESS_ACTIONS } from './firewall-actions.ts';
import {
  descriptionsOf,
  FIREWALL_DIMENSIONS,
  type FirewallReport,
  forEachDimension,
  missingFields,
} from './firewall-events.ts';
import { type FirewallEvent, fetchFirewallEvents, ruleKeyOf, variedSamples } from './firewall-samples.ts';

/** Without a comparison. */
export async function fetchFirewallReportFromEvents(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  filter: EventFilter,
  limits: DatasetLimits,
): Promise<FirewallReport> {
  const limit = Math.min(limits.maxPageSize || FIREWALL_EVENTS_COUNTED_MAX, FIREWALL_EVENTS_COUNTED_MAX);
  const { events, refused } = await fetchFirewallEvents(cloudflare, zoneId, window, filter, limit);
  const isCut = events.length >= limit;
  const counts = forEachDimension((name) => {
    const byValue = new Map<string, number>();
    for (const event of refused.has(FIREWALL_DIMENSIONS[name]) ? [] : events) {
      const value = name === 'rule' ? ruleKeyOf(event) : String(event[FIREWALL_DIMENSIONS[name]] ?? '');
      byValue.set(value, (byValue.get(value) ?? 0) + 1);
    }
    const rows = name === 'action' ? FIREWALL_ACTIONS_MAX : TOP_ROWS;
    return new Map([...byValue].sort(([, a], [, b]) => b - a).slice(0, rows));
  });
  return {
    counts,
    countsBefore: undefined,
    descriptions: descriptionsOf(events),
    total: events.length,
    totalBefore: undefined,
    samples: variedSamples(events),
    surge: isCut || refused.has('datetime') ? undefined : surgeIn(events, window),
    countedEvents: events.length,
    isCut,
    missing: new Map(missingFields(refused)),
  };
}

/** Single events have their minute at hand: nothing more is asked. */
function surgeIn(events: readonly FirewallEvent[], window: TimeWindow): Surge | undefined {
  const steps = stepsFor(window);
  const countsIn = (stepMs: number) => {
    const counts = new Map<number, number>();
    for (const { datetime, action } of events) {
      const start = Math.floor(Date.parse(String(datetime)) / stepMs) * stepMs;
      if (HARMLESS_ACTIONS.includes(String(action)) || Number.isNaN(start)) continue;
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
    return counts;
  };
  const surge = findSurge(countsIn(steps.stepMs), window, steps, undefined);
  const isCoarse = surge !== undefined && closeUpsOf(surge, window, steps).length > 0;
  return isCoarse ? toTheMinute(surge, countsIn(MINUTE_MS), window, steps) : surge;
}
