/** Records beside those that were asked for, without which an answer is understood wrongly: few requests, each with a bound. */
import type { RecordListParams, RecordResponse } from 'cloudflare/resources/dns/records';
import { MAIL_TARGETS_ASKED_MAX, RELATED_RECORDS_PAGE_SIZE } from '../../limits/cloudflare.ts';
import { toText, toTexts } from '../../text/field-value.ts';
import { toAsciiHost } from '../../text/host-name.ts';
import type { AddressRanges } from '../../text/ip-address.ts';
import { tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { fetchOwnAddresses } from '../own-addresses.ts';
import { toPage } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { lookUpZoneOfHost } from '../zones/zone-directory.ts';
import { contentOf, isUnread } from './record-content.ts';
import { hasPublicAddress, qualifyName, type RecordFilters } from './record-filters.ts';

export interface Related {
  /** Undefined where it was not asked, or could not be read. */
  readonly ownAddresses: AddressRanges | undefined;
  /** Names that are proxied, among those that MX and SRV records point at. */
  readonly proxiedNames: ReadonlySet<string>;
  /** NS records by ID. */
  readonly delegations: ReadonlyMap<string, RecordResponse>;
  /** Another zone of the account that has the target of the CNAME that was asked for. */
  readonly foreign: { readonly target: string; readonly zone: ZoneName } | undefined;
  /** That CNAME, if it points into this zone at a name that no record, wildcard or delegation of the zone answers for. */
  readonly dangling: readonly RecordResponse[];
}

/**
 * @param isWhole whether these are all records of the zone: nothing more is looked up then.
 * @param isOneName whether they are those of one name: then the target of its CNAME is looked up.
 */
export async function fetchRelated(
  cloudflare: Cloudflare,
  zone: ZoneName,
  records: readonly RecordResponse[],
  isWhole: boolean,
  isOneName: boolean,
): Promise<Related> {
  const names = new Set(records.filter(hasAddress).map(({ name }) => name));
  const targets = records.flatMap((record) => mailTargetOf(record, zone) ?? []);
  const unknown = isWhole ? [] : [...new Set(targets)].filter((target) => !names.has(target));
  const shadows = records.flatMap(shadowsOf);
  const ids = new Set(records.map(({ id }) => id));
  const target = isOneName ? records.map((record) => foreignTargetOf(record, zone)).find(Boolean) : undefined;
  const inward = isOneName ? records.find((record) => ownTargetOf(record, zone) !== undefined) : undefined;
  const [ownAddresses, delegations, foreign, dangling, ...found] = await Promise.all([
    records.some(hasPublicAddress) ? fetchOwnAddresses(cloudflare) : undefined,
    shadows.some((id) => !ids.has(id)) ? fetchMatching(cloudflare, zone, { type: 'NS' }) : undefined,
    target === undefined ? undefined : tryPart(() => lookUpZoneOfHost(cloudflare, target)),
    inward === undefined ? [] : fetchIfDangling(cloudflare, zone, inward),
    ...unknown
      .slice(0, MAIL_TARGETS_ASKED_MAX)
      .map((target) => fetchMatching(cloudflare, zone, { name: { exact: target }, proxied: true })),
  ]);
  const all = [...records, ...found.flatMap((each) => each?.rows ?? [])];
  return {
    ownAddresses,
    proxiedNames: new Set(all.filter(({ proxied }) => proxied === true).map(({ name }) => name)),
    delegations: new Map(
      [...records, ...(delegations?.rows ?? [])]
        .filter(({ type }) => type === 'NS')
        .map((each) => [each.id, each]),
    ),
    foreign:
      target !== undefined && foreign && 'value' in foreign && foreign.value
        ? { target, zone: foreign.value }
        : undefined,
    dangling,
  };
}

/** @returns the CNAME when all that could answer for its target was read, and nothing does. */
async function fetchIfDangling(
  cloudflare: Cloudflare,
  zone: ZoneName,
  cname: RecordResponse,
): Promise<readonly RecordResponse[]> {
  const target = ownTargetOf(cname, zone) ?? '';
  const [{ own, wildcards }, delegations] = await Promise.all([
    fetchNeighbours(cloudflare, zone, target),
    fetchMatching(cloudflare, zone, { type: 'NS' }),
  ]);
  const isDelegated = delegations?.rows.some(({ name }) => name !== zone.name && target.endsWith(`.${name}`));
  const isNone = own?.length === 0 && wildcards?.length === 0;
  return isNone && delegations?.isWhole && !isDelegated ? [cname] : [];
}

/**
 * MX records that send mail to the name that is asked for, which mail cannot reach where it is proxied. Asked beside the records of the
 * name: whether they are proxied is not known yet.
 */
export async function fetchMailTo(
  cloudflare: Cloudflare,
  zone: ZoneName,
  { name }: RecordFilters,
): Promise<readonly RecordResponse[]> {
  if (name?.match !== 'exact' || name.text.startsWith('*')) return [];
  const { text } = qualifyName(name, zone.name);
  const found = await fetchMatching(cloudflare, zone, { type: 'MX', content: { exact: text } });
  return found?.rows ?? [];
}

/** Where a CNAME points, if that is neither in this zone nor a tunnel. */
function foreignTargetOf(record: RecordResponse, zone: ZoneName): string | undefined {
  const target = toAsciiHost(
    (record.type === 'CNAME' ? contentOf(record) : undefined)?.replace(/\.$/, '') ?? '',
  );
  const isOwn = nameInZone(target, zone) !== undefined || target.endsWith('.cfargotunnel.com');
  return !target.includes('.') || isOwn ? undefined : target;
}

/** Where a CNAME points, if that is a name of this zone below its apex, which most such records name and hardly any zone lacks. */
function ownTargetOf(record: RecordResponse, zone: ZoneName): string | undefined {
  const target = record.type === 'CNAME' ? nameInZone(contentOf(record), zone) : undefined;
  return target === zone.name ? undefined : target;
}

function hasAddress({ type }: RecordResponse): boolean {
  return type === 'A' || type === 'AAAA' || type === 'CNAME';
}

/** The name that an MX or SRV record sends to, if it is in this zone. */
export function mailTargetOf(record: RecordResponse, zone: ZoneName): string | undefined {
  if (record.type !== 'MX' && record.type !== 'SRV') return undefined;
  return nameInZone(contentOf(record)?.split(' ').at(-1), zone);
}

/** In Punycode and without a dot at the end; undefined for a name of another zone. */
export function nameInZone(written: string | undefined, zone: ZoneName): string | undefined {
  const name = toAsciiHost((written ?? '').replace(/\.$/, ''));
  return name === zone.name || name.endsWith(`.${zone.name}`) ? name : undefined;
}

/** IDs of the NS records that answer instead of this record. Glue is needed there, and is no fault. */
export function shadowsOf(record: RecordResponse): readonly string[] {
  const { meta } = record as { meta?: unknown };
  if (typeof meta !== 'object' || meta === null) return [];
  const { shadowed_by, is_glue, dead_glue } = meta as Record<string, unknown>;
  return is_glue === true && dead_glue !== true ? [] : (toTexts(shadowed_by) ?? []);
}

/** What decides whether a wildcard answers for a name. Undefined inside where it could not be read, or not whole. */
export interface Neighbours {
  /** Of this very name, whatever their type. */
  readonly own: readonly RecordResponse[] | undefined;
  /** Whether there is a record below the name. */
  readonly hasBelow: boolean | undefined;
  /** Wildcards of the zone that are above the name, the nearest first. */
  readonly wildcards: readonly RecordResponse[] | undefined;
}

export async function fetchNeighbours(
  cloudflare: Cloudflare,
  zone: ZoneName,
  name: string,
): Promise<Neighbours> {
  const [near, stars] = await Promise.all([
    fetchMatching(cloudflare, zone, { name: { endswith: name } }),
    fetchMatching(cloudflare, zone, { name: { startswith: '*.' } }),
  ]);
  const wildcards = stars?.rows.filter((each) => name.endsWith(each.name.slice(1)));
  return {
    own: near?.isWhole ? near.rows.filter((each) => each.name === name) : undefined,
    hasBelow: near?.isWhole ? near.rows.some((each) => each.name.endsWith(`.${name}`)) : undefined,
    wildcards: stars?.isWhole ? wildcards?.sort((a, b) => b.name.length - a.name.length) : undefined,
  };
}

/** Undefined where they cannot be read: the answer itself is still valid. */
async function fetchMatching(
  cloudflare: Cloudflare,
  zone: ZoneName,
  filters: Omit<RecordListParams, 'zone_id'>,
): Promise<{ rows: RecordResponse[]; isWhole: boolean } | undefined> {
  const read = await tryPart(async () => {
    const { rows } = toPage(
      await cloudflare.api.dns.records.list({
        zone_id: zone.id,
        ...filters,
        page: 1,
        per_page: RELATED_RECORDS_PAGE_SIZE,
      }),
    );
    return {
      rows: rows.map((row) => ({ ...row, name: toAsciiHost(toText(row.name) ?? '') }) as RecordResponse),
      isWhole: rows.length < RELATED_RECORDS_PAGE_SIZE && !rows.some(isUnread),
    };
  });
  return 'value' in read ? read.value : undefined;
}
