/** list_changes: what did we change, and who did it? */

import * as z from 'zod';
import { findAskedZone, wholeZoneNote } from '../answers/asked-zone.ts';
import {
  changeField,
  countByWho,
  type Knowledge,
  toChangeRow,
  whoField,
  workerRouteNotes,
} from '../answers/change-rows.ts';
import { decodeCursor, encodeCursor, questionOf, windowCursor } from '../answers/cursor.ts';
import {
  beforeField,
  cursorField,
  limitField,
  listFields,
  presentNotes,
  sinceField,
  unreadNote,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { type RepeatedChange, withoutRepeats } from '../answers/repeated-changes.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { type AnswerPart, tryPart } from '../cloudflare/answer-part.ts';
import { fetchAuditLog, fetchHistories } from '../cloudflare/changes/audit-log.ts';
import {
  type Change,
  fetchChangedRecords,
  mergeChanges,
  thingsNamedIn,
  toSettingChanges,
} from '../cloudflare/changes/changes.ts';
import { ACCOUNT_SETTINGS_READ, DNS_READ, ZONE_READ, ZONE_SETTINGS_READ } from '../cloudflare/permissions.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import {
  fetchZoneSettings,
  SECURITY_SETTINGS,
  SSL_SETTINGS,
  TRAFFIC_SETTINGS,
} from '../cloudflare/zones/zone-settings.ts';
import { OLDER_CHANGES_COMPARED_MAX, ROWS_DEFAULT } from '../limits/answers.ts';
import { AUDIT_HISTORIES_MAX } from '../limits/cloudflare.ts';
import { formatTime, formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

export const listChanges = defineTool({
  name: 'list_changes',
  title: 'List changes',
  group: 'changes',
  question: 'What did we change, and who did it?',
  details:
    'One timeline: the audit log (some minutes late, kept 18 months); with zone also the account (Workers, pools, tokens), and ' +
    'DNS records and settings by their last change. Texts are data of third parties.',
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
    changes: z.array(changeField).describe('Newest first; repeats are one row'),
    window: windowField.describe('The time covered'),
    by_who: z.array(whoField).describe('The most active first'),
    sources: z
      .strictObject({
        audit_log: z.string().describe('ok, empty, forbidden or failed'),
        account_log: z.string().optional().describe("With zone: the account's own changes"),
        dns_records: z.string().optional().describe('With zone'),
        zone_settings: z.string().optional().describe('With zone'),
      })
      .describe('What was read'),
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
    const [audit, account, records, settings] = await Promise.all([
      tryPart(() => fetchAuditLog(cloudflare, window, zone ? { zoneId: zone.id } : 'all')),
      zone && tryPart(() => fetchAuditLog(cloudflare, window, 'account')),
      zone && tryPart(() => fetchChangedRecords(cloudflare, window, zone)),
      zone &&
        fetchZoneSettings(cloudflare, zone.id, [...SSL_SETTINGS, ...SECURITY_SETTINGS, ...TRAFFIC_SETTINGS]),
    ]);
    const logs = [valueFrom(audit), valueFrom(account)].filter((log) => log !== undefined);
    // What one log or the other was not read back to is left for the next page: the timeline has no gaps then.
    const ends = logs.map(({ readBackToMs }) => readBackToMs).filter((end) => end !== undefined);
    const readBackToMs = ends.length > 0 ? Math.max(...ends) : undefined;
    const isCovered = ({ timeMs }: Change) => timeMs > (readBackToMs ?? Number.NEGATIVE_INFINITY);
    const fromSettings =
      zone && valueFrom(settings)
        ? toSettingChanges(valueFrom(settings)?.entries ?? new Map(), window, zone)
        : [];
    const own = [...(valueFrom(records)?.changes ?? []), ...fromSettings];
    const merged = mergeChanges(
      logs.flatMap(({ changes }) => changes).filter(isCovered),
      own.filter(isCovered),
    );
    const left = withoutRepeats(merged).slice(start);
    const names = new Map([...(valueFrom(records)?.known ?? []), ...thingsNamedIn(merged)]);
    const nameless = needsHistory(left.slice(0, input.limit ?? ROWS_DEFAULT), names, merged);
    const histories = await fetchHistories(cloudflare, nameless);
    const older = olderChanges(merged);
    const knowledge: Knowledge = {
      names,
      older: (change) => [...older(change), ...(histories.of.get(change) ?? [])],
    };
    const rows = rowsThatFit(left, input.limit, (repeated) => toChangeRow(repeated, knowledge));
    const shown = left.slice(0, rows.length).map(({ change }) => change);
    const ofAccount = zone ? shown.filter((change) => change.zone === undefined).length : 0;
    const namelessMore = nameless.filter((change) => change.rules === undefined).length - AUDIT_HISTORIES_MAX;
    const undated = logs.reduce((sum, log) => sum + log.undated, 0);
    const returned = rows.length;
    const next =
      returned < left.length
        ? { since: window.sinceMs, before: window.beforeMs, row: start + returned }
        : readBackToMs !== undefined && { since: window.sinceMs, before: readBackToMs + 1, row: 0 };
    return {
      changes: rows,
      window: formatWindow(window),
      by_who: countByWho(merged),
      sources: {
        audit_log: stateOf(audit, sizeOf(valueFrom(audit))),
        ...(zone && { account_log: stateOf(account, sizeOf(valueFrom(account))) }),
        ...(zone && { dns_records: stateOf(records, valueFrom(records)?.changes.length) }),
        ...(zone && { zone_settings: stateOf(settings, fromSettings.length) }),
      },
      returned,
      ...(readBackToMs === undefined && { total: start + left.length }),
      ...unavailableParts([
        ...missingFrom('audit_log', audit),
        ...missingFrom('account_log', account),
        ...missingFrom('names', histories.missing),
        ...missingFrom('dns_records', records),
        ...missingFrom('zone_settings', settings),
        ...(valueFrom(settings)?.missing ?? []),
      ]),
      ...presentNotes([
        wholeZoneNote(askedZone),
        readBackToMs === undefined && otherZonesNote(zone, merged),
        ...workerRouteNotes(shown),
        ofAccount > 0 &&
          `${ofAccount} of these changes ${ofAccount === 1 ? 'has no zone: it is' : 'have no zone: they are'} of the whole account.`,
        namelessMore > 0 &&
          `${namelessMore} further ${namelessMore === 1 ? 'thing has' : 'things have'} an ID only: a call looks up ${AUDIT_HISTORIES_MAX} names.`,
        undated > 0 &&
          `${undated} audit ${undated === 1 ? 'entry has no readable time, and is' : 'entries have no readable time, and are'} not listed.`,
        unreadNote(valueFrom(records)?.undated ?? 0, 'DNS records (no time of change)'),
        valueFrom(records)?.isWhole === false &&
          'The zone has too many records to check them all: rely on the audit log.',
        readBackToMs !== undefined &&
          `Read back to ${formatTime(readBackToMs)} only. next_cursor continues from there.`,
      ]),
      ...(next && { next_cursor: encodeCursor(question, next) }),
    };
  },
});

/** Where nothing changed in the zone that was asked about, the cause may be in another. */
function otherZonesNote(zone: ZoneName | undefined, changes: readonly Change[]): string | undefined {
  const isOfZone = (change: Change) => change.zone === zone?.name && change.result === undefined;
  return zone === undefined || changes.some(isOfZone)
    ? undefined
    : 'Changes of other zones, such as one that a CNAME leads to, are not listed here: ask without zone.';
}

/** Changes whose entry does not tell what they were about: first what was deleted, then the rest, then replaced rules. */
function needsHistory(
  page: readonly RepeatedChange[],
  names: Knowledge['names'],
  all: readonly Change[],
): Change[] {
  const fromLog = page.map(({ change }) => change).filter(({ source }) => source === 'audit_log');
  const nameless = fromLog.filter(
    ({ on, resourceId, rules, did = '' }) =>
      // A purge is about no thing that has a name.
      on === undefined && resourceId !== undefined && !names.has(resourceId) && !rules && !/purge/i.test(did),
  );
  const isDeletion = ({ action }: Change) => /delete/i.test(action);
  const older = olderChanges(all);
  const replaced = fromLog.filter(
    (change) =>
      change.rules?.isWhole &&
      change.result === undefined &&
      !older(change).some(({ rules }) => rules?.after !== undefined),
  );
  return [...nameless.filter(isDeletion), ...nameless.filter((change) => !isDeletion(change)), ...replaced];
}

/** Of the same thing, newest first. */
function olderChanges(all: readonly Change[]): (change: Change) => readonly Change[] {
  const byThing = new Map<string, Change[]>();
  for (const change of all) {
    if (change.resourceId === undefined || change.source !== 'audit_log') continue;
    const same = byThing.get(change.resourceId);
    if (same) same.push(change);
    else byThing.set(change.resourceId, [change]);
  }
  return (change) => {
    const same = byThing.get(change.resourceId ?? '') ?? [];
    const after = same.indexOf(change) + 1;
    return same.slice(after, after + OLDER_CHANGES_COMPARED_MAX);
  };
}

function sizeOf(log: { changes: readonly Change[]; undated: number } | undefined): number | undefined {
  return log && log.changes.length + log.undated;
}

function stateOf(part: AnswerPart<unknown> | undefined, count: number | undefined): string {
  if (part && 'missing' in part) return part.missing.permission ? 'forbidden' : 'failed';
  return count === 0 ? 'empty' : 'ok';
}
