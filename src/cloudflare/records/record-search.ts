/** DNS records of one zone, or of every zone of the account. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { RECORDS_PAGE_SIZE_MAX } from '../../limits.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { fetchRows, type Rows, toPage } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { type SearchOptions, searchZones } from '../zones/zone-search.ts';
import type { ZoneSearch } from '../zones/zone-search-progress.ts';
import type { RecordFilters } from './record-filters.ts';

/** Matching records of one zone. */
export async function recordsInZone(
  cloudflare: Cloudflare,
  zone: ZoneName,
  filters: RecordFilters,
  offset: number,
  limit: number,
): Promise<Rows<RecordResponse>> {
  const parameters = {
    ...filters.inZone(zone.name),
    zone_id: zone.id,
    order: 'name',
    direction: 'asc',
  } as const;
  return fetchRows(offset, limit, Math.min(limit, RECORDS_PAGE_SIZE_MAX), async (page, per_page) =>
    toPage(await cloudflare.api.dns.records.list({ ...parameters, page, per_page })),
  );
}

/** There is no endpoint over zones: one request each, unless a zone has more matches than wanted. */
export function searchRecords(
  cloudflare: Cloudflare,
  filters: RecordFilters,
  options: SearchOptions,
): Promise<ZoneSearch<RecordResponse>> {
  const inZone = (zone: ZoneName, offset: number) =>
    recordsInZone(cloudflare, zone, filters, offset, options.limit);
  return searchZones(cloudflare, inZone, options);
}
