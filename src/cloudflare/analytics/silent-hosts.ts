/** Hosts without requests at the end of a window that had them before: the record of one may be gone while its zone looks well. */
import { BREAKDOWN_ROWS_MAX, SILENT_MS, SILENT_USUAL_MIN } from '../../limits/cloudflare.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { FittedWindow, Group, GroupQuestion } from './analytics.ts';
import { LOCAL_PLACES } from './local-errors.ts';
import { EYEBALL } from './request-classes.ts';

export interface SilentHost {
  readonly host: string;
  /** Requests in a time as long as the silence. */
  readonly usual: number;
}

/** What is asked beside all requests by host, now and before (`host_all`, `host_all_before`). */
export function silentQuestions({ beforeMs }: TimeWindow): Record<string, GroupQuestion> {
  const window = { sinceMs: beforeMs - SILENT_MS, beforeMs };
  return {
    host_recent: { by: [LOCAL_PLACES.host], window, filter: EYEBALL, limit: BREAKDOWN_ROWS_MAX },
  };
}

/** The busiest first. None where the whole zone is silent, or where hosts may be missing from the list. */
export function toSilentHosts(
  groups: Readonly<Partial<Record<string, readonly Group[]>>>,
  { sinceMs, beforeMs, earlier }: FittedWindow,
): SilentHost[] {
  const recent = new Set((groups.host_recent ?? []).map(hostOf));
  if (recent.size === 0 || recent.size >= BREAKDOWN_ROWS_MAX) return [];
  const spans = (lengthMs: number) => lengthMs / SILENT_MS;
  const usual = new Map<string, number>();
  const note = (some: readonly Group[] | undefined, lengthMs: number) => {
    for (const group of some ?? []) {
      const host = hostOf(group);
      const each = group.count / spans(lengthMs);
      const isEnough = each / (group.sampleInterval ?? 1) >= SILENT_USUAL_MIN;
      if (isEnough && host !== '' && !recent.has(host)) usual.set(host, Math.max(each, usual.get(host) ?? 0));
    }
  };
  // Of the window, the silence is no part.
  const restMs = beforeMs - sinceMs - SILENT_MS;
  if (restMs >= SILENT_MS) note(groups.host_all, restMs);
  if (earlier !== undefined) note(groups.host_all_before, earlier.beforeMs - earlier.sinceMs);
  return [...usual]
    .map(([host, each]) => ({ host, usual: Math.round(each) }))
    .sort((a, b) => b.usual - a.usual);
}

function hostOf({ dimensions }: Group): string {
  return String(dimensions[LOCAL_PLACES.host] ?? '');
}
