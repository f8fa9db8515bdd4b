/** The audit log of an account, version 2: filters that include or exclude, and a cursor instead of pages. */

import type { SimAuditEntry } from '../world/audit-log.ts';
import type { SimAccount } from '../world/world.ts';
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR } from './permissions.ts';
import { invalid, oneOf, parseInteger, parseTimeOrDate, sorted } from './query.ts';
import { accountRoute, type Call } from './route.ts';

export const auditLogRoutes = [
  accountRoute(
    '/accounts/:account_id/logs/audit',
    { permissions: ['Account Settings Read'], refusal: AUTHENTICATION_ERROR },
    listAuditLog,
  ),
  accountRoute(
    '/accounts/:account_id/logs/audit/:entry_id/history',
    { permissions: ['Account Settings Read'], refusal: AUTHENTICATION_ERROR },
    listHistory,
  ),
];

/** The parameter `<name>` keeps the entries that have one of its values; `<name>.not` drops them. */
const FILTERS: Record<string, (entry: SimAuditEntry) => string | undefined> = {
  id: (entry) => entry.id,
  audit_log_id: (entry) => entry.id,
  account_name: (entry) => entry.account.name,
  action_result: (entry) => entry.action.result,
  action_type: (entry) => entry.action.type,
  actor_context: (entry) => entry.actor.context,
  actor_email: (entry) => entry.actor.email,
  actor_id: (entry) => entry.actor.id,
  actor_ip_address: (entry) => entry.actor.ip_address,
  actor_token_id: (entry) => entry.actor.token_id,
  actor_token_name: (entry) => entry.actor.token_name,
  actor_type: (entry) => entry.actor.type,
  raw_cf_ray_id: (entry) => entry.raw.cf_ray_id,
  raw_method: (entry) => entry.raw.method,
  raw_status_code: (entry) => String(entry.raw.status_code),
  raw_uri: (entry) => entry.raw.uri,
  resource_id: (entry) => entry.resource.id,
  resource_product: (entry) => entry.resource.product,
  resource_scope: (entry) => entry.resource.scope,
  resource_type: (entry) => entry.resource.type,
  zone_id: (entry) => entry.zone?.id,
  zone_name: (entry) => entry.zone?.name,
};

function listAuditLog(account: SimAccount, { world, query }: Call): Answer {
  const sinceMs = parseTimeOrDate(query, 'since');
  const beforeMs = parseTimeOrDate(query, 'before');
  const limit = parseInteger(query, 'limit', { fallback: 100, min: 1, max: 1000 });
  const matches = parseFilters(query);
  const found = world.audit_log.filter((entry) => {
    const timeMs = Date.parse(entry.action.time);
    return entry.account.id === account.id && timeMs >= sinceMs && timeMs < beforeMs && matches(entry);
  });
  const direction = oneOf(query, 'direction', ['desc', 'asc']);
  const rows = sorted(found, (entry) => Date.parse(entry.action.time), direction);
  const start = startOf(rows, query.get('cursor'));
  const result = rows.slice(start, start + limit);
  const last = result.at(-1);
  const more = start + limit < rows.length && last;
  // As in the real API, the last page has an empty cursor, and an empty cursor asks for the first page.
  return { result, result_info: { count: String(result.length), cursor: more ? toCursor(last.id) : '' } };
}

/** All that happened to the thing of one entry. The API finds it by the URI, and says how well that worked. */
function listHistory(account: SimAccount, { world, query }: Call, entryId: string): Answer {
  const sinceMs = parseTimeOrDate(query, 'since');
  const beforeMs = parseTimeOrDate(query, 'before');
  parseTimeOrDate(query, 'action_time');
  const own = world.audit_log.filter((entry) => entry.account.id === account.id);
  const source = own.find(({ id }) => id === entryId);
  const found = own.filter((entry) => {
    const timeMs = Date.parse(entry.action.time);
    return source && entry.resource.id === source.resource.id && timeMs >= sinceMs && timeMs < beforeMs;
  });
  const result = sorted(found, (entry) => Date.parse(entry.action.time), 'asc');
  const history_status = source ? ('exact' as const) : ('unavailable' as const);
  return { result, result_info: { count: String(result.length), cursor: '', history_status } };
}

/** What an entry must be, read from the query once: a log has thousands of entries. */
function parseFilters(query: URLSearchParams): (entry: SimAuditEntry) => boolean {
  const filters = Object.entries(FILTERS).map(([name, fieldOf]) => ({
    fieldOf,
    wanted: valuesOf(query, name),
    unwanted: valuesOf(query, `${name}.not`),
  }));
  const used = filters.filter(({ wanted, unwanted }) => wanted.length + unwanted.length > 0);
  return (entry) =>
    used.every(({ fieldOf, wanted, unwanted }) => {
      const value = fieldOf(entry)?.toLowerCase() ?? '';
      return (wanted.length === 0 || wanted.includes(value)) && !unwanted.includes(value);
    });
}

/** A parameter may be repeated, and each may hold several values between commas. */
function valuesOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.toLowerCase().split(','));
}

function startOf(rows: SimAuditEntry[], cursor: string | null): number {
  if (!cursor) return 0;
  const index = rows.findIndex(({ id }) => toCursor(id) === cursor);
  if (index < 0) throw invalid('cursor', 'must come from the page before, under the same filters');
  return index + 1;
}

function toCursor(id: string): string {
  return Buffer.from(`after ${id}`).toString('base64');
}
