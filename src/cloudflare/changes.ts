/** Changes in the account: from the audit log, and from the last change that DNS records and settings report themselves. */
import type { AuditListResponse } from 'cloudflare/resources/accounts/logs/audit';
import { SAME_CHANGE_MS } from '../limits/answers.ts';
import { AUDIT_PAGE_SIZE, AUDIT_PAGES_MAX, CHANGED_RECORDS_READ_MAX } from '../limits/cloudflare.ts';
import { toText } from '../text/field-value.ts';
import { isInWindow, type TimeWindow } from '../text/moment.ts';
import { changedFields, type FieldChange, hasSafeFields, textInBody } from './audit-body.ts';
import type { Cloudflare } from './cloudflare.ts';
import { parseRecordFilters } from './records/record-filters.ts';
import { fetchRecordsInZone } from './records/record-search.ts';
import type { ZoneName } from './zone-memory.ts';

export interface Change {
  readonly timeMs: number;
  /** A person's e-mail or a token's name. Only the audit log knows it. */
  readonly who: string | undefined;
  readonly action: string;
  readonly what: string;
  /** The name of what was changed. Undefined where the source has only its ID, as for a change that was refused. */
  readonly on: string | undefined;
  /** Of a DNS record: A, CNAME and so on. */
  readonly type: string | undefined;
  readonly zone: string | undefined;
  readonly changed: readonly FieldChange[];
  /** Undefined for a success. */
  readonly result: string | undefined;
  readonly source: 'audit_log' | 'dns_records' | 'zone_settings';
  /** The ID of what was changed, which is the same in a record and in the audit entry of its change. */
  readonly resourceId: string | undefined;
}

export interface AuditLog {
  readonly changes: readonly Change[];
  /** Set when there are more entries than one call fetches: entries up to this time are not included. */
  readonly readBackToMs: number | undefined;
}

/** Newest first. Follows the pages itself, because the SDK does not look for the cursor where Cloudflare sends it. */
export async function fetchAuditLog(
  cloudflare: Cloudflare,
  window: TimeWindow,
  zone: ZoneName | undefined,
): Promise<AuditLog> {
  const entries: AuditListResponse[] = [];
  let cursor: string | undefined;
  let pages = 0;
  const seen = new Set<string>();
  do {
    const page = await cloudflare.api.accounts.logs.audit.list({
      account_id: await cloudflare.accountId(),
      since: new Date(window.sinceMs).toISOString(),
      before: new Date(window.beforeMs).toISOString(),
      direction: 'desc',
      limit: AUDIT_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
      // The SDK's type has only filters that exclude; the API takes this one as well.
      ...(zone && ({ zone_id: [zone.id] } as object)),
    });
    entries.push(...page.result);
    const info = page.result_info as { cursor?: unknown } | undefined;
    cursor =
      typeof info?.cursor === 'string' && info.cursor !== '' && page.result.length > 0
        ? info.cursor
        : undefined;
    pages++;
    // A cursor that was seen before would lead to an endless loop.
    if (cursor !== undefined && seen.has(cursor)) cursor = undefined;
    else if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined && pages < AUDIT_PAGES_MAX);
  const changes = entries.map(toChange).filter(({ timeMs }) => isInWindow(timeMs, window));
  if (cursor === undefined || changes.length === 0) return { changes, readBackToMs: undefined };
  // More entries of the oldest time may follow, so all entries of that time are left for the next call.
  const readBackToMs = Math.min(...changes.map(({ timeMs }) => timeMs));
  return { changes: changes.filter(({ timeMs }) => timeMs > readBackToMs), readBackToMs };
}

/** Existing records of a zone that were changed in the window. Cloudflare cannot sort by time, so all records are fetched. */
export async function fetchChangedRecords(
  cloudflare: Cloudflare,
  window: TimeWindow,
  zone: ZoneName,
): Promise<{ changes: Change[]; isWhole: boolean; known: KnownThings }> {
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
      timeMs,
      who: undefined,
      action: record.created_on === record.modified_on ? 'create' : 'change',
      what: 'dns_record',
      on: record.name,
      type: record.type,
      zone: zone.name,
      changed: changedFields(undefined, { content: record.content, proxied: record.proxied }, 'dns_record'),
      result: undefined,
      source: 'dns_records',
      resourceId: record.id,
    };
    return [change];
  });
  const known = new Map(rows.map(({ id, name, type }) => [id, { on: name, type }]));
  return { changes, isWhole: !hasMore, known };
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
      timeMs,
      who: undefined,
      action: 'change',
      what: 'zone_setting',
      on: id,
      type: undefined,
      zone: zone.name,
      changed: changedFields(undefined, { value: shown }, 'zone_setting'),
      result: undefined,
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

/** Named fields only: an entry also has IP addresses, and bodies that may hold secrets. */
function toChange({ action, actor, resource, zone }: AuditListResponse): Change {
  const what = toText(resource?.type) ?? toText(resource?.product) ?? 'unknown';
  const resourceId = toText(resource?.id);
  const response = (resource?.response ?? {}) as { before?: unknown; after?: unknown };
  const bodies = [response.after, response.before, resource?.response, resource?.request];
  const said = (field: 'name' | 'type') =>
    bodies.map((body) => textInBody(body, field)).find((each) => each !== undefined);
  const isRecord = isDnsRecord(what);
  // Of a change to the zone itself.
  const zoneName = resourceId !== undefined && resourceId === zone?.id ? toText(zone.name) : undefined;
  return {
    timeMs: Date.parse(action?.time ?? ''),
    who: [actor?.email, actor?.token_name, actor?.id, actor?.type]
      .map(toText)
      .find((each) => each !== undefined),
    action: toText(action?.type) ?? 'unknown',
    what,
    on: said('name') ?? readableId(resourceId) ?? zoneName,
    type: isRecord ? said('type') : undefined,
    zone: toText(zone?.name),
    // A name or a type that something begins or ends with is said already.
    changed: changedIn(response, resource?.request, what).filter(
      ({ field, before, after }) =>
        (before !== undefined && after !== undefined) ||
        !(field === 'name' || (isRecord && field === 'type')),
    ),
    result: action?.result === 'success' ? undefined : toText(action?.result),
    source: 'audit_log',
    resourceId,
  };
}

function changedIn(
  response: { before?: unknown; after?: unknown },
  request: unknown,
  what: string,
): FieldChange[] {
  const sent = [response, request].find((body) => hasSafeFields(body, what));
  if (hasSafeFields(response.after, what) || sent === undefined) {
    return changedFields(response.before, response.after, what);
  }
  // What was sent has only some fields: those that it leaves out did not change.
  return changedFields(response.before, sent, what).filter(({ after }) => after !== undefined);
}

export function isDnsRecord(what: string): boolean {
  return /^dns_?records?$/i.test(what);
}

/** The ID of a setting is its name: `security_level`. Other IDs are hexadecimal. */
function readableId(id: string | undefined): string | undefined {
  return id === undefined || /^[0-9a-f-]{16,}$/i.test(id) ? undefined : id;
}
