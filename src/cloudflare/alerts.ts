/** Alerts out of alert history: one each, although Cloudflare keeps an entry for every destination it was sent to. */
import type { History } from 'cloudflare/resources/alerting/history';
import { ALERT_ENTRIES_MAX, ALERT_TYPE_CHARS_MAX, ALERTS_PAGE_SIZE } from '../limits.ts';
import type { TimeWindow } from '../text/moment.ts';
import { plainText, textOf } from '../text/plain-text.ts';
import { type AlertFacts, readAlertBody } from './alert-body.ts';
import type { Cloudflare } from './cloudflare.ts';
import { fetchRows, toPage } from './pages.ts';

export interface Alert extends AlertFacts {
  readonly sentMs: number;
  readonly type: string;
  /** Name of the notification policy. */
  readonly policy: string;
  /** Kinds of destination, never the destinations: those are addresses, URLs and keys. */
  readonly mechanisms: ReadonlySet<string>;
}

export interface Alerts {
  /** Entries without a readable time: they belong to no window. */
  readonly undated: number;
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** Set when the window holds more entries than one call reads: alerts before this moment were not read. */
  readonly readBackToMs: number | undefined;
}

/** Dispatches of one alert leave within seconds of each other. */
const SAME_ALERT_MS = 120_000;

/** Of the window counts when the newest dispatch of an alert was sent. */
export async function readAlerts(cloudflare: Cloudflare, { sinceMs, beforeMs }: TimeWindow): Promise<Alerts> {
  const account_id = await cloudflare.accountId();
  const since = new Date(sinceMs).toISOString();
  // A little more than asked for: an alert whose first dispatches lie beyond the window's end belongs to what follows it.
  const readToMs = beforeMs + SAME_ALERT_MS;
  const before = new Date(readToMs).toISOString();
  const { rows, hasMore } = await fetchRows(0, ALERT_ENTRIES_MAX, ALERTS_PAGE_SIZE, async (page, per_page) =>
    toPage(await cloudflare.api.alerting.history.list({ account_id, since, before, page, per_page })),
  );
  const entries = rows
    .map((entry) => ({ entry, sentMs: momentOf(entry.sent) }))
    // Whether the API's bounds are included is not documented; a moment that is no moment belongs to no window.
    .filter(({ sentMs }) => sentMs >= sinceMs && sentMs < readToMs)
    .sort((a, b) => b.sentMs - a.sentMs);
  const undated = rows.filter((entry) => Number.isNaN(momentOf(entry.sent))).length;
  const alerts = group(entries).filter(({ sentMs }) => sentMs < beforeMs);
  const oldestMs = entries.at(-1)?.sentMs;
  if (!hasMore || oldestMs === undefined) return { alerts, undated, readBackToMs: undefined };
  // An alert at the edge may have dispatches behind it that were not read: it is left whole for the next reading.
  const edgeMs = oldestMs + SAME_ALERT_MS;
  const inside = alerts.filter(({ sentMs }) => sentMs >= edgeMs);
  return inside.length > 0
    ? { alerts: inside, undated, readBackToMs: edgeMs }
    : { alerts, undated, readBackToMs: oldestMs };
}

interface Dispatch {
  readonly entry: History;
  readonly sentMs: number;
}

/** An alert's dispatches share policy, type and body; a destination that gets the same again has got a new alert. */
function group(newestFirst: readonly Dispatch[]): Alert[] {
  const alerts: Alert[] = [];
  const open = new Map<
    string,
    { alert: { mechanisms: Set<string> }; sentMs: number; destinations: Set<string> }
  >();
  for (const { entry, sentMs } of newestFirst) {
    const key = JSON.stringify([entry.policy_id, entry.alert_type, entry.name, entry.alert_body]);
    const destination = `${entry.mechanism_type} ${entry.mechanism}`;
    const mechanism = entry.mechanism_type ?? 'unknown';
    const same = open.get(key);
    if (same && same.sentMs - sentMs <= SAME_ALERT_MS && !same.destinations.has(destination)) {
      same.alert.mechanisms.add(mechanism);
      same.destinations.add(destination);
      continue;
    }
    const alert = {
      ...readAlertBody(entry.alert_body),
      sentMs,
      type: plainText(textOf(entry.alert_type) ?? 'unknown', ALERT_TYPE_CHARS_MAX),

      policy: entry.name ?? '',
      mechanisms: new Set([mechanism]),
    };
    alerts.push(alert);
    open.set(key, { alert, sentMs, destinations: new Set([destination]) });
  }
  return alerts;
}

/** RFC 3339, or milliseconds since 1970; NaN for what is no moment. */
function momentOf(sent: unknown): number {
  if (typeof sent === 'number') return sent;
  return typeof sent === 'string' ? Date.parse(sent) : Number.NaN;
}
