/** A question to every zone of the account: side by side, within the budget, and honest about how far it came. */
import { pMapIterable } from 'p-map';
import { REQUESTS_AT_ONCE_MAX, ZONES_SEARCHED_MAX } from '../../limits.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, failureIn } from '../http/failure.ts';
import type { Rows } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { zonesFrom } from './zone-directory.ts';
import { type SearchPlace, SearchTally, type ZoneSearch } from './zone-search-progress.ts';

export interface SearchOptions {
  readonly from: SearchPlace;
  /** Rows wanted; the last zone asked may give a few more. */
  readonly limit: number;
  /** When to stop and answer with what there is, in milliseconds since 1970. */
  readonly stopAtMs: number;
  progress(done: number, total: number, message: string): void;
}

/**
 * One request per fifty zones, and what `askZone` needs for each.
 * @param askZone rows of one zone, from an offset among them on.
 * @throws CloudflareFailure when nothing at all could be searched.
 */
export async function searchZones<Row>(
  cloudflare: Cloudflare,
  askZone: (zone: ZoneName, offset: number) => Promise<Rows<Row>>,
  { from, limit, stopAtMs, progress }: SearchOptions,
): Promise<ZoneSearch<Row>> {
  const tally = new SearchTally<Row>(cloudflare, from, limit, stopAtMs);
  const onTotal = (total: number) => {
    tally.zonesTotal = total;
  };
  const onCut = () => {
    tally.isCut = true;
  };
  const zones = zonesFrom(cloudflare, from.zone, ZONES_SEARCHED_MAX, onTotal, onCut);
  const outcomes = pMapIterable(
    zones,
    async ({ place, zone }) => {
      const at = { zone: place, row: place === from.zone ? from.row : 0 };
      return { at, zone, outcome: await askZone(zone, at.row).catch(asFailure) };
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
