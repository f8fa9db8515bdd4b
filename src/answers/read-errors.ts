/** Reads the requests of one zone: the counts beside a look at where 5xx are, and more only if something else moved. */
import type { DatasetLimits, FittedWindow } from '../cloudflare/analytics/analytics.ts';
import {
  type Breakdown,
  type DetailsQuestion,
  type ErrorDetails,
  fetchErrorDetails,
} from '../cloudflare/analytics/http-error-details.ts';
import {
  type ErrorReport,
  fetchHttpErrors,
  type RequestFilter,
} from '../cloudflare/analytics/http-errors.ts';
import type { Focus } from '../cloudflare/analytics/request-classes.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { TimeWindow } from '../text/moment.ts';
import { findMoves, type Moves } from './error-moves.ts';

export interface ErrorsToRead {
  readonly window: FittedWindow;
  readonly filter: RequestFilter;
  readonly limits: DatasetLimits;
  readonly status?: number | undefined;
  readonly by?: Breakdown | undefined;
  /** The time to count more finely, if any. */
  aroundOnset(
    moves: Moves,
    focus: Focus,
    report: ErrorReport,
    window: TimeWindow,
    limits: DatasetLimits,
  ): TimeWindow | undefined;
}

export interface ReadErrors {
  readonly window: FittedWindow;
  readonly limits: DatasetLimits;
  readonly report: ErrorReport;
  readonly moves: Moves;
  readonly focus: Focus;
  readonly details: ErrorDetails;
}

/** Which class of statuses moves is known with the counts only. It is mostly 5xx, so these are looked at without waiting. */
export async function readErrors(
  cloudflare: Cloudflare,
  zoneId: string,
  { window, filter, limits, status, by, aroundOnset }: ErrorsToRead,
): Promise<ReadErrors> {
  const guessed = status ?? 'edge_5xx';
  const look = (asked: DetailsQuestion) =>
    fetchErrorDetails(cloudflare, zoneId, window, filter, limits, asked);
  const [report, first] = await Promise.all([
    fetchHttpErrors(cloudflare, zoneId, window, filter, limits),
    look({ focus: guessed, arePlacesAsked: true, by }),
  ]);
  const moves = findMoves(report, window);
  const focus = status ?? moves.classes[0]?.name ?? guessed;
  const read = { window, limits, report, moves, focus };
  const closer = aroundOnset(moves, focus, report, window, limits);
  if (focus === guessed && closer === undefined) return { ...read, details: first };
  const more = await look({ focus, arePlacesAsked: focus !== guessed, closer });
  const places = focus === guessed ? first.places : more.places;
  const refused = new Map([...first.refused, ...more.refused]);
  return { ...read, details: { ...first, places, finer: more.finer, refused } };
}
