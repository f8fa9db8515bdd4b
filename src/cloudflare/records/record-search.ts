/** DNS records of one zone, or of every zone of the account. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { RECORDS_COMPARED_MAX, RECORDS_PAGE_SIZE_MAX } from '../../limits/cloudflare.ts';
import { Refusal } from '../../refusal.ts';
import { toText } from '../../text/field-value.ts';
import { isAsciiText, toAsciiHost, toBothSpellings } from '../../text/host-name.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { fetchRows, type Rows, toPage } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { type SearchOptions, searchZones } from '../zones/zone-search.ts';
import type { ZoneSearchResult } from '../zones/zone-search-progress.ts';
import { isUnread } from './record-content.ts';
import type { RecordFilters } from './record-filters.ts';

export async function fetchRecordsInZone(
  cloudflare: Cloudflare,
  zone: ZoneName,
  filters: RecordFilters,
  offset: number,
  limit: number,
  isShadowWanted = false,
): Promise<Rows<RecordResponse>> {
  const parameters = {
    ...filters.parametersFor(zone.name),
    zone_id: zone.id,
    order: 'name',
    direction: 'asc',
    ...(isShadowWanted && { include_shadow_metadata: true }),
  } as const;
  const fetchPage = async (page: number, per_page: number) => {
    const { rows, ...counts } = toPage(
      await cloudflare.api.dns.records.list({ ...parameters, page, per_page }),
    );
    return { rows: rows.map(inPunycode), ...counts };
  };
  const { isWanted } = filters;
  if (isWanted === undefined) {
    return fetchRows(offset, limit, Math.min(limit, RECORDS_PAGE_SIZE_MAX), fetchPage);
  }
  const all = await fetchRows(0, RECORDS_COMPARED_MAX, RECORDS_PAGE_SIZE_MAX, fetchPage);
  if (all.hasMore) throw tooManyToCompare(zone);
  const wanted = all.rows.filter((record) => isUnread(record) || isWanted(record, zone.name));
  const rows = wanted.slice(offset, offset + limit);
  return { rows, total: wanted.length, hasMore: offset + rows.length < wanted.length };
}

/** They usually are, but some of the public reports show records in Unicode. */
function inPunycode(record: RecordResponse): RecordResponse {
  const name = toText(record.name) ?? '';
  return name === record.name && isAsciiText(name) ? record : { ...record, name: toAsciiHost(name) };
}

function tooManyToCompare(zone: ZoneName): Refusal {
  return new Refusal(
    `${toBothSpellings(zone.name)} has more than ${RECORDS_COMPARED_MAX} records that this server would have to compare. ` +
      'Next: narrow the question with type, or with whole labels as name: "bücher.*" or "*.bücher.example".',
  );
}

/** No endpoint covers all zones: one request for each zone, and more only where a zone has more matches than one page. */
export function searchRecords(
  cloudflare: Cloudflare,
  filters: RecordFilters,
  options: SearchOptions,
): Promise<ZoneSearchResult<RecordResponse>> {
  return searchZones(
    cloudflare,
    (zone, offset) => fetchRecordsInZone(cloudflare, zone, filters, offset, options.limit),
    options,
  );
}
