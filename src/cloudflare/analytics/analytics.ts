/** GraphQL analytics of a zone: what its plan allows, windows that fit, and counts of events grouped by dimensions. */
import { ANALYTICS_MARGIN_MS } from '../../limits/cloudflare.ts';
import { MINUTE_MS } from '../../limits/time.ts';
import { formatTime, type TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, failureIn } from '../http/failure.ts';
import type { Dataset, DatasetLimits, ZonePlan } from './dataset-limits.ts';
import { queryGraphql, TOO_MANY_NODES, toRows } from './graphql.ts';

export type { Dataset, DatasetLimits };

export interface Group {
  readonly count: number;
  /** One in this many events was counted; `count` is already scaled up. */
  readonly sampleInterval: number | undefined;
  readonly dimensions: Readonly<Record<string, string | number>>;
  /** Those that the question asked for and that are numbers. */
  readonly averages: Readonly<Record<string, number>>;
}

export const DATASETS: readonly Dataset[] = [
  'httpRequestsAdaptiveGroups',
  'firewallEventsAdaptiveGroups',
  'firewallEventsAdaptive',
];

/** @throws CloudflareFailure */
export async function fetchDatasetLimits(
  cloudflare: Cloudflare,
  zoneId: string,
  datasets: readonly Dataset[] = DATASETS,
): Promise<ZonePlan> {
  const { settings } = await queryZone(cloudflare, zoneId, settingsField(datasets, 'availableFields'));
  return toZonePlan(settings, datasets);
}

export function settingsField(datasets: readonly Dataset[], more = ''): string {
  const fields = `enabled maxDuration notOlderThan maxPageSize ${more}`.trimEnd();
  return `settings { ${datasets.map((dataset) => `${dataset} { ${fields} }`).join(' ')} }`;
}

/** @throws CloudflareFailure */
export function toZonePlan(sent: unknown, datasets: readonly Dataset[]): ZonePlan {
  if (typeof sent !== 'object' || sent === null) throw unreadable('no settings');
  const settings = sent as Record<string, Record<string, unknown> | null>;
  return new Map(
    datasets.map((dataset) => {
      const { enabled, maxDuration, notOlderThan, maxPageSize, availableFields } = settings[dataset] ?? {};
      const isEnabled = enabled === true;
      const seconds = { maxDuration: Number(maxDuration ?? 0), notOlderThan: Number(notOlderThan ?? 0) };
      // Without its limits no window is known, and a wrong one would look like a time without traffic.
      if (isEnabled && !(seconds.maxDuration > 0 && seconds.notOlderThan > 0)) throw unreadable('no limits');
      const limits = {
        isEnabled,
        maxDurationMs: seconds.maxDuration * 1_000,
        notOlderThanMs: seconds.notOlderThan * 1_000,
        maxPageSize: Number(maxPageSize ?? 0),
        availableFields: Array.isArray(availableFields) ? new Set(availableFields.map(String)) : undefined,
      };
      return [dataset, limits];
    }),
  );
}

function unreadable(code: string): CloudflareFailure {
  return new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code });
}

/** @throws CloudflareFailure when the zone's plan does not include the dataset. */
export function requireEnabled(limits: DatasetLimits | undefined): DatasetLimits {
  if (!limits?.isEnabled) throw new CloudflareFailure('plan_limit', { path: '/graphql' });
  return limits;
}

export interface FittedWindow extends TimeWindow {
  /** The window of the same length just before this one; undefined when it is older than the plan allows. */
  readonly earlier: TimeWindow | undefined;
  /** Says how the window was changed; undefined when it was not. */
  readonly note: string | undefined;
}

/** Cloudflare refuses a window that is too long or too old, so it is narrowed, and a note says so. */
export function fitWindow(asked: TimeWindow, limits: DatasetLimits, nowMs: number): FittedWindow {
  const oldestMs = nowMs - limits.notOlderThanMs + ANALYTICS_MARGIN_MS;
  // If the whole window is too old, a short one at the edge is used, because Cloudflare refuses an empty window.
  const beforeMs = Math.max(asked.beforeMs, oldestMs + MINUTE_MS);
  const sinceMs = Math.max(asked.sinceMs, oldestMs, beforeMs - limits.maxDurationMs);
  const earlier = { sinceMs: sinceMs - (beforeMs - sinceMs), beforeMs: sinceMs };
  // A change as small as the margin needs no note.
  const isNarrowed =
    Math.abs(sinceMs - asked.sinceMs) > 2 * ANALYTICS_MARGIN_MS || beforeMs !== asked.beforeMs;
  return {
    sinceMs,
    beforeMs,
    earlier: earlier.sinceMs >= oldestMs ? earlier : undefined,
    note: isNarrowed
      ? `The window was changed to what this zone's plan allows: at most ${spanInWords(limits.maxDurationMs)} long, ` +
        `at most ${spanInWords(limits.notOlderThanMs)} back.`
      : undefined,
  };
}

export interface GroupQuestion {
  /** Names of dimensions in the dataset; none gives one total. */
  readonly by: readonly string[];
  readonly window: TimeWindow;
  /** Further filters, such as `edgeResponseStatus_geq: 500`. */
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly limit: number;
  /** By default the largest count first; a series is ordered by time. */
  readonly orderBy?: string;
  /** Names below `avg` in the dataset, such as `edgeTimeToFirstByteMs`. */
  readonly averages?: readonly string[];
}

/** Asks several questions in one request. Each answer has its question's name. */
export async function fetchGroups<Name extends string>(
  cloudflare: Cloudflare,
  zoneId: string,
  dataset: Exclude<Dataset, 'firewallEventsAdaptive'>,
  questions: Readonly<Record<Name, GroupQuestion>>,
): Promise<Readonly<Record<Name, readonly Group[]>>> {
  const entries = Object.entries<GroupQuestion>(questions);
  try {
    const fields = entries.map(([name, question]) => groupsField(name, dataset, question));
    const zone = await queryZone(cloudflare, zoneId, fields.join(' '));
    return Object.fromEntries(entries.map(([name, { by }]) => [name, toGroups(zone[name], by)])) as Record<
      Name,
      Group[]
    >;
  } catch (error) {
    // How much one document may ask is not documented. Half of it, and half of that, is few enough at last.
    if (entries.length < 2 || failureIn(error)?.facts.code !== TOO_MANY_NODES) throw error;
    const middle = Math.ceil(entries.length / 2);
    const ask = (some: [string, GroupQuestion][]) =>
      fetchGroups(cloudflare, zoneId, dataset, Object.fromEntries(some));
    const halves = await Promise.all([ask(entries.slice(0, middle)), ask(entries.slice(middle))]);
    return Object.assign({}, ...halves) as Record<Name, Group[]>;
  }
}

/** One question as a field of a zone, under this name. */
export function groupsField(
  name: string,
  dataset: Dataset,
  { by, window, filter = {}, limit, orderBy = 'count_DESC', averages = [] }: GroupQuestion,
): string {
  const dimensions = by.length > 0 ? ` dimensions { ${by.join(' ')} }` : '';
  const where = toLiteral({ ...windowFilter(window), ...filter });
  const order = by.length > 0 ? `, orderBy: [${orderBy}]` : '';
  const avg = ['sampleInterval', ...averages].join(' ');
  return `${name}: ${dataset}(limit: ${limit}, filter: ${where}${order}) { count avg { ${avg} }${dimensions} }`;
}

/**
 * @param fields of the zone, as GraphQL text.
 * @throws CloudflareFailure also when the answer has no zone: that is not the same as a zone without traffic.
 */
export async function queryZone(
  cloudflare: Cloudflare,
  zoneId: string,
  fields: string,
): Promise<Record<string, unknown>> {
  const query = `query($zone: string) { viewer { zones(filter: {zoneTag: $zone}) { ${fields} } } }`;
  const data = await queryGraphql(cloudflare, query, { zone: zoneId });
  const { viewer } = (data ?? {}) as { viewer?: { zones?: unknown } };
  const [zone] = Array.isArray(viewer?.zones) ? viewer.zones : [];
  if (zone === undefined || zone === null) {
    throw new CloudflareFailure('permission_missing', { path: '/graphql' });
  }
  return zone as Record<string, unknown>;
}

export function windowFilter({ sinceMs, beforeMs }: TimeWindow): Readonly<Record<string, unknown>> {
  return { datetime_geq: formatTime(sinceMs), datetime_lt: formatTime(beforeMs) };
}

/** Writes an object in the notation of GraphQL. With variables instead, the query would have to name the type of each filter. */
export function toLiteral(value: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${JSON.stringify(field)}`);
  return `{${fields.join(', ')}}`;
}

/**
 * @param by the dimensions that were asked.
 * @throws CloudflareFailure when this is no list of groups, or when no group has a dimension that was asked: an empty answer
 * would look like a time without traffic.
 */
export function toGroups(rows: unknown, by: readonly string[] = []): Group[] {
  const groups = toRows(rows, 'groups') as readonly RawGroup[];
  const isLost = (name: string) =>
    groups.every(({ dimensions }) => !isScalar((dimensions as Dimensions)?.[name]));
  if (groups.length > 0 && by.some(isLost)) throw unreadable('groups without what they are by');
  return groups.map(({ count, avg, dimensions }) => {
    const averages = Object.fromEntries(
      Object.entries(avg ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
    return {
      count: toCount(count),
      sampleInterval: averages.sampleInterval,
      dimensions: (dimensions ?? {}) as Group['dimensions'],
      averages,
    };
  });
}

type Dimensions = Readonly<Record<string, unknown>> | null | undefined;

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

interface RawGroup {
  readonly count?: unknown;
  readonly avg?: Readonly<Record<string, unknown>> | null;
  readonly dimensions?: unknown;
}

/** @throws CloudflareFailure for what is no count: 0 would be a claim. */
function toCount(value: unknown): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0)) throw unreadable('no count');
  return number;
}

/** `90 minutes`, `1 hour`, `7 days`. */
export function spanInWords(ms: number): string {
  const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`;
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes % 60 !== 0 || minutes < 60) return count(minutes, 'minute');
  const hours = minutes / 60;
  return hours % 24 === 0 && hours > 24 ? count(hours / 24, 'day') : count(hours, 'hour');
}
