/** Changes in the account: from the audit log, and from the last change that DNS records and settings report themselves. */
import { SAME_CHANGE_MS } from '../../limits/answers.ts';
import { CHANGED_RECORDS_READ_MAX } from '../../limits/cloudflare.ts';
import { isInWindow, type TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { contentOf } from '../records/record-content.ts';
import { parseRecordFilters } from '../records/record-filters.ts';
import { fetchRecordsInZone } from '../records/record-search.ts';
import type { ZoneName } from '../zone-memory.ts';
import { changedFields, type FieldChange } from './audit-body.ts';
import { type RuleChange, rulesGone } from './rule-change.ts';

export interface Change {
  /** Of the audit entry. */
  readonly id: string | undefined;
  readonly timeMs: number;
  /** A person's e-mail or a token's name. Only the audit log knows it. */
  readonly who: string | undefined;
  /** Dashboard, a token by its name, Cloudflare itself. */
  readonly via: string | undefined;
  readonly action: string;
  /** In Cloudflare's words: "Purge Cache". */
  readonly did: string | undefined;
  readonly what: string;
  /** The name of what was changed. Undefined where the source has only its ID, as for a change that was refused. */
  readonly on: string | undefined;
  /** Of a DNS record: A, CNAME and so on. */
  readonly type: string | undefined;
  readonly zone: string | undefined;
  readonly changed: readonly FieldChange[];
  /** What the thing was after it, in full, as far as the entry shows: most of it did not change. */
  readonly held?: readonly FieldChange[];
  /** The entry does not have what was sent: what of `held` changed, only an older entry tells. */
  readonly isSentUnknown?: boolean;
  /** In place of `changed`, where it is about rules. */
  readonly rules: RuleChange | undefined;
  /** Undefined for a success. */
  readonly result: string | undefined;
  /** Why it was refused. */
  readonly reason: string | undefined;
  readonly source: 'audit_log' | 'dns_records' | 'zone_settings';
  /** The ID of what was changed, which is the same in a record and in the audit entry of its change. */
  readonly resourceId: string | undefined;
}

/** What only the audit log knows. */
const UNKNOWN_TO_OTHERS = {
  id: undefined,
  who: undefined,
  via: undefined,
  did: undefined,
  rules: undefined,
  result: undefined,
  reason: undefined,
} as const;

/** Existing records of a zone that were changed in the window. Cloudflare cannot sort by time, so all records are fetched. */
export async function fetchChangedRecords(
  cloudflare: Cloudflare,
  window: TimeWindow,
  zone: ZoneName,
): Promise<{ changes: Change[]; isWhole: boolean; undated: number; known: KnownThings }> {
  const { rows, hasMore } = await fetchRecordsInZone(
    cloudflare,
    zone,
    parseRecordFilters({}),
    0,
    CHANGED_RECORDS_READ_MAX,
  );
  const changes = rows.flatMap((record): Change[] => {
    const timeMs = Date.parse(record.modified_on ?? '');
    if (!isInWindow(timeMs, window)) return [];
    const change: Change = {
      ...UNKNOWN_TO_OTHERS,
      timeMs,
      action: record.created_on === record.modified_on ? 'create' : 'change',
      what: 'dns_record',
      on: record.name,
      type: record.type,
      zone: zone.name,
      changed: changedFields(
        undefined,
        { content: contentOf(record), proxied: record.proxied },
        'dns_record',
      ),
      source: 'dns_records',
      resourceId: record.id,
    };
    return [change];
  });
  const known = new Map(rows.map(({ id, name, type }) => [id, { on: name, type }]));
  const undated = rows.filter(({ modified_on }) => Number.isNaN(Date.parse(modified_on ?? ''))).length;
  return { changes, isWhole: !hasMore, undated, known };
}

/** Settings of a zone that were changed in the window. */
export function toSettingChanges(
  settings: ReadonlyMap<string, { readonly value: unknown; readonly modifiedOn: string | undefined }>,
  window: TimeWindow,
  zone: ZoneName,
): Change[] {
  return [...settings].flatMap(([id, { value, modifiedOn }]): Change[] => {
    const timeMs = Date.parse(modifiedOn ?? '');
    if (!isInWindow(timeMs, window)) return [];
    const shown = typeof value === 'object' ? JSON.stringify(value) : value;
    const change: Change = {
      ...UNKNOWN_TO_OTHERS,
      timeMs,
      action: 'change',
      what: 'zone_setting',
      on: id,
      type: undefined,
      zone: zone.name,
      changed: changedFields(undefined, { value: shown }, 'zone_setting'),
      source: 'zone_settings',
      resourceId: id,
    };
    return [change];
  });
}

/** Newest first. A change that two sources report is listed once, as in the audit log, which knows who made it. */
export function mergeChanges(audit: readonly Change[], others: readonly Change[]): Change[] {
  // An audit entry that failed is no change, so it does not hide one.
  const successful = audit.filter(({ result }) => result === undefined);
  const isKnown = ({ resourceId, timeMs }: Change) =>
    successful.some(
      (entry) => entry.resourceId === resourceId && Math.abs(entry.timeMs - timeMs) < SAME_CHANGE_MS,
    );
  return [...audit, ...others.filter((change) => !isKnown(change))].sort((a, b) => b.timeMs - a.timeMs);
}

/** What things are called, by their IDs. */
export type KnownThings = ReadonlyMap<string, Pick<Change, 'on' | 'type'>>;

/** An entry without a name may be about something that another one names. */
export function thingsNamedIn(changes: readonly Change[]): KnownThings {
  return new Map(
    changes.flatMap(({ resourceId, on, type }) =>
      resourceId === undefined || on === undefined ? [] : [[resourceId, { on, type }] as const],
    ),
  );
}

/** Says what a thing was before, from older changes of it: of each, the newest that tells the field. */
export function withFormer(change: Change, older: readonly Change[]): Change {
  const earlier = older.filter(
    ({ timeMs, result, source }) => timeMs <= change.timeMs && result === undefined && source === 'audit_log',
  );
  const told = earlier.flatMap(({ changed, held = [] }) => [...changed, ...held]);
  const formerOf = (name: string) =>
    told.find(({ field, after }) => field === name && after !== undefined)?.after;
  const mayHave = change.isSentUnknown
    ? (change.held ?? []).filter(({ field }) => formerOf(field) !== undefined)
    : [];
  const changed = [...change.changed, ...mayHave].flatMap((each): FieldChange[] => {
    const former = each.before ?? formerOf(each.field);
    // A program sends the whole thing again: what is the same did not change.
    if (former === each.after && change.result === undefined) return [];
    return [{ ...each, ...(former !== undefined && { before: former }) }];
  });
  const named = earlier.find(({ on }) => on !== undefined);
  const isGone = /delete/i.test(change.action) && change.changed.length === 0 && change.rules === undefined;
  return {
    ...change,
    changed: [...changed, ...(isGone ? lastFieldsOf(told) : [])],
    on: change.on ?? named?.on,
    type: change.type ?? named?.type,
  };
}

/** What a deleted thing was. */
function lastFieldsOf(told: readonly FieldChange[]): FieldChange[] {
  const last = new Map<string, string>();
  for (const { field, after } of told) {
    if (after !== undefined && !last.has(field)) last.set(field, after);
  }
  return [...last].map(([field, before]) => ({ field, before }));
}

/** The rules that a change removed, where an older change tells which there were; undefined where none does. */
export function rulesGoneBy(
  { rules, timeMs, result }: Change,
  older: readonly Change[],
): string[] | undefined {
  if (rules?.after === undefined || result !== undefined) return undefined;
  const former = older.find(
    (each) => each.timeMs <= timeMs && each.result === undefined && each.rules?.after,
  );
  return former?.rules?.after && rulesGone(former.rules.after, rules.after);
}
