/** Zones by name, by a host in them, or by ID; with near names when there is none. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { distance } from 'fastest-levenshtein';
import {
  NAME_CHARS_MAX,
  NEAR_NAMES_MAX,
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

/** One page of the account's zones, ordered by name so that pages do not shift while zones change their status. */
export async function zonesPage(
  cloudflare: Cloudflare,
  page: number,
  perPage: number,
  filters: { name?: string; status?: 'active' | 'pending' | 'initializing' | 'moved' } = {},
): Promise<Page<Zone>> {
  const account = { id: await cloudflare.accountId() };
  const order = { order: 'name', direction: 'asc' } as const;
  return toPage(await cloudflare.api.zones.list({ account, ...filters, ...order, page, per_page: perPage }));
}

/**
 * The account's zones in the order of their names, from a place in that order on. The next page is asked for while the
 * zones of this one are worked on.
 * @param onTotal told how many zones there are, as soon as that is known.
 * @param onCut told when there are more zones than `max`.
 */
export async function* zonesFrom(
  cloudflare: Cloudflare,
  from: number,
  max: number,
  onTotal: (total: number) => void,
  onCut: () => void,
): AsyncGenerator<{ place: number; zone: ZoneName }> {
  // Up to the end of a page, so that each page is asked for once.
  const pageAt = (place: number) =>
    fetchRows(place, ZONES_PAGE_SIZE - (place % ZONES_PAGE_SIZE), ZONES_PAGE_SIZE, (page, perPage) =>
      zonesPage(cloudflare, page, perPage),
    );
  let place = from;
  let next = pageAt(place);
  for (;;) {
    const { rows, total, hasMore } = await next;
    if (total !== undefined) onTotal(total);
    const isLast = !hasMore || place + rows.length >= from + max;
    if (!isLast) {
      next = pageAt(place + rows.length);
      // It is awaited later, or never when the search ends before: its failure must not end the process.
      next.catch(() => undefined);
    }
    for (const zone of rows.slice(0, from + max - place)) yield { place: place++, zone: toZoneName(zone) };
    if (isLast && (hasMore || place < from + rows.length)) onCut();
    if (isLast) return;
  }
}

/**
 * @param reference a zone's ID, its name, or a host name in it; in Punycode and lower case.
 * @throws Refusal that suggests near names when the account has no such zone.
 */
export async function findZone(cloudflare: Cloudflare, reference: string): Promise<ZoneName> {
  const isId = /^[0-9a-f]{32}$/.test(reference);
  const zone = isId ? await zoneById(cloudflare, reference) : await zoneHolding(cloudflare, reference);
  if (zone !== undefined) return zone;
  const near = isId ? [] : await nearNames(cloudflare, reference);
  throw new Refusal(
    `No zone ${isId ? 'with the ID' : 'named'} "${reference}" in this account. ` +
      (near.length > 0 ? `Near names: ${near.join(', ')}. ` : '') +
      'It may belong to another account, be outside the zones that this credential is limited to, or be misspelt. ' +
      'Next: call list_zones to see the zones of this account, then ask again with one of their names.',
  );
}

/** The most specific zone that contains a host; undefined when the account has none. Asks once per possible zone name. */
export async function zoneHolding(cloudflare: Cloudflare, host: string): Promise<ZoneName | undefined> {
  const known = cloudflare.zones.get(host);
  if (known !== undefined) return known;
  const labels = host.split('.').slice(-ZONE_LABELS_MAX);
  // A single label is a top-level domain, which is nobody's zone; unless it is all that was asked for.
  const candidates = labels
    .map((_, at) => labels.slice(at).join('.'))
    .slice(0, Math.max(1, labels.length - 1));
  const pages = await Promise.all(
    candidates.map((name) => cloudflare.zones.get(name) ?? zonesPage(cloudflare, 1, 5, { name })),
  );
  for (const [at, found] of pages.entries()) {
    const zone = 'rows' in found ? found.rows.find((row) => row.name === candidates[at]) : found;
    if (zone !== undefined) return remember(cloudflare, zone, host);
  }
  return undefined;
}

async function zoneById(cloudflare: Cloudflare, id: string): Promise<ZoneName | undefined> {
  const known = cloudflare.zones.get(id);
  if (known !== undefined) return known;
  try {
    const zone = await cloudflare.api.zones.get({ zone_id: id });
    // A credential may reach several accounts; the server was told to look into one.
    const accountId = cloudflare.configuredAccountId;
    if (accountId !== undefined && zone.account.id !== undefined && zone.account.id !== accountId)
      return undefined;
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
  if (paused)
    return { id, name, caveat: `${name} is paused: its proxied records answer with the origin's address.` };
  if (type === 'partial') {
    return { id, name, caveat: `${name} is partial (CNAME set-up): its authoritative DNS is elsewhere.` };
  }
  return { id, name };
}

async function nearNames(cloudflare: Cloudflare, wanted: string): Promise<string[]> {
  const { rows } = await fetchRows(0, ZONES_COMPARED_MAX, ZONES_PAGE_SIZE, (page, perPage) =>
    zonesPage(cloudflare, page, perPage),
  );
  const near = (name: string) =>
    distance(name, wanted) <= Math.max(2, wanted.length / 3) || name.includes(wanted);
  return rows
    .map((zone) => plainText(String(zone.name), NAME_CHARS_MAX))
    .filter(near)
    .sort((a, b) => distance(a, wanted) - distance(b, wanted))
    .slice(0, NEAR_NAMES_MAX);
}
