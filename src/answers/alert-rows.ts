/** Alerts as rows: an alert that was sent again while nothing else happened is one row, with how often it was sent. */
import * as z from 'zod';
import type { Alert } from '../cloudflare/alerts.ts';
import type { ZoneMemory, ZoneName } from '../cloudflare/zone-memory.ts';
import {
  ALERT_DETAILS_MAX,
  ALERT_HOSTS_MAX,
  ALERT_TYPES_COUNTED_MAX,
  ALERT_ZONES_MAX,
} from '../limits/answers.ts';
import { toAsciiHost } from '../text/host-name.ts';
import { formatTime } from '../text/moment.ts';

export const alertRow = z.strictObject({
  sent: z.string().describe('RFC 3339; the last time'),
  first: z.string().optional().describe('The first time'),
  times: z.number().optional().describe('How often, from first to sent; absent: once'),
  alert_type: z.string().describe("Cloudflare's word: http_alert_origin_error, …"),
  zone: z.string().optional().describe('Zone name'),
  zone_id: z.string().optional().describe('If its name is unknown'),
  affected: z
    .array(
      z.strictObject({
        zone: z.string().describe('Zone name'),
        host: z.string().optional().describe('In it'),
      }),
    )
    .optional()
    .describe('Instead of zone: several'),
  affected_more: z.number().optional().describe('Not shown'),
  subject: z.string().optional().describe('Host, health check, tunnel, …'),
  hosts: z.array(z.string()).optional().describe('It is about these'),
  hosts_more: z.number().optional().describe('Not shown'),
  event: z.string().optional().describe('ssl.certificate.validation.failed, …'),
  news: z.enum(['bad', 'good']).optional().describe('good: works again'),
  old_state: z.string().optional().describe('Before'),
  new_state: z.string().optional().describe('Now'),
  reason: z.string().optional().describe('As Cloudflare puts it'),
  details: z.array(z.string()).optional().describe('"name: value": rates, rules, times'),
  details_more: z.number().optional().describe('Not shown'),
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
    const about = JSON.stringify([
      alert.type,
      alert.zone,
      alert.zoneId,
      alert.affected,
      alert.subject,
      alert.hosts,
    ]);
    const state = JSON.stringify([alert.event, alert.news, alert.oldState, alert.newState]);
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
export function toAlertRow(
  { alerts }: RepeatedAlert,
  asked: ZoneName | undefined,
  zones: Pick<ZoneMemory, 'get'>,
): z.input<typeof alertRow> {
  const [newest] = alerts;
  const hosts = newest.hosts.slice(0, ALERT_HOSTS_MAX);
  const detailsLeft = newest.details.length - ALERT_DETAILS_MAX;
  const hostsLeft = newest.hosts.length - hosts.length;
  return {
    sent: formatTime(newest.sentMs),
    ...(alerts.length > 1 && {
      first: formatTime((alerts.at(-1) ?? newest).sentMs),
      times: alerts.length,
    }),
    alert_type: newest.type,
    subject: newest.subject,
    ...zoneFields(newest, asked, zones),
    ...(hosts.length > 0 && { hosts }),
    ...(hostsLeft > 0 && { hosts_more: hostsLeft }),
    event: newest.event,
    news: newest.news,
    old_state: newest.oldState,
    new_state: newest.newState,
    reason: newest.reason,
    ...(newest.details.length > 0 && {
      details: newest.details.slice(0, ALERT_DETAILS_MAX).map(({ name, value }) => `${name}: ${value}`),
    }),
    ...(detailsLeft > 0 && { details_more: detailsLeft }),
    policy: newest.policy,
    mechanisms: [...new Set(alerts.flatMap(({ mechanisms }) => [...mechanisms]))].sort(),
  };
}

/** The zone that the alert itself names comes first: the one that was asked for may stand in its text only. */
function zoneFields(alert: Alert, asked: ZoneName | undefined, zones: Pick<ZoneMemory, 'get'>) {
  if (alert.affected.length > 0) return affectedFields(alert.affected, asked);
  const { zone, zoneId } = alert;
  const known = [zoneId, zone].map((key) => zones.get(key ?? '')).find((each) => each !== undefined);
  if (known !== undefined) return { zone: known.name };
  if (zone !== undefined && !isId(zone)) return { zone: toAsciiHost(zone) };
  const id = zoneId ?? zone;
  if (id === undefined) return { zone: asked?.name };
  return id === asked?.id ? { zone: asked.name } : { zone_id: id };
}

/** Asked for one of them, the row is about that one and its host. */
function affectedFields(affected: Alert['affected'], asked: ZoneName | undefined) {
  const pairs = affected.map(({ zone, host }) => ({
    zone: toAsciiHost(zone),
    ...(host && { host: toAsciiHost(host) }),
  }));
  const own = pairs.filter(({ zone }) => zone === asked?.name);
  const [only] = own;
  if (only !== undefined && own.length === 1) return { zone: only.zone, subject: only.host };
  const shown = (own.length > 0 ? own : pairs).slice(0, ALERT_ZONES_MAX);
  const left = (own.length > 0 ? own : pairs).length - shown.length;
  return { affected: shown, ...(left > 0 && { affected_more: left }) };
}

function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/i.test(text);
}

export function countTypes(alerts: readonly Alert[]): z.input<typeof typeCounts> {
  const counts = new Map<string, number>();
  for (const { type } of alerts) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, ALERT_TYPES_COUNTED_MAX)
    .map(([alert_type, count]) => ({ alert_type, count }));
}
