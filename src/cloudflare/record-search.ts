/** DNS records over every zone of the account: side by side, within the budget, and honest about how far it came. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { pMapIterable } from 'p-map';
import { RECORDS_PAGE_SIZE_MAX, REQUESTS_AT_ONCE_MAX, ZONES_SEARCHED_MAX } from '../limits.ts';
import type { Cloudflare } from './cloudflare.ts';
import { CloudflareFailure, failureIn } from './failure.ts';
import { type Rows, readRows, toPage } from './pages.ts';
import type { RecordFilters } from './record-filters.ts';
import { type RecordSearch, type SearchPlace, SearchTally } from './search-tally.ts';
import { zonesFrom } from './zone-directory.ts';
import type { ZoneName } from './zone-memory.ts';

export interface SearchOptions {
  readonly from: SearchPlace;
  /** Rows wanted; the last zone asked may give a few more. */
  readonly limit: number;
  /** When to stop and answer with what there is, in milliseconds since 1970. */
  readonly stopAtMs: number;
  progress(done: number, total: number, message: string): void;
}

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
  return readRows(offset, limit, Math.min(limit, RECORDS_PAGE_SIZE_MAX), async (page, per_page) =>
    toPage(await cloudflare.api.dns.records.list({ ...parameters, page, per_page })),
  );
}

/**
 * One request a zone and one per fifty zones, unless a zone has more matches than wanted.
 * @throws CloudflareFailure when nothing at all could be searched.
 */
export async function searchRecords(
  cloudflare: Cloudflare,
  filters: RecordFilters,
  { from, limit, stopAtMs, progress }: SearchOptions,
): Promise<RecordSearch> {
  const tally = new SearchTally(cloudflare, from, limit, stopAtMs);
  const zones = zonesFrom(cloudflare, from.zone, ZONES_SEARCHED_MAX, (total) => {
    tally.zonesTotal = total;
  });
  const outcomes = pMapIterable(
    zones,
    async ({ place, zone }) => {
      const at = { zone: place, row: place === from.zone ? from.row : 0 };
      const outcome = await recordsInZone(cloudflare, zone, filters, at.row, limit).catch(asFailure);
      return { at, zone, outcome };
    },
    // Finished zones may wait their turn behind a slow one without leaving their place idle.
    { concurrency: REQUESTS_AT_ONCE_MAX, backpressure: 2 * REQUESTS_AT_ONCE_MAX },
  );
  try {
    for await (const { at, zone, outcome } of outcomes) {
      if (outcome instanceof CloudflareFailure) tally.skip(at, zone, outcome);
      else tally.add(at, zone, outcome);
      progress(tally.zonesDone, Math.max(tally.zonesTotal ?? 0, tally.zonesDone), tally.inWords);
      if (tally.isOver) break;
    }
  } catch (error) {
    // The list of zones itself failed on the way.
    tally.interrupt(asFailure(error));
  }
  return tally.result();
}

function asFailure(error: unknown): CloudflareFailure {
  const failure = failureIn(error);
  if (failure === undefined || failure.kind === 'cancelled') throw error;
  return failure;
}
