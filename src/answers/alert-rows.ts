/** Alerts as rows: an alert that was sent again while nothing else happened is one row, with how often it was sent. */
import * as z from 'zod';
import type { Alert } from '../cloudflare/alerts.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { ALERT_HOSTS_MAX, ALERT_TYPES_COUNTED_MAX } from '../limits/answers.ts';
import { formatTime } from '../text/moment.ts';

export const alertRow = z.strictObject({
  sent: z.string().describe('RFC 3339; the last time'),
  first: z.string().optional().describe('The first time'),
  times: z.number().optional().describe('How often, from first to sent; absent: once'),
  alert_type: z.string().describe("Cloudflare's word: http_alert_origin_error, …"),
  zone: z.string().optional().describe('Zone name'),
  zone_id: z.string().optional().describe('Where its name is not known'),
  subject: z.string().optional().describe('Host, health check, tunnel, … that it is about'),
  hosts: z.array(z.string()).optional().describe('Those that it is about'),
  hosts_more: z.number().optional().describe('Not shown'),
  old_state: z.string().optional().describe('Of the subject'),
  new_state: z.string().optional().describe('Of the subject'),
  reason: z.string().optional().describe('As Cloudflare puts it'),
  policy: z.string().optional().describe('Notification policy'),
  mechanisms: z.array(z.string()).describe('email, webhook, pagerduty'),
});

export const typeCounts = z
  .array(
    z.strictObject({
      alert_type: z.string().describe('As in alerts'),
      count: z.number().describe('Each repetition counts'),
    }),
  )
  .describe('After filters; the most frequent first');

/** Alerts of one row. */
export interface RepeatedAlert {
  /** Newest first. */
  readonly alerts: [Alert, ...Alert[]];
}

/**
 * Puts an alert to the later ones that say the same of the same thing, unless that was in another state in between: that it
 * failed, recovered and failed again are three rows. Each alert is in exactly one row, in the order of its newest alert.
 * @param newestFirst of one call: what the next one reads begins its own rows.
 */
export function foldRepeated(newestFirst: readonly Alert[]): RepeatedAlert[] {
  const rows: RepeatedAlert[] = [];
  /** By what the alerts are about: its state, and the rows since it is in that state. */
  const streaks = new Map<string, { state: string; rows: Map<string, RepeatedAlert> }>();
  for (const alert of newestFirst) {
    const about = JSON.stringify([alert.type, alert.zone, alert.subject, alert.hosts]);
    const state = JSON.stringify([alert.oldState, alert.newState]);
    let streak = streaks.get(about);
    if (streak?.state !== state) {
      streak = { state, rows: new Map() };
      streaks.set(about, streak);
    }
    const said = JSON.stringify([alert.reason, alert.policy]);
    const known = streak.rows.get(said);
    if (known) known.alerts.push(alert);
    else {
      const row: RepeatedAlert = { alerts: [alert] };
      streak.rows.set(said, row);
      rows.push(row);
    }
  }
  return rows;
}

/** Named fields only: the raw entry also says where the alert was sent. */
export function toAlertRow({ alerts }: RepeatedAlert, zone: ZoneName | undefined): z.input<typeof alertRow> {
  const [newest] = alerts;
  const hosts = newest.hosts.slice(0, ALERT_HOSTS_MAX);
  const hostsLeft = newest.hosts.length - hosts.length;
  return {
    sent: formatTime(newest.sentMs),
    ...(alerts.length > 1 && {
      first: formatTime((alerts.at(-1) ?? newest).sentMs),
      times: alerts.length,
    }),
    alert_type: newest.type,
    ...zoneFields(newest.zone, zone),
    subject: newest.subject,
    ...(hosts.length > 0 && { hosts }),
    ...(hostsLeft > 0 && { hosts_more: hostsLeft }),
    old_state: newest.oldState,
    new_state: newest.newState,
    reason: newest.reason,
    policy: newest.policy,
    mechanisms: [...new Set(alerts.flatMap(({ mechanisms }) => [...mechanisms]))].sort(),
  };
}

function zoneFields(written: string | undefined, zone: ZoneName | undefined) {
  if (zone) return { zone: zone.name };
  return written !== undefined && /^[0-9a-f]{32}$/i.test(written) ? { zone_id: written } : { zone: written };
}

export function countTypes(alerts: readonly Alert[]): z.input<typeof typeCounts> {
  const counts = new Map<string, number>();
  for (const { type } of alerts) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, ALERT_TYPES_COUNTED_MAX)
    .map(([alert_type, count]) => ({ alert_type, count }));
}
