/** The state of a search over zones: what was found, which zones were skipped and why, and where the search ended. */
import { BUDGET_RESERVE_REQUESTS, ZONES_PAGE_SIZE, ZONES_SEARCHED_MAX } from '../../limits/cloudflare.ts';
import type { Cloudflare } from '../cloudflare.ts';
import type { CloudflareFailure } from '../http/failure.ts';
import { describeFailure, referenceDetails } from '../http/failure-words.ts';
import type { Rows } from '../pages.ts';
import type { ZoneName } from '../zone-memory.ts';
import type { ZonePage } from './zone-directory.ts';

/** Where a search starts or continues. Both numbers count from 0. */
export interface SearchPosition {
  /** Index in the account's list of zones, which is ordered by name. */
  readonly zone: number;
  /** Index among the matching rows of that zone. */
  readonly row: number;
}

export interface Found<Row> {
  readonly zone: ZoneName;
  readonly row: Row;
  readonly at: SearchPosition;
}

export interface ZoneSearchResult<Row> {
  readonly found: readonly Found<Row>[];
  readonly zonesTotal: number | undefined;
  readonly zonesSearched: number;
  readonly skipped: readonly { readonly zone: string; readonly reason: string }[];
  /** Undefined when every zone was asked. */
  readonly next: SearchPosition | undefined;
  /** Why the search ended before the last zone; undefined if it ended because enough rows were found. */
  readonly stopped: string | undefined;
  /** Matching rows of all zones; known when one call searched them all. */
  readonly total: number | undefined;
}

/** Failures that concern one zone only. Any other failure would happen with the next zone as well. */
const OF_ONE_ZONE: ReadonlySet<string> = new Set<CloudflareFailure['kind']>([
  'permission_missing',
  'not_found',
  'invalid_request',
  'cloudflare_trouble',
  'unreachable',
  'no_answer',
]);

const TIME_IS_OVER = 'the time for one call is used up';

export class ZoneSearchProgress<Row> {
  readonly #cloudflare: Cloudflare;
  readonly #from: SearchPosition;
  readonly #limit: number;
  readonly #stopAtMs: number;
  readonly #found: Found<Row>[] = [];
  readonly #skipped: { zone: string; reason: string }[] = [];
  #zonesTotal: number | undefined;
  /** Whether zones follow after the newest page. */
  #hasMoreZones = false;
  #searched = 0;
  #matches = 0;
  #end: { next: SearchPosition; stopped?: string } | undefined;
  #whyNoMore: string | undefined;

  constructor(cloudflare: Cloudflare, from: SearchPosition, limit: number, stopAtMs: number) {
    this.#cloudflare = cloudflare;
    this.#from = from;
    this.#limit = limit;
    this.#stopAtMs = stopAtMs;
  }

  get zonesTotal(): number | undefined {
    return this.#zonesTotal;
  }

  get zonesDone(): number {
    return this.#searched + this.#skipped.length;
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  get summary(): string {
    return `${this.#found.length} found in ${this.#searched} zones`;
  }

  /** Call it with each page of the list of zones, before its zones are asked. */
  observePage({ total, hasMore }: ZonePage): void {
    this.#zonesTotal = total ?? this.#zonesTotal;
    this.#hasMoreZones = hasMore;
  }

  /**
   * Whether the time and the request budget allow to ask a further zone. The answers of those that were asked before are still
   * taken in, so that the next call does not ask them again.
   */
  mayAskMore(): boolean {
    this.#whyNoMore ??= this.#whyToStop();
    return this.#whyNoMore === undefined;
  }

  #whyToStop(): string | undefined {
    if (Date.now() >= this.#stopAtMs) return TIME_IS_OVER;
    const { budget } = this.#cloudflare;
    if (budget === undefined || budget.remaining >= BUDGET_RESERVE_REQUESTS) return undefined;
    return `the credential's request budget is nearly used up: wait ${budget.resetSeconds} s`;
  }

  add(at: SearchPosition, zone: ZoneName, { rows, total, hasMore }: Rows<Row>): void {
    this.#searched++;
    this.#matches += total ?? Number.NaN;
    for (const [index, row] of rows.entries()) {
      this.#found.push({ zone, row, at: { zone: at.zone, row: at.row + index } });
    }
    if (hasMore) this.#end = { next: { zone: at.zone, row: at.row + rows.length } };
    else this.#continueWith(at.zone + 1);
  }

  /** @throws the failure when it means that nothing can be searched at all. */
  skip(at: SearchPosition, zone: ZoneName, failure: CloudflareFailure): void {
    const isTimeOver = failure.kind === 'no_answer' && Date.now() >= this.#stopAtMs;
    if (isTimeOver) this.#whyNoMore ??= TIME_IS_OVER;
    if (isTimeOver || !OF_ONE_ZONE.has(failure.kind)) {
      this.interrupt(failure, at);
      return;
    }
    this.#skipped.push({
      zone: zone.name,
      reason: `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd(),
    });
    const isEveryZone = this.#skipped.length === ZONES_PAGE_SIZE || at.zone + 1 === this.#zonesTotal;
    // No zone could be read so far: one error that explains it is clearer than a long list of skipped zones.
    if (this.#searched === 0 && this.#from.zone === 0 && isEveryZone) throw failure;
    this.#continueWith(at.zone + 1);
  }

  /**
   * Ends the search with what was found so far, for a failure that the remaining zones would meet as well.
   * @throws the failure when no zone was searched yet.
   */
  interrupt(failure: CloudflareFailure, at: SearchPosition = this.#next): void {
    if (this.#searched === 0) throw failure;
    const { retryAfterSeconds } = failure.facts;
    const wait = retryAfterSeconds === undefined ? '' : `: wait ${retryAfterSeconds} s`;
    // A call that ends while it waits for its last answers has used up its time: Cloudflare is not to blame.
    const ended = failure.kind === 'no_answer' ? this.#whyNoMore : undefined;
    this.#end = { next: at, stopped: ended ?? `${describeFailure(failure)}${wait}` };
  }

  get #next(): SearchPosition {
    return { zone: this.#from.zone + this.zonesDone, row: 0 };
  }

  /** Ends the search before this zone if enough rows were found. */
  #continueWith(zone: number): void {
    if (zone !== this.#zonesTotal && this.#found.length >= this.#limit)
      this.#end = { next: { zone, row: 0 } };
  }

  /** Call it when the search is over: after the last zone, or when `isOver`. */
  result(): ZoneSearchResult<Row> {
    const end = this.#end ?? this.#endBeforeLastZone();
    const isWhole = end === undefined && this.#skipped.length === 0 && this.#from.zone + this.#from.row === 0;
    return {
      found: this.#found,
      zonesTotal: this.#zonesTotal,
      zonesSearched: this.#searched,
      skipped: this.#skipped,
      next: end?.next,
      stopped: end?.stopped,
      total: isWhole && !Number.isNaN(this.#matches) ? this.#matches : undefined,
    };
  }

  #endBeforeLastZone(): { next: SearchPosition; stopped: string } | undefined {
    if (this.#whyNoMore === undefined && !this.#hasMoreZones) return undefined;
    const stopped = this.#whyNoMore ?? `one call searches at most ${ZONES_SEARCHED_MAX} zones`;
    return { next: this.#next, stopped };
  }
}
