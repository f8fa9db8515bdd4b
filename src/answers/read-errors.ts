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
import { LOCAL_PLACES } from '../cloudflare/analytics/local-errors.ts';
import { type Focus, isInFocus } from '../cloudflare/analytics/request-classes.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { TimeWindow } from '../text/moment.ts';
import { findMoves, type MovedClass, type Moves, SHARE_MAX } from './error-moves.ts';
import { findLocalFailures, type LocalFailure } from './local-failures.ts';
import { type LocalSince, sinceOfLocal, sinceOfStatus } from './local-since.ts';

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
  /** The most frequent first. */
  readonly local: readonly LocalFailure[];
  /** Of the first of them. */
  readonly localSince?: LocalSince | undefined;
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
    look({ focus: guessed, arePlacesAsked: true, areErrorsAsked: true, by }),
  ]);
  const found = findMoves(report, window);
  const moves = { ...found, classes: found.classes.filter((each) => !isOnlyLocal(each, report, first)) };
  const hasMoved = (each: number) => moves.classes.some(({ name }) => isInFocus(name, each));
  const local = findLocalFailures(report, first.local, hasMoved);
  const focus = status ?? moves.classes[0]?.name ?? local[0]?.status ?? guessed;
  const read = { window, limits, report, moves, local, focus };
  const around = aroundOnset(moves, focus, report, window, limits);
  const [worst] = local;
  const isLocal = around === undefined && worst?.status === focus;
  const at = isLocal ? worst.at : undefined;
  const onlyThere = at === undefined ? {} : { [LOCAL_PLACES[at.place]]: at.value };
  const closer = isLocal ? window : around;
  if (focus === guessed && closer === undefined) return { ...read, details: first };
  const more = await look({
    focus,
    arePlacesAsked: focus !== guessed,
    closer,
    closerFilter: isLocal ? onlyThere : undefined,
  });
  const places = focus === guessed ? first.places : more.places;
  const refused = new Map([...first.refused, ...more.refused]);
  const details = { ...first, places, finer: isLocal ? undefined : more.finer, refused };
  if (!isLocal || more.finer === undefined) return { ...read, details };
  const localSince = at
    ? sinceOfLocal(at, more.finer, report)
    : sinceOfStatus(worst.pair?.requestsBefore ?? 0, more.finer, report);
  return { ...read, details, localSince };
}

/** A class that rose a little and for a while, while one host or path goes on failing: its peaks are told for the whole. */
function isOnlyLocal({ name, onset }: MovedClass, report: ErrorReport, { local }: ErrorDetails): boolean {
  if (onset.lastMs === undefined || onset.share >= SHARE_MAX.edge_5xx) return false;
  return findLocalFailures(report, local, (status) => !isInFocus(name, status)).some(
    ({ at }) => at !== undefined,
  );
}
