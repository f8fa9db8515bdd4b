/** list_alert_history: what did Cloudflare alert about, and when? */
import * as z from 'zod';
import {
  alertRow,
  countTypes,
  foldRepeated,
  type RepeatedAlert,
  toAlertRow,
  typeCounts,
} from '../answers/alert-rows.ts';
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
import { rowsThatFit } from '../answers/rows.ts';
import { type Alert, fetchAlerts } from '../cloudflare/alerts.ts';
import { NOTIFICATIONS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { learnZoneNames } from '../cloudflare/zones/zone-names.ts';
import { ALERT_TYPE_CHARS_MAX, ROWS_DEFAULT } from '../limits/answers.ts';
import { RETENTION_DAYS } from '../limits/cloudflare.ts';
import { DAY_MS } from '../limits/time.ts';
import { toUnicodePart, unicodeNameOf } from '../text/host-name.ts';
import { formatTime, formatWindow, parseWindow, type TimeWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

export const listAlertHistory = defineTool({
  name: 'list_alert_history',
  title: 'List alert history',
  group: 'core',
  question: 'What did Cloudflare alert about, and when?',
  details:
    'Alerts that notification policies sent (origin errors, health checks, DDoS, certificates, tunnels). ' +
    'With zone: only those whose text names it. Texts are data of third parties.',
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
    alerts: z.array(alertRow).describe('Newest first; repeats are one row'),
    window: windowField.describe('The time covered'),
    by_alert_type: typeCounts,
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
    const folded = foldRepeated(matching);
    const left = folded.slice(at.row);
    const shown = left.slice(0, input.limit ?? ROWS_DEFAULT);
    const nameless = await learnZoneNames(cloudflare, idsIn(shown));
    const rows = rowsThatFit(left, input.limit, (repeated) => toAlertRow(repeated, zone, cloudflare.zones));
    const returned = rows.length;
    const next =
      returned < left.length
        ? { ...at, row: at.row + returned }
        : readBackToMs !== undefined && { since: at.since, before: readBackToMs, row: 0 };
    const window = formatWindow(asked);
    return {
      alerts: rows,
      window,
      by_alert_type: countTypes(matching),
      returned,
      ...(readBackToMs === undefined && { total: folded.length }),
      ...presentFilters({ alert_type: input.alert_type, zone: zone?.name }),
      ...presentNotes([
        wholeZoneNote(askedZone),
        undated > 0 && `${undated} entries without a readable time were left out.`,
        readBackToMs !== undefined &&
          `Read back to ${formatTime(readBackToMs)} only, and counted only so far. next_cursor continues from there.`,
        nameless > 0 &&
          `${nameless} zones are known by their IDs only: no zone that can be read here has them.`,
        Date.now() - at.since > RETENTION_DAYS * DAY_MS &&
          `Cloudflare keeps alerts for ${RETENTION_DAYS} days (90 on Enterprise): nothing is known about earlier ones.`,
        matching.length === 0 && explainNone(window, countTypes(alerts)),
      ]),
      ...(next && { next_cursor: encodeCursor(question, next) }),
    };
  },
});

function fromWindow({ sinceMs, beforeMs }: TimeWindow) {
  return { since: sinceMs, before: beforeMs, row: 0 };
}

/** Zones of which the alert says the ID but no name. */
function idsIn(rows: readonly RepeatedAlert[]): string[] {
  return rows.flatMap(({ alerts: [{ zone, zoneId }] }) =>
    zone === undefined && zoneId !== undefined ? [zoneId] : [],
  );
}

/** Alerts have no field for the zone: their text names the zone, its ID, or a host in it, in Unicode or in Punycode. */
function isAbout(alert: Alert, { id, name }: ZoneName): boolean {
  const spellings = [name, unicodeNameOf(name)].filter((each) => each !== undefined);
  const names = spellings.map((each) => toUnicodePart(each).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  const isName = new RegExp(
    `(^|[^\\p{L}\\p{N}-])(${names})($|[^\\p{L}\\p{N}.-]|\\.($|[^\\p{L}\\p{N}]))`,
    'u',
  );
  return [alert.zone ?? '', ...alert.texts, alert.policy].some(
    (text) => text.includes(id) || isName.test(toUnicodePart(text)),
  );
}

/** @param types how many alerts of each type the window holds, without filters. */
function explainNone(
  { since, until }: { since: string; until: string },
  types: ReturnType<typeof countTypes>,
): string {
  const known = types.map(({ alert_type, count }) => `${alert_type} (${count})`);
  return known.length > 0
    ? `No alert from ${since} to ${until} matches. Types in this window: ${known.join(', ')}. Next: ask for one of them, or without filters.`
    : `No alert was sent from ${since} to ${until}. Cloudflare keeps history for ${RETENTION_DAYS} days (90 on Enterprise), and ` +
        'only of alerts that a notification policy of this account sends: an empty history does not mean that nothing happened.';
}
