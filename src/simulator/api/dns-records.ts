/** DNS of one zone: its records with every documented filter, and DNSSEC. */

import type { SimRecord, SimZone } from '../world/world.ts';
import type { Answer } from './envelope.ts';
import { type Access, AUTHENTICATION_ERROR } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';
import { type Call, zoneRoute } from './route.ts';

type RecordFilter = (record: SimRecord) => boolean;

const DNS_READ: Access = { permissions: ['DNS Read'], refusal: AUTHENTICATION_ERROR };

export const dnsRecordRoutes = [
  zoneRoute('/zones/:zone_id/dns_records', DNS_READ, listDnsRecords),
  zoneRoute('/zones/:zone_id/dnssec', DNS_READ, getDnssec),
];

const OPERATORS: Record<string, (actual: string, wanted: string) => boolean> = {
  exact: (actual, wanted) => actual === wanted,
  contains: (actual, wanted) => actual.includes(wanted),
  startswith: (actual, wanted) => actual.startsWith(wanted),
  endswith: (actual, wanted) => actual.endsWith(wanted),
};

const ORDERS: Record<string, (record: SimRecord) => string | number> = {
  name: (record) => record.name,
  type: (record) => record.type,
  content: (record) => record.content,
  ttl: (record) => record.ttl,
  proxied: (record) => Number(record.proxied),
};

function listDnsRecords({ records }: SimZone, { query }: Call): Answer {
  const filters = recordFilters(query);
  const matchesAny = oneOf(query, 'match', ['all', 'any']) === 'any' && filters.length > 0;
  const search = query.get('search')?.toLowerCase();
  const found = records
    .filter((record) =>
      matchesAny ? filters.some((matches) => matches(record)) : filters.every((matches) => matches(record)),
    )
    .filter((record) => !search || searchable(record).includes(search));
  const order = oneOf(query, 'order', ['name', 'type', 'content', 'ttl', 'proxied']);
  const direction = oneOf(query, 'direction', ['asc', 'desc']);
  const rows = sorted(found, ORDERS[order] ?? ((record) => record.name), direction);
  const isShadowWanted = query.get('include_shadow_metadata') === 'true';
  const shown = isShadowWanted ? rows.map((record) => withShadow(record, records)) : rows;
  return pageOf(shown, query, { fallback: 100, min: 1, max: 5000 });
}

/** NS records of a name below the apex take over the name and all below it; the apex has none here. */
function withShadow(record: SimRecord, records: SimRecord[]): SimRecord {
  const isBelow = (name: string) => record.name === name || record.name.endsWith(`.${name}`);
  const shadowed_by = records
    .filter(({ type, name }) => type === 'NS' && record.type !== 'NS' && isBelow(name))
    .map(({ id }) => id);
  return shadowed_by.length === 0 ? record : { ...record, meta: { ...record.meta, shadowed_by } };
}

function getDnssec({ dnssec }: SimZone): Answer {
  return { result: dnssec };
}

/** The tag filters become one filter: `tag_match` combines them, and `match` combines it with the others. */
function recordFilters(query: URLSearchParams): RecordFilter[] {
  const filters: RecordFilter[] = [];
  const type = query.get('type')?.toUpperCase();
  if (type) filters.push((record) => record.type === type);
  filters.push(...textFilters(query, 'name', (record) => record.name));
  filters.push(...textFilters(query, 'content', (record) => record.content));
  filters.push(...textFilters(query, 'comment', (record) => record.comment ?? ''));
  if (query.has('comment.present')) filters.push((record) => record.comment !== null);
  if (query.has('comment.absent')) filters.push((record) => record.comment === null);
  if (query.has('proxied')) {
    const proxied = oneOf(query, 'proxied', ['true', 'false']) === 'true';
    filters.push((record) => record.proxied === proxied);
  }
  const tags = tagFilters(query);
  const anyTag = oneOf(query, 'tag_match', ['all', 'any']) === 'any';
  if (tags.length > 0) {
    filters.push((record) =>
      anyTag ? tags.some((matches) => matches(record)) : tags.every((matches) => matches(record)),
    );
  }
  return filters;
}

/** `name=`, `name.exact=`, `name.contains=` and so on. All of them ignore case. */
function textFilters(
  query: URLSearchParams,
  field: string,
  textOf: (record: SimRecord) => string,
): RecordFilter[] {
  const filters: RecordFilter[] = [];
  const plain = query.get(field)?.toLowerCase();
  if (plain) filters.push((record) => textOf(record).toLowerCase() === plain);
  for (const [operator, matches] of Object.entries(OPERATORS)) {
    const wanted = query.get(`${field}.${operator}`)?.toLowerCase();
    if (wanted) filters.push((record) => matches(textOf(record).toLowerCase(), wanted));
  }
  return filters;
}

/** A tag is written `name:value`; `tag.present` and `tag.absent` look at its name only. */
function tagFilters(query: URLSearchParams): RecordFilter[] {
  const filters: RecordFilter[] = [];
  const present = query.get('tag.present')?.toLowerCase();
  const absent = query.get('tag.absent')?.toLowerCase();
  if (present) filters.push((record) => tagsOf(record).some((tag) => tag.name === present));
  if (absent) filters.push((record) => !tagsOf(record).some((tag) => tag.name === absent));
  for (const [operator, matches] of Object.entries(OPERATORS)) {
    const text = query.get(`tag.${operator}`);
    if (!text) continue;
    const wanted = toTag(text);
    filters.push((record) =>
      tagsOf(record).some((tag) => tag.name === wanted.name && matches(tag.value, wanted.value)),
    );
  }
  return filters;
}

function tagsOf(record: SimRecord): { name: string; value: string }[] {
  return record.tags.map(toTag);
}

function toTag(text: string): { name: string; value: string } {
  const [name = '', ...value] = text.toLowerCase().split(':');
  return { name, value: value.join(':') };
}

function searchable(record: SimRecord): string {
  return [record.name, record.type, record.content, record.comment ?? '', ...record.tags]
    .join('\n')
    .toLowerCase();
}
