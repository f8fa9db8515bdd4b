/** A closer look at one class of statuses: on which hosts and paths, where from, since which minute; and counts by any dimension. */
import { TOP_ROWS_SHOWN } from '../../limits/answers.ts';
import { BREAKDOWN_ROWS_MAX, ONSET_MINUTES_MAX } from '../../limits/cloudflare.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import type { DatasetLimits, FittedWindow, Group, GroupQuestion } from './analytics.ts';
import { type Bucket, bucketStarts, countsByTime, DAILY, FINE_BUCKETS } from './buckets.ts';
import { REQUESTS_DATASET, type RequestFilter } from './http-errors.ts';
import { LOCAL_PLACES, type LocalErrors, localQuestions, toLocalErrors } from './local-errors.ts';
import { fetchPermittedGroups } from './permitted-groups.ts';
import { EDGE_5XX, EYEBALL, type Focus, focusFilter } from './request-classes.ts';
import { type SilentHost, silentQuestions, toSilentHosts } from './silent-hosts.ts';

/** Name in the answer -> dimension of the dataset. */
const PLACES = {
  ...LOCAL_PLACES,
  country: 'clientCountryName',
  data_centre: 'coloCode',
} as const;
type Place = keyof typeof PLACES;
const PLACE_NAMES = Object.keys(PLACES) as Place[];

/** What requests can be told apart by, where the plan has the dimension. */
const BREAKDOWNS = {
  host: PLACES.host,
  path: PLACES.path,
  country: PLACES.country,
  data_centre: PLACES.data_centre,
  protocol: 'clientRequestHTTPProtocol',
  tls: 'clientSSLProtocol',
  as: 'clientASNDescription',
  user_agent: 'userAgent',
  origin_ip: 'originIP',
  cache: 'cacheStatus',
} as const;
export type Breakdown = keyof typeof BREAKDOWNS;
export const BREAKDOWN_NAMES = Object.keys(BREAKDOWNS) as [Breakdown, ...Breakdown[]];

/** The most telling dimension of who sends requests that the plan has. */
export function senderBreakdown({ availableFields }: Pick<DatasetLimits, 'availableFields'>): Breakdown {
  const has = (name: Breakdown) => availableFields?.has(`dimensions_${BREAKDOWNS[name]}`) === true;
  return (['as', 'user_agent'] as const).find(has) ?? 'country';
}

export interface PlaceCount {
  readonly place: Place;
  readonly value: unknown;
  /** Requests in focus. */
  readonly requests: number;
  /** All requests there; undefined where there are too many places to know. */
  readonly of: number | undefined;
}

export interface BreakdownRow {
  readonly value: unknown;
  readonly requests: number;
  readonly requestsBefore: number | undefined;
  readonly edge4xx: number;
  readonly edge5xx: number;
}

interface FineBucket {
  readonly timeMs: number;
  readonly total: number;
  readonly inFocus: number;
}

export interface DetailsQuestion {
  readonly focus: Focus;
  readonly arePlacesAsked: boolean;
  /** Whether errors of any status are asked by host and path; with places only. */
  readonly areErrorsAsked?: boolean;
  readonly by?: Breakdown | undefined;
  /** Around the onset, to be counted more finely. */
  readonly closer?: TimeWindow | undefined;
  /** Only these requests are counted more finely. */
  readonly closerFilter?: RequestFilter | undefined;
}

export interface ErrorDetails {
  readonly places: readonly PlaceCount[];
  readonly local: readonly LocalErrors[];
  readonly silent: readonly SilentHost[];
  readonly breakdown: readonly BreakdownRow[] | undefined;
  readonly finer: { readonly bucketMs: number; readonly series: readonly FineBucket[] } | undefined;
  /** Parts of the answer that the plan does not include -> the field that it lacks. */
  readonly refused: ReadonlyMap<string, string>;
}

/** @throws CloudflareFailure */
export async function fetchErrorDetails(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: RequestFilter,
  limits: Partial<DatasetLimits>,
  { focus, arePlacesAsked, areErrorsAsked, by, closer, closerFilter }: DetailsQuestion,
): Promise<ErrorDetails> {
  const inFocus = { ...focusFilter(focus), ...filter };
  const all = { ...EYEBALL, ...filter };
  const questions: Record<string, GroupQuestion> = {};
  for (const place of arePlacesAsked ? PLACE_NAMES : []) {
    questions[place] = { by: [PLACES[place]], window, filter: inFocus, limit: TOP_ROWS_SHOWN[place] };
    questions[`${place}_all`] = { by: [PLACES[place]], window, filter: all, limit: BREAKDOWN_ROWS_MAX };
  }
  if (areErrorsAsked) Object.assign(questions, localQuestions(window, filter));
  // A host is silent only if nothing was left out.
  const isEverything = areErrorsAsked && Object.keys(filter).length === 0;
  if (isEverything) Object.assign(questions, silentQuestions(window));
  if (by !== undefined) {
    const ask = (asked: TimeWindow, own: object): GroupQuestion => ({
      by: [BREAKDOWNS[by]],
      window: asked,
      filter: { ...own, ...filter },
      limit: BREAKDOWN_ROWS_MAX,
    });
    questions.by = ask(window, EYEBALL);
    questions.by_4xx = ask(window, focusFilter('edge_4xx'));
    questions.by_5xx = ask(window, EDGE_5XX);
    questions.by_before = ask(window.earlier ?? window, EYEBALL);
  }
  const fine = closer && fineBucket(closer, limits.maxPageSize);
  if (closer && fine) {
    const series = {
      by: [fine.dimension],
      window: closer,
      limit: ONSET_MINUTES_MAX,
      orderBy: `${fine.dimension}_ASC`,
    };
    questions.closer = { ...series, filter: { ...inFocus, ...closerFilter } };
    questions.closer_all = { ...series, filter: { ...all, ...closerFilter } };
  }
  const { groups, refused } = await fetchPermittedGroups(
    cloudflare,
    zoneId,
    REQUESTS_DATASET,
    limits,
    questions,
  );
  return {
    places: PLACE_NAMES.flatMap((place) =>
      toPlaces(place, groups[place] ?? [], groups[`${place}_all`] ?? []),
    ),
    local: toLocalErrors(groups),
    silent: isEverything ? toSilentHosts(groups, window) : [],
    breakdown: by && groups.by && toBreakdown(BREAKDOWNS[by], window.earlier !== undefined, groups),
    finer: closer && fine && { bucketMs: fine.bucketMs, series: toFineSeries(closer, fine, groups) },
    refused: new Map(
      [...refused].filter(([name]) => name === 'by' || PLACE_NAMES.some((each) => each === name)),
    ),
  };
}

/** The finest of which all rows fit. */
function fineBucket({ sinceMs, beforeMs }: TimeWindow, maxPageSize: number | undefined): Bucket {
  const rowsMax = Math.min(ONSET_MINUTES_MAX, maxPageSize || ONSET_MINUTES_MAX) - 1;
  return FINE_BUCKETS.find(({ bucketMs }) => beforeMs - sinceMs <= rowsMax * bucketMs) ?? DAILY;
}

type Groups = Readonly<Partial<Record<string, readonly Group[]>>>;

function toFineSeries(window: TimeWindow, bucket: Bucket, groups: Groups): FineBucket[] {
  const inFocus = countsByTime(groups.closer ?? [], bucket);
  const all = countsByTime(groups.closer_all ?? [], bucket);
  return bucketStarts(window, bucket).map((timeMs) => ({
    timeMs,
    total: all.get(timeMs) ?? 0,
    inFocus: inFocus.get(timeMs) ?? 0,
  }));
}

function toPlaces(place: Place, inFocus: readonly Group[], all: readonly Group[]): PlaceCount[] {
  const of = countsBy(PLACES[place], all);
  return inFocus.map(({ count, dimensions }) => {
    const value = dimensions[PLACES[place]];
    const known = of.get(String(value ?? ''));
    // Both are estimates from samples: the part may come out larger than the whole.
    return { place, value, requests: count, of: known === undefined ? undefined : Math.max(known, count) };
  });
}

function toBreakdown(dimension: string, isCompared: boolean, groups: Groups): BreakdownRow[] {
  const now = countsBy(dimension, groups.by ?? []);
  const before = countsBy(dimension, groups.by_before ?? []);
  const failed4xx = countsBy(dimension, groups.by_4xx ?? []);
  const failed5xx = countsBy(dimension, groups.by_5xx ?? []);
  const values = [...new Set([...now.keys(), ...(isCompared ? before.keys() : [])])];
  return values
    .map((value) => ({
      value,
      requests: now.get(value) ?? 0,
      requestsBefore: isCompared ? (before.get(value) ?? 0) : undefined,
      edge4xx: failed4xx.get(value) ?? 0,
      edge5xx: failed5xx.get(value) ?? 0,
    }))
    .sort((a, b) => weightOf(b) - weightOf(a));
}

/** What is gone now is as worth telling as what has come. */
function weightOf({ requests, requestsBefore = 0 }: BreakdownRow): number {
  return Math.max(requests, requestsBefore);
}

function countsBy(dimension: string, groups: readonly Group[]): ReadonlyMap<string, number> {
  return new Map(groups.map(({ count, dimensions }) => [String(dimensions[dimension] ?? ''), count]));
}
