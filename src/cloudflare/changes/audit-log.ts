/** The audit log of the account: the entries of a window, of a zone or of the account, newest first; and the history of one thing. */
import type { AuditListResponse } from 'cloudflare/resources/accounts/logs/audit';
import {
  AUDIT_HISTORIES_MAX,
  AUDIT_KEPT_DAYS,
  AUDIT_PAGE_SIZE,
  AUDIT_PAGES_MAX,
} from '../../limits/cloudflare.ts';
import { DAY_MS } from '../../limits/time.ts';
import { toText } from '../../text/field-value.ts';
import { formatTime, isInWindow, type TimeWindow } from '../../text/moment.ts';
import { type AnswerPart, tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { toPage } from '../pages.ts';
import { toChange } from './audit-entry.ts';
import type { Change } from './changes.ts';

export interface AuditLog {
  readonly changes: readonly Change[];
  /** Set when there are more entries than one call fetches: entries up to this time are not included. */
  readonly readBackToMs: number | undefined;
  /** Entries without a readable time, which are on no timeline. */
  readonly undated: number;
}

/** Whose entries: those of one zone, those that are about no zone, or all. */
export type AuditScope = { readonly zoneId: string } | 'account' | 'all';

/** Newest first. Follows the pages itself, because the SDK does not look for the cursor where Cloudflare sends it. */
export async function fetchAuditLog(
  cloudflare: Cloudflare,
  window: TimeWindow,
  scope: AuditScope,
): Promise<AuditLog> {
  const entries: AuditListResponse[] = [];
  let cursor: string | undefined;
  let pages = 0;
  const seen = new Set<string>();
  const known = new Set<string>();
  do {
    const page = await cloudflare.api.accounts.logs.audit.list({
      account_id: await cloudflare.accountId(),
      since: new Date(window.sinceMs).toISOString(),
      before: new Date(window.beforeMs).toISOString(),
      direction: 'desc',
      limit: AUDIT_PAGE_SIZE,
      ...(cursor !== undefined && { cursor }),
      ...scopeFilter(scope),
    });
    const rows = rowsOf(page);
    // Cloudflare's own example has a cursor on the last page; the page after it may repeat what was there.
    const fresh = rows.filter(({ id }) => id === undefined || !known.has(id));
    for (const { id } of fresh) if (id !== undefined) known.add(id);
    entries.push(...fresh);
    cursor = fresh.length > 0 ? cursorOf(page.result_info) : undefined;
    pages++;
    // A cursor that was seen before would lead to an endless loop.
    if (cursor !== undefined && seen.has(cursor)) cursor = undefined;
    else if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined && pages < AUDIT_PAGES_MAX);
  const all = entries.filter((entry) => isOfScope(entry, scope)).map(toChange);
  const undated = all.filter(({ timeMs }) => Number.isNaN(timeMs)).length;
  const changes = all.filter(({ timeMs }) => isInWindow(timeMs, window));
  if (cursor === undefined || changes.length === 0) return { changes, readBackToMs: undefined, undated };
  // More entries of the oldest time may follow, so all entries of that time are left for the next call.
  const readBackToMs = Math.min(...changes.map(({ timeMs }) => timeMs));
  return { changes: changes.filter(({ timeMs }) => timeMs > readBackToMs), readBackToMs, undated };
}

/** The SDK's type has only filters that exclude; the API takes these as well. */
function scopeFilter(scope: AuditScope): object {
  if (scope === 'all') return {};
  return scope === 'account' ? { resource_scope: ['accounts'] } : { zone_id: [scope.zoneId] };
}

/** Should a filter be ignored, the entries of other zones are not taken for those of the account. */
function isOfScope({ zone }: AuditListResponse, scope: AuditScope): boolean {
  return scope !== 'account' || toText(zone?.id) === undefined;
}

/** A log without entries may come without a list. `http/request.ts` has checked that the count is 0 then. */
function rowsOf(page: {
  result: AuditListResponse[] | null | undefined;
  result_info: object;
}): readonly AuditListResponse[] {
  return toPage({ result: page.result ?? [], result_info: page.result_info ?? {} }).rows;
}

/** Documented in one place, and in the SDK's types in the other. */
function cursorOf(info: unknown): string | undefined {
  const { cursor, cursors } = (info ?? {}) as { cursor?: unknown; cursors?: { after?: unknown } | null };
  return [cursor, cursors?.after].find((each): each is string => typeof each === 'string' && each !== '');
}

/** What happened before to the thing of a change, newest first. */
async function fetchHistory(cloudflare: Cloudflare, { id = '', timeMs }: Change): Promise<Change[]> {
  const entries = await cloudflare.api.accounts.logs.audit.history(id, {
    account_id: await cloudflare.accountId(),
    action_time: new Date(timeMs).toISOString(),
    since: new Date(timeMs - AUDIT_KEPT_DAYS * DAY_MS).toISOString(),
    before: formatTime(timeMs + 1_000),
  });
  const changes = (Array.isArray(entries) ? entries : []).map((entry) =>
    toChange(entry as AuditListResponse),
  );
  return changes
    .filter((each) => each.timeMs <= timeMs && each.id !== id && each.result === undefined)
    .sort((a, b) => b.timeMs - a.timeMs);
}

export interface Histories {
  /** Of those changes whose history was fetched. */
  readonly of: ReadonlyMap<Change, readonly Change[]>;
  /** Why one could not be fetched. */
  readonly missing: AnswerPart<unknown> | undefined;
}

/** As many as one call fetches; the other changes stay without. */
export async function fetchHistories(cloudflare: Cloudflare, changes: readonly Change[]): Promise<Histories> {
  const asked = changes.filter(({ id }) => id !== undefined).slice(0, AUDIT_HISTORIES_MAX);
  const parts = await Promise.all(asked.map((change) => tryPart(() => fetchHistory(cloudflare, change))));
  const found = parts.flatMap((part, index) => {
    const change = asked[index];
    return 'value' in part && change ? [[change, part.value] as const] : [];
  });
  return { of: new Map(found), missing: parts.find((part) => 'missing' in part) };
}
