/** The audit log of an account, version 2: filters that include and exclude, and a cursor of its own kind. */

import type { SimAuditEntry } from '../world/audit.ts';
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR, accountFor, type Call } from './permissions.ts';
import { integer, invalid, momentOrDate, oneOf, sorted } from './query.ts';

type Read = (entry: SimAuditEntry) => string | undefined;

/** The parameter `<name>` keeps entries with one of its values, `<name>.not` drops them. */
const FILTERS: Record<string, Read> = {
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

export function listAuditLog(call: Call, accountId: string): Answer {
  accountFor(call, accountId, { accepts: ['Account Settings Read'], lacking: AUTHENTICATION_ERROR });
  const { query } = call;
  const since = momentOrDate(query, 'since');
  const before = momentOrDate(query, 'before');
  const limit = integer(query, 'limit', { fallback: 100, min: 1, max: 1000 });
  const found = call.world.audit_log.filter((entry) => {
    const time = Date.parse(entry.action.time);
    return entry.account.id === accountId && time >= since && time < before && matches(entry, query);
  });
  const direction = oneOf(query, 'direction', ['desc', 'asc']);
  const rows = sorted(found, (entry) => Date.parse(entry.action.time), direction);
  const start = startOf(rows, query.get('cursor'));
  const result = rows.slice(start, start + limit);
  const last = result.at(-1);
  const more = start + limit < rows.length && last;
  // An empty cursor at the end, and sent back it means the first page again: as treacherous as it looks.
  return { result, result_info: { count: String(result.length), cursor: more ? toCursor(last.id) : '' } };
}

function matches(entry: SimAuditEntry, query: URLSearchParams): boolean {
  return Object.entries(FILTERS).every(([name, read]) => {
    const value = read(entry)?.toLowerCase() ?? '';
    const wanted = valuesOf(query, name);
    const unwanted = valuesOf(query, `${name}.not`);
    return (wanted.length === 0 || wanted.includes(value)) && !unwanted.includes(value);
  });
}

/** Repeated and comma-separated values mean the same. */
function valuesOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.toLowerCase().split(','));
}

function startOf(rows: SimAuditEntry[], cursor: string | null): number {
  if (!cursor) return 0;
  const at = rows.findIndex(({ id }) => toCursor(id) === cursor);
  if (at < 0) throw invalid('cursor', 'must come from the page before, under the same filters');
  return at + 1;
}

function toCursor(id: string): string {
  return Buffer.from(`after ${id}`).toString('base64');
}
