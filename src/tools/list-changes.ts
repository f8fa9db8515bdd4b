/** list_changes: what did we change, and who did it? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import { decodeCursor, encodeCursor, questionOf, windowCursor } from '../answers/cursor.ts';
import {
  beforeField,
  cursorField,
  limitField,
  listFields,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { rowsThatFit, table, toTable } from '../answers/table.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { type AnswerPart, tryPart } from '../cloudflare/answer-part.ts';
import {
  type Change,
  fetchAuditLog,
  fetchChangedRecords,
  mergeChanges,
  toSettingChanges,
} from '../cloudflare/changes.ts';
import { ACCOUNT_SETTINGS_READ, DNS_READ, ZONE_READ, ZONE_SETTINGS_READ } from '../cloudflare/permissions.ts';
import {
  fetchZoneSettings,
  SECURITY_SETTINGS,
  SSL_SETTINGS,
  TRAFFIC_SETTINGS,
} from '../cloudflare/zones/zone-settings.ts';
import { formatTime, formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

export const listChanges = defineTool({
  name: 'list_changes',
  title: 'List changes',
  group: 'changes',
  question: 'What did we change, and who did it?',
  details:
    'One timeline, newest first: audit log, and with zone also its DNS records and settings by their last change.',
  example: { zone: 'example.com', since: '6h' },
  permissions: [ACCOUNT_SETTINGS_READ, ZONE_READ, DNS_READ, ZONE_SETTINGS_READ],
  input: z.strictObject({
    since: sinceField.default('24h'),
    before: beforeField.optional(),
    zone: zoneField.optional(),
    limit: limitField.optional(),
    cursor: cursorField.optional(),
  }),
  output: z.strictObject({
    changes: table,
    window: windowField,
    sources: z.record(z.string(), z.string()).describe('ok, empty, forbidden or failed'),
    unavailable: unavailableField,
    ...listFields,
  }),

  async run(input, { cloudflare }) {
    const question = questionOf('list_changes', input);
    const asked = input.cursor === undefined ? undefined : decodeCursor(question, input.cursor, windowCursor);
    const window = asked ? { sinceMs: asked.since, beforeMs: asked.before } : parseWindow(input, new Date());
    const start = asked?.row ?? 0;
    const askedZone = input.zone === undefined ? undefined : await findAskedZone(cloudflare, input.zone);
    const zone = askedZone?.zone;
    const [audit, records, settings] = await Promise.all([
      tryPart(() => fetchAuditLog(cloudflare, window, zone)),
      zone && tryPart(() => fetchChangedRecords(cloudflare, window, zone)),
      zone &&
        fetchZoneSettings(cloudflare, zone.id, [...SSL_SETTINGS, ...SECURITY_SETTINGS, ...TRAFFIC_SETTINGS]),
    ]);
    const readBackToMs = valueFrom(audit)?.readBackToMs;
    const fromSettings =
      zone && valueFrom(settings)
        ? toSettingChanges(valueFrom(settings)?.entries ?? new Map(), window, zone)
        : [];
    const own = [...(valueFrom(records)?.changes ?? []), ...fromSettings];
    // Changes of the other sources that are older than the audit entries fetched so far are left for the next page: the
    // timeline has no gaps then.
    const merged = mergeChanges(
      valueFrom(audit)?.changes ?? [],
      own.filter(({ timeMs }) => timeMs > (readBackToMs ?? 0)),
    );
    const left = merged.slice(start);
    const rows = rowsThatFit(left, input.limit, toRow);
    const returned = rows.length;
    const next =
      returned < left.length
        ? { since: window.sinceMs, before: window.beforeMs, row: start + returned }
        : readBackToMs !== undefined && { since: window.sinceMs, before: readBackToMs + 1, row: 0 };
    return {
      changes: toTable(COLUMNS, rows),
      window: formatWindow(window),
      sources: {
        audit_log: stateOf(audit, valueFrom(audit)?.changes.length),
        ...(zone && { dns_records: stateOf(records, valueFrom(records)?.changes.length) }),
        ...(zone && { zone_settings: stateOf(settings, fromSettings.length) }),
      },
      returned,
      ...(readBackToMs === undefined && { total: merged.length }),
      ...unavailableParts([
        ...missingFrom('audit_log', audit),
        ...missingFrom('dns_records', records),
        ...missingFrom('zone_settings', settings),
        ...(valueFrom(settings)?.missing ?? []),
      ]),
      ...presentNotes([
        wholeZoneNote(askedZone),
        'Audit entries appear some minutes after a change and are kept for 18 months. Deleted records appear only there.',
        zone === undefined && 'Give zone to see the last changes of its DNS records and settings, too.',
        valueFrom(records)?.isWhole === false &&
          'The zone has too many records to check them all: rely on the audit log.',
        readBackToMs !== undefined &&
          `Read back to ${formatTime(readBackToMs)} only. next_cursor continues from there.`,
      ]),
      ...(next && { next_cursor: encodeCursor(question, next) }),
    };
  },
});

const COLUMNS = ['time', 'who', 'action', 'what', 'on', 'zone', 'before', 'after', 'result', 'source'];

function toRow({ timeMs, who, action, what, on, zone, before, after, result, source }: Change) {
  return { time: formatTime(timeMs), who, action, what, on, zone, before, after, result, source };
}

function stateOf(part: AnswerPart<unknown> | undefined, count: number | undefined): string {
  if (part && 'missing' in part) return part.missing.permission ? 'forbidden' : 'failed';
  return count === 0 ? 'empty' : 'ok';
}
