/** Changes that were made, or refused, again and again alike: one row stands for them, so that they bury nothing. */
import type { Change } from '../cloudflare/changes/changes.ts';

export interface RepeatedChange {
  /** The newest. */
  readonly change: Change;
  readonly times: number;
  readonly firstMs: number;
}

/**
 * Changes of one thing are together if nothing else was done to it between them.
 * @param changes newest first. @returns them by their newest.
 */
export function withoutRepeats(changes: readonly Change[]): RepeatedChange[] {
  const last = new Map<string, { change: Change; alike: string; times: number; firstMs: number }>();
  const rows: RepeatedChange[] = [];
  for (const change of changes) {
    const [thing, alike] = [thingOf(change), detailsOf(change)];
    const newer = last.get(thing);
    if (newer?.alike === alike) {
      newer.times++;
      newer.firstMs = change.timeMs;
      continue;
    }
    const row = { change, alike, times: 1, firstMs: change.timeMs };
    last.set(thing, row);
    rows.push(row);
  }
  return rows;
}

/** Of purges the zone, since each has an ID of its own. */
function thingOf({ what, on, type, zone, resourceId, id, did = '' }: Change): string {
  const isPurge = on === undefined && /purge/i.test(did);
  return JSON.stringify(isPurge ? [what, zone, did] : [what, zone, on ?? resourceId ?? id, on && type]);
}

function detailsOf({ who, via, action, did, changed, rules, result, reason, source }: Change): string {
  return JSON.stringify([who, via, action, did, changed, rules, result, reason, source]);
}
