/** list_alert_history: what did Cloudflare alert about, and when? */
import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { decodeCursor, encodeCursor, questionOf, windowCursor } from '../answers/cursor.ts';
import {
  beforeField,
  cursorField,
  limitField,
  listFields,
  presentFilters,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { rowsThatFit, table, toTable } from '../answers/table.ts';
import { type Alert, fetchAlerts } from '../cloudflare/alerts.ts';
import { NOTIFICATIONS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { ALERT_TYPE_CHARS_MAX, ALERT_TYPES_COUNTED_MAX, DAY_MS, RETENTION_DAYS } from '../limits.ts';
import { formatTime, formatWindow, parseWindow, type TimeWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

export const listAlertHistory = defineTool({
  name: 'list_alert_history',
  title: 'List alert history',
  group: 'core',
  question: 'What did Cloudflare alert about, and when?',
  details:
    'Alerts sent to this account (origin errors, health checks, DDoS, certificates, tunnels, maintenance), newest first, ' +
    'with counts per type.',
  example: { since: '24h', zone: 'example.com' },
  permissions: [NOTIFICATIONS_READ, ZONE_READ],
  input: z.strictObject({
    since: sinceField.default('7d'),
    before: beforeField.optional(),
    alert_type: z
      .string()
      .min(1)
      .max(ALERT_TYPE_CHARS_MAX)
      .describe('As Cloudflare spells it: http_alert_origin_error')
      .optional(),
    zone: zoneField.optional(),
    limit: limitField.optional(),
    cursor: cursorField.optional(),
  }),
  output: z.strictObject({
    alerts: table,
    window: windowField,
    counts: z.record(z.string(), z.number()).describe('Alerts per type in the window, after filters'),
    ...listFields,
  }),

  async run(input, { cloudflare }) {
    const question = questionOf('list_alert_history', input);
    const at =
      input.cursor === undefined
        ? fromWindow(parseWindow(input, new Date()))
        : decodeCursor(question, input.cursor, windowCursor);
    const askedZone = input.zone === undefined ? undefined : await findAskedZone(cloudflare, input.zone);
    const zone = askedZone?.zone;
    const asked = { sinceMs: at.since, beforeMs: at.before };
    const { alerts, undated, readBackToMs } = await fetchAlerts(cloudflare, asked);
    const matching = alerts.filter(
      (alert) =>
        (input.alert_type === undefined || alert.type === input.alert_type) &&
        (zone === undefined || isAbout(alert, zone)),
    );
    const left = matching.slice(at.row);
    const rows = rowsThatFit(left, input.limit, (alert) =>
      toRow(alert, zone ?? cloudflare.zones.get(alert.zone ?? '')),
    );
    const returned = rows.length;
    const next =
      returned < left.length
        ? { ...at, row: at.row + returned }
        : readBackToMs !== undefined && { since: at.since, before: readBackToMs, row: 0 };
    const window = formatWindow(asked);
    return {
      alerts: toTable(COLUMNS, rows),
      window,
      counts: countTypes(matching),
      returned,
      ...(readBackToMs === undefined && { total: matching.length }),
      ...presentFilters({ alert_type: input.alert_type, zone: zone?.name }),
      ...presentNotes([
        wholeZoneNote(askedZone),
        zone &&
          'Alerts name their zone only in their text. Those that do not are left out. Ask without zone to see all.',
        undated > 0 && `${undated} entries without a readable time were left out.`,
        readBackToMs !== undefined &&
          `Read back to ${formatTime(readBackToMs)} only, and counted only so far. next_cursor continues from there.`,
        Date.now() - at.since > RETENTION_DAYS * DAY_MS &&
          `Cloudflare keeps alerts for ${RETENTION_DAYS} days (90 on Enterprise): nothing is known about earlier ones.`,
        matching.length === 0 && explainNone(window, countTypes(alerts)),
      ]),
      ...(next && { next_cursor: encodeCursor(question, next) }),
    };
  },
});

const COLUMNS = [
  'sent',
  'type',
  'zone',
  'subject',
  'old_state',
  'new_state',
  'reason',
  'policy',
  'mechanisms',
];

function fromWindow({ sinceMs, beforeMs }: TimeWindow) {
  return { since: sinceMs, before: beforeMs, row: 0 };
}

/** Alerts have no field for the zone: their text names the zone, its ID, or a host in it. */
function isAbout(alert: Alert, { id, name }: ZoneName): boolean {
  const isName = new RegExp(
    `(^|[^a-z0-9-])${name.replace(/[^a-z0-9-]/gi, '\\$&')}($|[^a-z0-9.-]|\\.($|[^a-z0-9]))`,
    'i',
  );
  return [alert.zone ?? '', ...alert.texts, alert.policy].some(
    (text) => text.includes(id) || isName.test(text),
  );
}

/** Named fields only: the raw entry also says where the alert was sent. */
function toRow(alert: Alert, zone: ZoneName | undefined) {
  return {
    sent: formatTime(alert.sentMs),
    type: alert.type,
    zone: zone?.name ?? alert.zone,
    subject: alert.subject,
    old_state: alert.oldState,
    new_state: alert.newState,
    reason: alert.reason,
    policy: alert.policy,
    mechanisms: [...alert.mechanisms].sort().join(' '),
  };
}

function countTypes(alerts: readonly Alert[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of alerts) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a).slice(0, ALERT_TYPES_COUNTED_MAX));
}

/** @param types how many alerts of each type the window holds, without filters. */
function explainNone(
  { since, before }: { since: string; before: string },
  types: Record<string, number>,
): string {
  const known = Object.entries(types).map(([type, count]) => `${type} (${count})`);
  return known.length > 0
    ? `No alert from ${since} to ${before} matches. Types in this window: ${known.join(', ')}. Next: ask for one of them, or without filters.`
    : `No alert was sent from ${since} to ${before}. Cloudflare keeps history for ${RETENTION_DAYS} days (90 on Enterprise), and ` +
        'only of alerts that a notification policy of this account sends: an empty history does not mean that nothing happened.';
}
