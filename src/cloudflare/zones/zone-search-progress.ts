/** The state of a search over zones: what was found, what was skipped and why, and where it ends. */
import { BUDGET_RESERVE_REQUESTS, ZONES_PAGE_SIZE, ZONES_SEARCHED_MAX } from '../../limits.ts';
import type { Cloudflare } from '../cloudflare.ts';
import type { CloudflareFailure } from '../http/failure.ts';
import { describeFailure, referenceDetails } from '../http/failure-words.ts';
import type { Rows } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';

/** Where to go on: the zone's place in the account's list by name, and the row among its matching ones. */
export interface SearchPlace {
  readonly zone: number;
  readonly row: number;
}

export interface Found<Row> {
  readonly zone: ZoneName;
  readonly row: Row;
  readonly at: SearchPlace;
}

export interface ZoneSearch<Row> {
  readonly found: readonly Found<Row>[];
  readonly zonesTotal: number | undefined;
  readonly zonesSearched: number;
  readonly skipped: readonly { readonly zone: string; readonly reason: string }[];
  /** Undefined when every zone was asked. */
  readonly next: SearchPlace | undefined;
  /** Why it ended before the last zone, unless there were rows enough. */
  readonly stopped: string | undefined;
  /** Matching rows of all zones; known when one call searched them all. */
  readonly total: number | undefined;
}

/** Failures of one zone; every other failure would meet the next zone as well. */
const OF_ONE_ZONE: ReadonlySet<string> = new Set<CloudflareFailure['kind']>([
  'permission_missing',
  'not_found',
  'invalid_request',
  'cloudflare_trouble',
  'unreachable',
  'no_answer',
]);

export class SearchTally<Row> {
  zonesTotal: number | undefined;
  /** There are more zones than one call searches. */
  isCut = false;
  readonly #cloudflare: Cloudflare;
  readonly #from: SearchPlace;
  readonly #limit: number;
  readonly #stopAtMs: number;
  readonly #found: Found<Row>[] = [];
  readonly #skipped: { zone: string; reason: string }[] = [];
  #searched = 0;
  #matches = 0;
  #end: { next: SearchPlace; stopped?: string } | undefined;

  constructor(cloudflare: Cloudflare, from: SearchPlace, limit: number, stopAtMs: number) {
    this.#cloudflare = cloudflare;
    this.#from = from;
    this.#limit = limit;
    this.#stopAtMs = stopAtMs;
  }

  get zonesDone(): number {
    return this.#searched + this.#skipped.length;
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  get inWords(): string {
    return `${this.#found.length} found in ${this.#searched} zones`;
  }

  add(at: SearchPlace, zone: ZoneName, { rows, total, hasMore }: Rows<Row>): void {
    this.#searched++;
    this.#matches += total ?? Number.NaN;
    for (const [index, row] of rows.entries()) {
      this.#found.push({ zone, row, at: { zone: at.zone, row: at.row + index } });
    }
    if (hasMore) this.#end = { next: { zone: at.zone, row: at.row + rows.length } };
    else this.#goOnTo(at.zone + 1);
  }

  /** @throws the failure, when it says that nothing can be searched at all. */
  skip(at: SearchPlace, zone: ZoneName, failure: CloudflareFailure): void {
    const isTimeOver = failure.kind === 'no_answer' && Date.now() >= this.#stopAtMs;
    if (isTimeOver || !OF_ONE_ZONE.has(failure.kind)) {
      this.interrupt(failure, at);
      return;
    }
    this.#skipped.push({
      zone: zone.name,
      reason: `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd(),
    });
    const isEveryZone = this.#skipped.length === ZONES_PAGE_SIZE || at.zone + 1 === this.zonesTotal;
    // None readable so far: the permission is missing altogether, which is better said than counted.
    if (this.#searched === 0 && this.#from.zone === 0 && isEveryZone) throw failure;
    this.#goOnTo(at.zone + 1);
  }

  /**
   * Ends the search with what there is, for a failure that the zones to come would meet as well.
   * @throws the failure, when there is nothing yet.
   */
  interrupt(failure: CloudflareFailure, at: SearchPlace = this.#next): void {
    if (this.#searched === 0) throw failure;
    const { retryAfterSeconds } = failure.facts;
    const wait = retryAfterSeconds === undefined ? '' : `: wait ${retryAfterSeconds} s`;
    this.#end = { next: at, stopped: `${describeFailure(failure)}${wait}` };
  }

  get #next(): SearchPlace {
    return { zone: this.#from.zone + this.zonesDone, row: 0 };
  }

  /** Unless this was the last zone, or there are rows enough, or time or budget are used up. */
  #goOnTo(zone: number): void {
    const next = { zone, row: 0 };
    if (zone === this.zonesTotal) return;
    if (this.#found.length >= this.#limit) this.#end = { next };
    else if (Date.now() >= this.#stopAtMs) this.#end = { next, stopped: 'the time of one call was used up' };
    else {
      const { budget } = this.#cloudflare;
      if (budget === undefined || budget.remaining >= BUDGET_RESERVE_REQUESTS) return;
      const stopped = `little is left of the credential's request budget: wait ${budget.resetSeconds} s`;
      this.#end = { next, stopped };
    }
  }

  result(): ZoneSearch<Row> {
    const end =
      this.#end === undefined && this.isCut
        ? { next: this.#next, stopped: `one call searches ${ZONES_SEARCHED_MAX} zones at the most` }
        : this.#end;
    const isWhole = end === undefined && this.#skipped.length === 0 && this.#from.zone + this.#from.row === 0;
    return {
      found: this.#found,
      zonesTotal: this.zonesTotal,
      zonesSearched: this.#searched,
      skipped: this.#skipped,
      next: end?.next,
      stopped: end?.stopped,
      total: isWhole && !Number.isNaN(this.#matches) ? this.#matches : undefined,
    };
  }
}
