/** What is said beside the counts of firewall events: what is not known, and what it means that there is none. */
import type { FittedWindow } from '../cloudflare/analytics/analytics.ts';
import type { EventFilter } from '../cloudflare/analytics/event-filter.ts';
import type { FirewallReport } from '../cloudflare/analytics/firewall-events.ts';

export function missingNote({ missing }: FirewallReport): string | false {
  const parts = [...missing].map(([part, reason]) => `${part} (${reason})`);
  return parts.length > 0 && `Not known: ${parts.join('; ')}.`;
}

/** Said only when everything was asked for, and nothing at all came back. */
export function quietNote(
  report: FirewallReport,
  window: FittedWindow,
  filter: EventFilter,
  noTraffic: string | undefined,
): string | undefined {
  const isSilent =
    report.total === 0 &&
    report.samples.length === 0 &&
    Object.values(report.counts).every((counts) => counts.size === 0);
  if (!isSilent) return undefined;
  if (noTraffic !== undefined) return `No event: ${noTraffic}`;
  if (Object.keys(filter).length > 0) return 'No event matches. Without filters there may be some.';
  if (window.note !== undefined) return 'No event in the window that was read.';
  return (
    'The firewall did nothing in this window: it blocks nobody. Requests that no rule matches leave no event: ' +
    'see get_http_errors for a surge.'
  );
}
