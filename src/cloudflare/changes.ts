/** Changes of the account: the audit log, and what records and settings say of their own last change. */
import type { AuditListResponse } from 'cloudflare/resources/accounts/logs/audit';
import { AUDIT_PAGE_SIZE, AUDIT_PAGES_MAX, CHANGED_RECORDS_READ_MAX } from '../limits.ts';
import type { TimeWindow } from '../text/moment.ts';
import { difference, tellBody } from './audit-body.ts';
import type { Cloudflare } from './cloudflare.ts';
import { readRecordFilters } from './records/record-filters.ts';
import { recordsInZone } from './records/record-search.ts';
import type { ZoneName } from './zone-memory.ts';

export interface Change {
  readonly timeMs: number;
  /** E-mail of a person, name of a token; unknown to records and settings. */
  readonly who: string | undefined;
  readonly action: string;
  readonly what: string;
  readonly on: string;
  readonly zone: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly result: string | undefined;
  readonly source: 'audit log' | 'dns record' | 'zone setting';
  /** Of what was changed: a record and the audit entry of its change have the same. */
  readonly resourceId: string | undefined;
}

export interface AuditReading {
  readonly changes: readonly Change[];
  /** Set when there are more entries than one call reads: those before this moment were not read. */
  readonly readBackToMs: number | undefined;
}

/** Newest first. Paged by hand: the service's cursor is not where the SDK looks for it. */
export async function readAuditLog(
  cloudflare: Cloudflare,
  window: TimeWindow,
  zone: ZoneName | undefined,
): Promise<AuditReading> {
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
      // The SDK's type has only the excluding filters; the API has this one too.
      ...(zone && ({ zone_id: [zone.id] } as object)),
    });
    entries.push(...page.result);
    const info = page.result_info as { cursor?: unknown } | undefined;
    cursor =
      typeof info?.cursor === 'string' && info.cursor !== '' && page.result.length > 0
        ? info.cursor
        : undefined;
    pages++;
    // A cursor that comes again would lead nowhere for ever.
    if (cursor !== undefined && seen.has(cursor)) cursor = undefined;
    else if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined && pages < AUDIT_PAGES_MAX);
  const changes = entries
    .map(toChange)
    .filter(({ timeMs }) => timeMs >= window.sinceMs && timeMs < window.beforeMs);
  const oldestMs = Math.min(...changes.map(({ timeMs }) => timeMs));
  const readBackToMs = cursor === undefined || changes.length === 0 ? undefined : oldestMs;
  // The moment itself is left whole for the next reading.
  return {
    changes: readBackToMs === undefined ? changes : changes.filter(({ timeMs }) => timeMs > readBackToMs),
    readBackToMs,
  };
}

/** Records of a zone that were changed in the window and still exist. There is no order by time: all are read. */
export async function readChangedRecords(
  cloudflare: Cloudflare,
  window: TimeWindow,
  zone: ZoneName,
): Promise<{ changes: Change[]; isWhole: boolean }> {
  const all = await recordsInZone(cloudflare, zone, readRecordFilters({}), 0, CHANGED_RECORDS_READ_MAX);
  const changes = all.rows.flatMap((record): Change[] => {
    const timeMs = Date.parse(record.modified_on ?? '');
    if (!(timeMs >= window.sinceMs && timeMs < window.beforeMs)) return [];
    const isNew = record.created_on === record.modified_on;
    return [
      {
        ...{
          timeMs,
          who: undefined,
          action: isNew ? 'create' : 'change',
          what: 'dns_record',
          on: `${record.name} ${record.type}`,
        },
        ...{
          zone: zone.name,
          before: undefined,
          after: tellBody({ content: record.content, proxied: record.proxied }, 'dns_record'),
        },
        ...{ result: undefined, source: 'dns record', resourceId: record.id },
      },
    ];
  });
  return { changes, isWhole: !all.hasMore };
}

/** Settings of a zone that were changed in the window. */
export function toSettingChanges(
  settings: ReadonlyMap<string, { readonly value: unknown; readonly modifiedOn: string | undefined }>,
  window: TimeWindow,
  zone: ZoneName,
): Change[] {
  return [...settings].flatMap(([id, { value, modifiedOn }]): Change[] => {
    const timeMs = Date.parse(modifiedOn ?? '');
    if (!(timeMs >= window.sinceMs && timeMs < window.beforeMs)) return [];
    const after = tellBody(
      { value: typeof value === 'object' ? JSON.stringify(value) : value },
      'zone_setting',
    );
    return [
      {
        ...{ timeMs, who: undefined, action: 'change', what: 'zone_setting', on: id, zone: zone.name },
        ...{ before: undefined, after, result: undefined, source: 'zone setting', resourceId: id },
      },
    ];
  });
}

/** The same change, told by two sources, is one: the audit log's, which knows who. */
export function merge(audit: readonly Change[], others: readonly Change[]): Change[] {
  // One that was refused changed nothing.
  const made = audit.filter(({ result }) => result === undefined);
  const isKnown = ({ resourceId, timeMs }: Change) =>
    made.some((entry) => entry.resourceId === resourceId && Math.abs(entry.timeMs - timeMs) < SAME_CHANGE_MS);
  return [...audit, ...others.filter((change) => !isKnown(change))].sort((a, b) => b.timeMs - a.timeMs);
}

/** The audit log notes the request, the record the write. */
const SAME_CHANGE_MS = 60_000;

/** Named fields only: an entry also has addresses, and bodies that may hold secrets. */
function toChange({ action, actor, resource, zone }: AuditListResponse): Change {
  const what = resource?.type ?? resource?.product ?? 'unknown';
  const response = (resource?.response ?? {}) as { before?: unknown; after?: unknown };
  const [before, after] = difference(
    tellBody(response.before, what),
    tellBody(response.after, what) ?? tellBody(resource?.response, what) ?? tellBody(resource?.request, what),
  );
  const name = (response.after ?? response.before ?? resource?.request ?? {}) as { name?: unknown };
  return {
    timeMs: Date.parse(action?.time ?? ''),
    who: actor?.email || actor?.token_name || actor?.id || actor?.type,
    action: action?.type ?? 'unknown',
    what,
    on: typeof name.name === 'string' ? name.name : (resource?.id ?? action?.description ?? ''),
    zone: zone?.name,
    before,
    after,
    result: action?.result === 'success' ? undefined : action?.result,
    source: 'audit log',
    resourceId: resource?.id,
  };
}
