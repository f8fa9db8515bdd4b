/** Finds zones by name, by a host in them, or by ID, and suggests similar names when there is none. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { distance } from 'fastest-levenshtein';
import {
  NAME_CHARS_MAX,
  PAGE_SIZE_MIN,
  SIMILAR_NAMES_MAX,
  ZONE_LABELS_MAX,
  ZONES_COMPARED_MAX,
  ZONES_PAGE_SIZE,
} from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import { plainText } from '../../text/plain-text.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { failureIn } from '../http/failure.ts';
import { fetchRows, type Page, toPage } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';

/** One page of the account's zones. Ordered by name: in the order by status, zones would move while pages are fetched. */
export async function fetchZonesPage(
  cloudflare: Cloudflare,
  page: number,
  perPage: number,
  filters: { name?: string; status?: 'active' | 'pending' | 'initializing' | 'moved' } = {},
): Promise<Page<Zone>> {
  const account = { id: await cloudflare.accountId() };
  const order = { order: 'name', direction: 'asc' } as const;
  return toPage(await cloudflare.api.zones.list({ account, ...filters, ...order, page, per_page: perPage }));
}

/** Some of the account's zones, in the order of their names. */
export interface ZonePage {
  readonly zones: readonly ZoneName[];
  /** Zones of the account, if Cloudflare says how many. */
  readonly total: number | undefined;
  /** Whether the account has zones after these. */
  readonly hasMore: boolean;
}

/**
 * Pages of the account's zones, from an index in the list ordered by name. While the caller works on one page, the next
 * one is being fetched.
 * @param max zones in all pages together.
 */
export async function* fetchZonePages(
  cloudflare: Cloudflare,
  from: number,
  max: number,
): AsyncGenerator<ZonePage> {
  // Each page ends where a page of the API ends, so that none is fetched twice.
  const pageAt = (index: number) =>
    fetchRows(index, ZONES_PAGE_SIZE - (index % ZONES_PAGE_SIZE), ZONES_PAGE_SIZE, (page, perPage) =>
      fetchZonesPage(cloudflare, page, perPage),
    );
  const end = from + max;
  let index = from;
  let next = pageAt(index);
  for (;;) {
    const { rows, total, hasMore } = await next;
    const zones = rows.slice(0, end - index).map(toZoneName);
    index += zones.length;
    const isLast = !hasMore || index >= end;
    if (!isLast) {
      next = pageAt(index);
      // If the caller stops early, nobody awaits this page: its failure must not end the process.
      next.catch(() => undefined);
    }
    yield { zones, total, hasMore: hasMore || zones.length < rows.length };
    if (isLast) return;
  }
}

/**
 * @param reference a zone ID, a zone's name, or a host in a zone; in lower case and Punycode.
 * @throws Refusal when the account has no such zone; it suggests similar names.
 */
export async function findZone(cloudflare: Cloudflare, reference: string): Promise<ZoneName> {
  const isId = /^[0-9a-f]{32}$/.test(reference);
  const zone = isId
    ? await fetchZoneById(cloudflare, reference)
    : await findZoneOfHost(cloudflare, reference);
  if (zone !== undefined) return zone;
  const similar = isId ? [] : await findSimilarNames(cloudflare, reference);
  throw new Refusal(
    `No zone ${isId ? 'with the ID' : 'named'} "${reference}" in this account. ` +
      (similar.length > 0 ? `Similar names: ${similar.join(', ')}. ` : '') +
      'It may belong to another account, be hidden from this credential, or be misspelt. ' +
      'Next: call list_zones to see the zones of this account, then ask again with one of their names.',
  );
}

/** The most specific zone that contains a host; undefined when the account has none. One request for each possible name. */
export async function findZoneOfHost(cloudflare: Cloudflare, host: string): Promise<ZoneName | undefined> {
  const known = cloudflare.zones.get(host);
  if (known !== undefined) return known;
  const labels = host.split('.').slice(-ZONE_LABELS_MAX);
  // The last label alone is a top-level domain and cannot be a zone. It is asked for only if there is nothing else.
  const candidates = labels
    .map((_, index) => labels.slice(index).join('.'))
    .slice(0, Math.max(1, labels.length - 1));
  const pages = await Promise.all(
    candidates.map(
      (name) => cloudflare.zones.get(name) ?? fetchZonesPage(cloudflare, 1, PAGE_SIZE_MIN, { name }),
    ),
  );
  for (const [index, found] of pages.entries()) {
    const zone = 'rows' in found ? found.rows.find((row) => row.name === candidates[index]) : found;
    if (zone !== undefined) return remember(cloudflare, zone, host);
  }
  return undefined;
}

async function fetchZoneById(cloudflare: Cloudflare, id: string): Promise<ZoneName | undefined> {
  const known = cloudflare.zones.get(id);
  if (known !== undefined) return known;
  try {
    const zone = await cloudflare.api.zones.get({ zone_id: id });
    // A credential may reach several accounts, but this server is configured for one.
    const accountId = cloudflare.configuredAccountId;
    if (accountId !== undefined && zone.account.id !== undefined && zone.account.id !== accountId) {
      return undefined;
    }
    return remember(cloudflare, zone, id);
  } catch (error) {
    if (failureIn(error)?.kind === 'not_found') return undefined;
    throw error;
  }
}

function remember(cloudflare: Cloudflare, found: Zone | ZoneName, key: string): ZoneName {
  const zone = 'status' in found ? toZoneName(found) : (found as ZoneName);
  for (const each of [zone.id, zone.name, key]) cloudflare.zones.set(each, zone);
  return zone;
}

function toZoneName({ id, name, status, paused, type }: Zone): ZoneName {
  if (status !== undefined && status !== 'active') {
    return { id, name, caveat: `${name} is ${status}: the public DNS does not use these records yet.` };
  }
  if (paused) {
    return { id, name, caveat: `${name} is paused: its proxied records answer with the origin's address.` };
  }
  if (type === 'partial') {
    return { id, name, caveat: `${name} is partial (CNAME setup): its authoritative DNS is elsewhere.` };
  }
  return { id, name };
}

async function findSimilarNames(cloudflare: Cloudflare, wanted: string): Promise<string[]> {
  const { rows } = await fetchRows(0, ZONES_COMPARED_MAX, ZONES_PAGE_SIZE, (page, perPage) =>
    fetchZonesPage(cloudflare, page, perPage),
  );
  // Two wrong letters, or one in three in a long name.
  const isSimilar = (name: string) =>
    distance(name, wanted) <= Math.max(2, wanted.length / 3) || name.includes(wanted);
  return rows
    .map((zone) => plainText(String(zone.name), NAME_CHARS_MAX))
    .filter(isSimilar)
    .sort((a, b) => distance(a, wanted) - distance(b, wanted))
    .slice(0, SIMILAR_NAMES_MAX);
}
