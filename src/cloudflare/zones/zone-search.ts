/** Asks every zone of the account the same question: several at a time, within the budget, and reports how far it got. */
import { pMapIterable } from 'p-map';
import { REQUESTS_AT_ONCE_MAX, ZONES_SEARCHED_MAX } from '../../limits/cloudflare.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, failureIn } from '../http/failure.ts';
import type { Rows } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import { UNREADABLE_ZONE } from './zone-choice.ts';
import { fetchZonePages } from './zone-directory.ts';
import { type SearchPosition, ZoneSearchProgress, type ZoneSearchResult } from './zone-search-progress.ts';

export interface SearchOptions {
  readonly from: SearchPosition;
  /** Rows wanted; the last zone asked may give a few more. */
  readonly limit: number;
  /** When to stop and answer with what was found so far, in milliseconds since 1970. */
  readonly stopAtMs: number;
  progress(done: number, total: number, message: string): void;
}

/**
 * Takes one request for every fifty zones, and those of `askZone` for each zone.
 * @param askZone gives the rows of one zone, from an offset among them.
 * @throws CloudflareFailure when nothing at all could be searched.
 */
export async function searchZones<Row>(
  cloudflare: Cloudflare,
  askZone: (zone: ZoneName, offset: number) => Promise<Rows<Row>>,
  { from, limit, stopAtMs, progress }: SearchOptions,
): Promise<ZoneSearchResult<Row>> {
  const search = new ZoneSearchProgress<Row>(cloudflare, from, limit, stopAtMs);
  const underWay = new UnderWay(() => cloudflare.connection.rateLimiter.requestsAtOnce);
  const outcomes = pMapIterable(
    zonesToAsk(cloudflare, from, search, underWay),
    async ({ at, zone }) => {
      const outcome = await (zone.id === '' ? Promise.reject(UNREADABLE_ZONE) : askZone(zone, at.row))
        .catch(asFailure)
        .finally(() => underWay.end());
      return { at, zone, outcome };
    },
    // Outcomes arrive in order. While a slow zone holds them up, the backpressure lets further zones be asked.
    { concurrency: REQUESTS_AT_ONCE_MAX, backpressure: 2 * REQUESTS_AT_ONCE_MAX },
  );
  try {
    for await (const { at, zone, outcome } of outcomes) {
      if (outcome instanceof CloudflareFailure) search.skip(at, zone, outcome);
      else search.add(at, zone, outcome);
      progress(search.zonesDone, Math.max(search.zonesTotal ?? 0, search.zonesDone), search.summary);
      if (search.isOver) break;
    }
  } catch (error) {
    // A later page of the list of zones could not be fetched.
    search.interrupt(asFailure(error));
  }
  return search.result();
}

/** The zones to ask, each with the position where its rows start, until no further one may be asked. */
async function* zonesToAsk(
  cloudflare: Cloudflare,
  from: SearchPosition,
  search: ZoneSearchProgress<unknown>,
  underWay: UnderWay,
): AsyncGenerator<{ at: SearchPosition; zone: ZoneName }> {
  let at: SearchPosition = { zone: from.zone, row: from.row };
  for await (const page of fetchZonePages(cloudflare, from.zone, ZONES_SEARCHED_MAX)) {
    search.observePage(page);
    for (const zone of page.zones) {
      while (!underWay.begin()) await underWay.ended();
      if (at.zone > from.zone && !search.mayAskMore()) return;
      yield { at, zone };
      at = { zone: at.zone + 1, row: 0 };
    }
  }
}

/** No more zones than can be asked now: those that wait in a queue would be asked after the search was to stop. */
class UnderWay {
  readonly #atOnce: () => number;
  #underWay = 0;
  #onEnd: (() => void) | undefined;

  constructor(atOnce: () => number) {
    this.#atOnce = atOnce;
  }

  /** @returns whether a zone may be asked now. Does not wait: the first zones are asked while the next page is fetched. */
  begin(): boolean {
    if (this.#underWay >= this.#atOnce()) return false;
    this.#underWay++;
    return true;
  }

  end(): void {
    this.#underWay--;
    this.#onEnd?.();
  }

  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnd = resolve;
    });
  }
}

function asFailure(error: unknown): CloudflareFailure {
  const failure = failureIn(error);
  if (failure === undefined || failure.kind === 'cancelled') throw error;
  return failure;
}
