/** Firewall events of all zones: one row for each zone that has any, the most blocked first. */
import * as z from 'zod';
import { EFFECTS } from '../cloudflare/analytics/firewall-actions.ts';
import type { EventsOfZones, ZoneEvents } from '../cloudflare/analytics/firewall-zones.ts';
import { describeFailure } from '../cloudflare/http/failure-words.ts';
import { SKIPPED_LISTED_MAX } from '../limits/answers.ts';
import { ANALYTICS_MARGIN_MS } from '../limits/cloudflare.ts';
import { formatTime, type TimeWindow } from '../text/moment.ts';
import { presentNotes } from './fields.ts';
import { eventsBefore } from './firewall-rows.ts';
import { rowsThatFit } from './rows.ts';
import type { searchedField } from './zones-searched.ts';

export const zoneEventsRow = z.strictObject({
  zone: z.string().describe('Zone name'),
  events: z.number().describe('In the window, scaled up where sampled'),
  events_before: eventsBefore,
  is_cut: z.boolean().optional().describe('true: there are more events than these'),
  blocked: z.number().optional().describe('Events'),
  challenged: z.number().optional().describe('Events'),
  challenge_passed: z.number().optional().describe('Events'),
  logged: z.number().optional().describe('Events: a log stops nobody'),
  other: z.number().optional().describe('Events'),
  since: z.string().optional().describe('RFC 3339, where the plan keeps less than was asked for'),
});

/** The part of the answer that is about all zones. */
export function toZoneEvents(found: EventsOfZones, asked: TimeWindow, isFiltered: boolean) {
  const active = found.zones.filter(({ total, totalBefore = 0 }) => total > 0 || totalBefore > 0);
  const stopped = ({ byEffect }: ZoneEvents) =>
    (byEffect.get('blocked') ?? 0) + (byEffect.get('challenged') ?? 0);
  const sorted = active.toSorted((a, b) => stopped(b) - stopped(a) || b.total - a.total);
  const rows = rowsThatFit(sorted, undefined, (each) => toRow(each, asked));
  const skipped = found.skipped.map(({ zone, reason: { failure, permission } }) => ({
    zone,
    reason: permission ? `needs ${permission.label}` : describeFailure(failure),
  }));
  const searched: z.input<typeof searchedField> = {
    zones: found.zones.length,
    of: found.zonesTotal,
    ...(skipped.length > 0 && {
      skipped: skipped.length,
      skipped_zones: skipped.slice(0, SKIPPED_LISTED_MAX),
    }),
  };
  const isWhole = !found.hasMore && skipped.length === 0;
  const isShortened = found.zones.some((each) => isNarrowed(each, asked));
  return {
    events: found.zones.reduce((sum, { total }) => sum + total, 0),
    zones: rows,
    ...(sorted.length > rows.length && { zones_more: sorted.length - rows.length }),
    searched,
    ...presentNotes([
      skipped.length > 0 && 'Incomplete: some zones were skipped, see searched.skipped_zones.',
      found.hasMore && 'Incomplete: the account has more zones. Ask for the others with zone.',
      found.zonesTotal === 0 && 'This credential sees no zone in this account. Next: call test_connection.',
      active.length === 0 &&
        isWhole &&
        found.zones.length > 0 &&
        !isFiltered &&
        !isShortened &&
        'The firewall did nothing in these zones: it blocks nobody.',
      active.length === 0 && isFiltered && 'No event matches in the zones searched.',
    ]),
  };
}

function isNarrowed({ sinceMs }: ZoneEvents, asked: TimeWindow): boolean {
  return sinceMs - asked.sinceMs > 2 * ANALYTICS_MARGIN_MS;
}

function toRow(each: ZoneEvents, asked: TimeWindow): z.input<typeof zoneEventsRow> {
  const { zone, total, totalBefore, byEffect, isCut, sinceMs } = each;
  return {
    zone,
    events: total,
    events_before: totalBefore,
    ...(isCut && { is_cut: true }),
    ...Object.fromEntries(
      EFFECTS.flatMap((effect) => (byEffect.has(effect) ? [[effect, byEffect.get(effect)]] : [])),
    ),
    ...(isNarrowed(each, asked) && { since: formatTime(sinceMs) }),
  };
}
