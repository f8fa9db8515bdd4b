/** Finds zones by name, by a host in them, or by ID, and suggests similar names when there is none. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { distance } from 'fastest-levenshtein';
import { NAME_CHARS_MAX, SIMILAR_NAMES_MAX } from '../../limits/answers.ts';
import { ZONE_LABELS_MAX, ZONES_COMPARED_MAX, ZONES_PAGE_SIZE } from '../../limits/cloudflare.ts';
import { Refusal } from '../../refusal.ts';
import { toAsciiHost, toBothSpellings, toUnicodeHost, toUnicodePart } from '../../text/host-name.ts';
import { plainText } from '../../text/plain-text.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { failureIn } from '../http/failure.ts';
import { fetchRows, type Page, type Rows, toPage } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { chooseZone, isReadable, toZoneName, UNREADABLE_ZONE } from './zone-choice.ts';

/** One page of the account's zones, ordered by name: in the order by status, zones would move while pages are fetched. */
export async function fetchZonesPage(
  cloudflare: Cloudflare,
  page: number,
  perPage: number,
  filters: { name?: string; status?: 'active' | 'pending' | 'initializing' | 'moved' } = {},
): Promise<Page<Zone>> {
  const account = { id: await cloudflare.accountId() };
  const order = { order: 'name', direction: 'asc' } as const;
  const { rows, ...counts } = toPage(
    await cloudflare.api.zones.list({ account, ...filters, ...order, page, per_page: perPage }),
  );
  return { rows: rows.map(inPunycode), ...counts };
}

/** @throws CloudflareFailure */
export async function fetchZone(cloudflare: Cloudflare, id: string): Promise<Zone> {
  return inPunycode(await cloudflare.api.zones.get({ zone_id: id }));
}

/** The only place where Unicode names of zones come in: from here on, one spelling is compared. */
function inPunycode(zone: Zone): Zone {
  return typeof zone.name === 'string' ? { ...zone, name: toAsciiHost(zone.name) } : zone;
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
    fetchZoneRows(cloudflare, index, ZONES_PAGE_SIZE - (index % ZONES_PAGE_SIZE));
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

/** The same in one, for a question that needs all of them. */
export async function fetchZonesFrom(cloudflare: Cloudflare, from: number, max: number): Promise<ZonePage> {
  const { rows, ...counts } = await fetchZoneRows(cloudflare, from, max);
  return { zones: rows.map(toZoneName), ...counts };
}

function fetchZoneRows(cloudflare: Cloudflare, from: number, max: number): Promise<Rows<Zone>> {
  return fetchRows(from, max, ZONES_PAGE_SIZE, (page, perPage) => fetchZonesPage(cloudflare, page, perPage));
}

/**
 * If the account has other zones of this name, the answer gets a note that names them.
 * @param reference a zone ID, a zone's name, or a host in a zone.
 * @throws Refusal when the account has no such zone; it suggests similar names.
 */
export async function findZone(cloudflare: Cloudflare, reference: string): Promise<ZoneName> {
  const wanted = toAsciiHost(reference);
  const isId = /^[0-9a-f]{32}$/.test(wanted);
  const zone = isId ? await fetchZoneById(cloudflare, wanted) : await findZoneOfHost(cloudflare, wanted);
  if (zone !== undefined) return zone;
  const similar = isId ? [] : await findSimilarNames(cloudflare, wanted);
  throw new Refusal(
    `No zone ${isId ? 'with the ID' : 'named'} "${isId ? wanted : toBothSpellings(wanted)}" in this account. ` +
      (similar.length > 0 ? `Similar names: ${similar.join(', ')}. ` : '') +
      'It may belong to another account, be hidden from this credential, or be misspelt. ' +
      'Next: call list_zones to see the zones of this account, then ask again with one of their names.',
  );
}

/** The most specific zone that contains a host; undefined when the account has none. One request for each possible name. */
export async function findZoneOfHost(cloudflare: Cloudflare, host: string): Promise<ZoneName | undefined> {
  const zone = await lookUpZoneOfHost(cloudflare, toAsciiHost(host));
  if (zone !== undefined) cloudflare.isAbout(zone);
  return zone;
}

/** The same, where the answer is not about that zone. */
export async function lookUpZoneOfHost(cloudflare: Cloudflare, host: string): Promise<ZoneName | undefined> {
  const known = cloudflare.zones.get(host);
  if (known !== undefined) return known;
  const labels = host.split('.').slice(-ZONE_LABELS_MAX);
  // The last label alone is a top-level domain and cannot be a zone. It is asked for only if there is nothing else.
  const candidates = labels
    .map((_, index) => labels.slice(index).join('.'))
    .slice(0, Math.max(1, labels.length - 1));
  const pages = await Promise.all(
    candidates.map(
      (name) => cloudflare.zones.get(name) ?? fetchZonesPage(cloudflare, 1, ZONES_PAGE_SIZE, { name }),
    ),
  );
  for (const [index, found] of pages.entries()) {
    const zone = 'rows' in found ? chooseZone(found.rows, String(candidates[index])) : found;
    if (zone === undefined) continue;
    for (const key of [zone.name, host]) cloudflare.zones.set(key, zone);
    // Who asks with an ID knows which zone is meant, and needs no note on others of its name.
    cloudflare.zones.set(zone.id, { ...zone, note: undefined });
    return zone;
  }
  return undefined;
}

async function fetchZoneById(cloudflare: Cloudflare, id: string): Promise<ZoneName | undefined> {
  const zone = cloudflare.zones.get(id) ?? (await lookUpZoneById(cloudflare, id));
  if (zone !== undefined) cloudflare.isAbout(zone);
  return zone;
}

async function lookUpZoneById(cloudflare: Cloudflare, id: string): Promise<ZoneName | undefined> {
  try {
    const zone = await fetchZone(cloudflare, id);
    if (!isReadable(zone)) throw UNREADABLE_ZONE;
    // A credential may reach several accounts, but this server is configured for one.
    const accountId = cloudflare.configuredAccountId;
    if (accountId !== undefined && zone.account?.id !== undefined && zone.account.id !== accountId) {
      return undefined;
    }
    const found = toZoneName(zone);
    // Not under its name: another zone of the same name may be the one that is meant by it.
    cloudflare.zones.set(id, found);
    return found;
  } catch (error) {
    if (failureIn(error)?.kind === 'not_found') return undefined;
    throw error;
  }
}

/**
 * For completion: names of zones that contain what was typed, in the spelling that the person uses. Cloudflare keeps them
 * in Unicode, where a part in Punycode is in none: that one is looked for here, among the first zones.
 */
export async function fetchNamesLike(cloudflare: Cloudflare, typed: string): Promise<string[]> {
  const part = toUnicodePart(typed);
  const isPunycode = part.includes('xn--');
  const filters = part === '' || isPunycode ? {} : { name: `contains:${part}` };
  const { rows } = await fetchZonesPage(cloudflare, 1, ZONES_PAGE_SIZE, filters);
  return rows
    .filter(isReadable)
    .map(({ name }) => plainText(isPunycode ? name : toUnicodeHost(name)))
    .filter((name) => !isPunycode || name.includes(part));
}

/** Compared in Unicode, where a wrong letter is one letter; in Punycode it would change the whole label. */
async function findSimilarNames(cloudflare: Cloudflare, wantedHost: string): Promise<string[]> {
  const { rows } = await fetchZoneRows(cloudflare, 0, ZONES_COMPARED_MAX);
  const wanted = toUnicodeHost(wantedHost);
  // Similar: two wrong letters, or in a long name one wrong letter in three.
  const isSimilar = (name: string) =>
    distance(name, wanted) <= Math.max(2, wanted.length / 3) || name.includes(wanted);
  const names = new Set(
    rows.filter(isReadable).map(({ name }) => plainText(toUnicodeHost(name), NAME_CHARS_MAX)),
  );
  return [...names]
    .filter(isSimilar)
    .sort((a, b) => distance(a, wanted) - distance(b, wanted))
    .slice(0, SIMILAR_NAMES_MAX)
    .map(toBothSpellings);
}
