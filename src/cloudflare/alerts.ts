/** Alerts from alert history: one entry for each alert, although Cloudflare keeps one for each destination. */
import type { History } from 'cloudflare/resources/alerting/history';
import { ALERT_TYPE_CHARS_MAX, SAME_ALERT_MS } from '../limits/answers.ts';
import { ALERT_ENTRIES_MAX, ALERTS_PAGE_SIZE } from '../limits/cloudflare.ts';
import type { TimeWindow } from '../text/moment.ts';
import { plainText, textOrJson } from '../text/plain-text.ts';
import { type AlertFacts, parseAlertBody } from './alert-body.ts';
import type { Cloudflare } from './cloudflare.ts';
import { fetchRows, toPage } from './pages.ts';

export interface Alert extends AlertFacts {
  readonly sentMs: number;
  readonly type: string;
  /** Name of the notification policy. */
  readonly policy: string;
  /** Kinds of destination. Never the destinations themselves: those are addresses, URLs and keys. */
  readonly mechanisms: ReadonlySet<string>;
}

export interface Alerts {
  /** Entries without a valid time: they belong to no window. */
  readonly undated: number;
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** Set when the window has more entries than one call fetches: alerts before this time are not included. */
  readonly readBackToMs: number | undefined;
}

/** An alert belongs to the window in which its newest dispatch was sent. */
export async function fetchAlerts(
  cloudflare: Cloudflare,
  { sinceMs, beforeMs }: TimeWindow,
): Promise<Alerts> {
  const accountId = await cloudflare.accountId();
  const since = new Date(sinceMs).toISOString();
  // A little more than the window: an alert whose newest dispatch was sent after the window's end is not part of it.
  const endMs = beforeMs + SAME_ALERT_MS;
  const before = new Date(endMs).toISOString();
  const { rows, hasMore } = await fetchRows(0, ALERT_ENTRIES_MAX, ALERTS_PAGE_SIZE, async (page, per_page) =>
    toPage(
      await cloudflare.api.alerting.history.list({ account_id: accountId, since, before, page, per_page }),
    ),
  );
  const dispatches = rows
    .map((entry) => ({ entry, sentMs: parseSentTime(entry.sent) }))
    // Cloudflare does not document whether its bounds are inclusive. NaN is in no window.
    .filter(({ sentMs }) => sentMs >= sinceMs && sentMs < endMs)
    .sort((a, b) => b.sentMs - a.sentMs);
  const undated = rows.filter((entry) => Number.isNaN(parseSentTime(entry.sent))).length;
  const alerts = groupDispatches(dispatches).filter(({ sentMs }) => sentMs < beforeMs);
  const oldestMs = dispatches.at(-1)?.sentMs;
  if (!hasMore || oldestMs === undefined) return { alerts, undated, readBackToMs: undefined };
  // An alert near the oldest entry may have earlier dispatches that were not fetched: it is left for the next call.
  const edgeMs = oldestMs + SAME_ALERT_MS;
  const complete = alerts.filter(({ sentMs }) => sentMs >= edgeMs);
  return complete.length > 0
    ? { alerts: complete, undated, readBackToMs: edgeMs }
    : { alerts, undated, readBackToMs: oldestMs };
}

interface Dispatch {
  readonly entry: History;
  readonly sentMs: number;
}

/** Dispatches of one alert have the same policy, type and body. When a destination gets the same again, it is a new alert. */
function groupDispatches(newestFirst: readonly Dispatch[]): Alert[] {
  const alerts: Alert[] = [];
  const latest = new Map<
    string,
    { alert: { mechanisms: Set<string> }; sentMs: number; destinations: Set<string> }
  >();
  for (const { entry, sentMs } of newestFirst) {
    const key = JSON.stringify([entry.policy_id, entry.alert_type, entry.name, entry.alert_body]);
    const destination = `${entry.mechanism_type} ${entry.mechanism}`;
    const mechanism = textOrJson(entry.mechanism_type) ?? 'unknown';
    const same = latest.get(key);
    if (same && same.sentMs - sentMs <= SAME_ALERT_MS && !same.destinations.has(destination)) {
      same.alert.mechanisms.add(mechanism);
      same.destinations.add(destination);
      continue;
    }
    const type = plainText(textOrJson(entry.alert_type) ?? 'unknown', ALERT_TYPE_CHARS_MAX);
    const alert = {
      ...parseAlertBody(entry.alert_body, type),
      sentMs,
      type,
      policy: textOrJson(entry.name) ?? '',
      mechanisms: new Set([mechanism]),
    };
    alerts.push(alert);
    latest.set(key, { alert, sentMs, destinations: new Set([destination]) });
  }
  return alerts;
}

/** RFC 3339, or milliseconds since 1970. @returns NaN for anything else. */
function parseSentTime(sent: unknown): number {
  if (typeof sent === 'number') return sent;
  return typeof sent === 'string' ? Date.parse(sent) : Number.NaN;
}
