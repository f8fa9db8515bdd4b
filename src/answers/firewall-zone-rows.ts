/** Firewall events of all zones: one row for each zone that has any, the most blocked first. */
import * as z from 'zod';
import type { EventsOfZones, ZoneEvents } from '../cloudflare/analytics/firewall-zones.ts';
import { describeFailure } from '../cloudflare/http/failure-words.ts';
import { SKIPPED_LISTED_MAX } from '../limits/answers.ts';
import { ANALYTICS_MARGIN_MS } from '../limits/cloudflare.ts';
import type { TimeWindow } from '../text/moment.ts';
import { presentNotes } from './fields.ts';
import { eventsBefore } from './firewall-rows.ts';
import { rowsThatFit } from './rows.ts';
import type { searchedField } from './zones-searched.ts';

export const zoneEventsRow = z.strictObject({
  zone: z.string().describe('Zone name'),
  events: z.number().describe('How many'),
  events_before: eventsBefore,
  blocked: z.number().optional().describe('Events'),
  challenged: z.number().optional().describe('Events'),
  logged: z.number().optional().describe('Events'),
});

/** The others are what is left of `events`. */
const EFFECTS_SHOWN = ['blocked', 'challenged', 'logged'] as const;

/** The part of the answer that is about all zones. */
export function toZoneEvents(found: EventsOfZones, asked: TimeWindow, isFiltered: boolean) {
  const active = found.zones.filter(({ total, totalBefore = 0 }) => total > 0 || totalBefore > 0);
  const stopped = ({ byEffect }: ZoneEvents) =>
    (byEffect.get('blocked') ?? 0) + (byEffect.get('challenged') ?? 0);
  const sorted = active.toSorted((a, b) => stopped(b) - stopped(a) || b.total - a.total);
  const rows = rowsThatFit(sorted, undefined, toRow);
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
  const cut = sorted
    .filter(({ isCut }) => isCut)
    .map(({ zone }) => zone)
    .slice(0, SKIPPED_LISTED_MAX);
  const isWhole = !found.hasMore && skipped.length === 0;
  const isShortened = found.zones.some((each) => isNarrowed(each, asked));
  return {
    events: found.zones.reduce((sum, { total }) => sum + total, 0),
    zones: rows,
    searched,
    ...presentNotes([
      skipped.length > 0 && 'Incomplete: some zones were skipped, see searched.skipped_zones.',
      found.hasMore && 'Incomplete: the account has more zones. Ask for the others with zone.',
      found.zonesTotal === 0 && 'This credential sees no zone in this account. Next: call test_connection.',
      sorted.length > rows.length && `${sorted.length - rows.length} further zones have events.`,
      cut.length > 0 && `More events than counted: ${cut.join(', ')}.`,
      isShortened && 'Some plans keep less than this window: their events are of its end only.',
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

function toRow(each: ZoneEvents): z.input<typeof zoneEventsRow> {
  const { zone, total, totalBefore, byEffect } = each;
  return {
    zone,
    events: total,
    events_before: totalBefore,
    ...Object.fromEntries(
      EFFECTS_SHOWN.flatMap((effect) => (byEffect.has(effect) ? [[effect, byEffect.get(effect)]] : [])),
    ),
  };
}
