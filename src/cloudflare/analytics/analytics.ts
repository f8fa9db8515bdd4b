/** Groups of sampled events from GraphQL analytics: counts by dimension in a window that the zone's plan allows. */
import { type TimeWindow, writeMoment } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure } from '../http/failure.ts';
import { queryGraphql } from './graphql.ts';

/** What a zone's plan allows of a dataset, as its `settings` node says. */
export interface DatasetLimits {
  readonly isEnabled: boolean;
  /** The longest window of one question. */
  readonly maxDurationMs: number;
  /** How far back there are data. */
  readonly notOlderThanMs: number;
  readonly maxPageSize: number;
}

export interface Group {
  readonly count: number;
  /** One in so many events was counted; the counts are scaled up already. */
  readonly sampleInterval: number | undefined;
  readonly dimensions: Readonly<Record<string, string | number>>;
}

export type Dataset =
  | 'httpRequestsAdaptiveGroups'
  | 'firewallEventsAdaptiveGroups'
  | 'firewallEventsAdaptive';

const DATASETS: readonly Dataset[] = [
  'httpRequestsAdaptiveGroups',
  'firewallEventsAdaptiveGroups',
  'firewallEventsAdaptive',
];

/** @throws CloudflareFailure */
export async function readDatasetLimits(
  cloudflare: Cloudflare,
  zoneId: string,
  datasets: readonly Dataset[] = DATASETS,
): Promise<ReadonlyMap<Dataset, DatasetLimits>> {
  const fields = datasets
    .map((dataset) => `${dataset} { enabled maxDuration notOlderThan maxPageSize }`)
    .join(' ');
  const query = `query($zone: string) { viewer { zones(filter: {zoneTag: $zone}) { settings { ${fields} } } } }`;
  const zone = zoneOf(await queryGraphql(cloudflare, query, { zone: zoneId }));
  const settings = (zone.settings ?? {}) as Record<string, Record<string, unknown> | null>;
  return new Map(
    datasets.map((dataset) => {
      const { enabled, maxDuration, notOlderThan, maxPageSize } = settings[dataset] ?? {};
      const limits = {
        isEnabled: enabled === true,
        maxDurationMs: Number(maxDuration ?? 0) * 1_000,
        notOlderThanMs: Number(notOlderThan ?? 0) * 1_000,
        maxPageSize: Number(maxPageSize ?? 0),
      };
      return [dataset, limits];
    }),
  );
}

export interface FittedWindow extends TimeWindow {
  /** The same span just before; undefined where it lies behind what the plan keeps. */
  readonly earlier: TimeWindow | undefined;
  /** What was changed of what was asked. */
  readonly note: string | undefined;
}

/** Cloudflare refuses a window that is too long or too old: it is narrowed instead, and said. */
export function fitWindow(asked: TimeWindow, limits: DatasetLimits, nowMs: number): FittedWindow {
  // A little inside the limit, which is measured when the question arrives.
  const oldestMs = nowMs - limits.notOlderThanMs + 60_000;
  const beforeMs = Math.max(asked.beforeMs, oldestMs + 60_000);
  const sinceMs = Math.max(asked.sinceMs, oldestMs, beforeMs - limits.maxDurationMs);
  const spanMs = beforeMs - sinceMs;
  const earlier = { sinceMs: sinceMs - spanMs, beforeMs: sinceMs };
  // Up to two minutes are the margin above, and not worth a word.
  const isNarrowed = Math.abs(sinceMs - asked.sinceMs) > 120_000 || beforeMs !== asked.beforeMs;
  return {
    sinceMs,
    beforeMs,
    earlier: earlier.sinceMs >= oldestMs ? earlier : undefined,
    note: isNarrowed
      ? `The window was narrowed or moved to what this zone's plan allows: ${spanInWords(limits.maxDurationMs)} in one question, ` +
        `${spanInWords(limits.notOlderThanMs)} back.`
      : undefined,
  };
}

export interface GroupQuestion {
  /** Dimension names as the dataset calls them; none gives one total. */
  readonly by: readonly string[];
  readonly window: TimeWindow;
  /** Further filters, such as `edgeResponseStatus_geq: 500`. */
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly limit: number;
  /** By time ascending for a series; otherwise the largest first. */
  readonly orderBy?: string;
}

/** Several questions in one request; each answer under its question's name. */
export async function readGroups<Name extends string>(
  cloudflare: Cloudflare,
  zoneId: string,
  dataset: Exclude<Dataset, 'firewallEventsAdaptive'>,
  questions: Readonly<Record<Name, GroupQuestion>>,
): Promise<Readonly<Record<Name, readonly Group[]>>> {
  const entries = Object.entries<GroupQuestion>(questions);
  const parts = entries.map(([name, { by, window, filter = {}, limit, orderBy = 'count_DESC' }]) => {
    const dimensions = by.length > 0 ? ` dimensions { ${by.join(' ')} }` : '';
    const where = toLiteral({
      datetime_geq: writeMoment(new Date(window.sinceMs)),
      datetime_lt: writeMoment(new Date(window.beforeMs)),
      ...filter,
    });
    const order = by.length > 0 ? `, orderBy: [${orderBy}]` : '';
    return `${name}: ${dataset}(limit: ${limit}, filter: ${where}${order}) { count avg { sampleInterval }${dimensions} }`;
  });
  const query = `query($zone: string) { viewer { zones(filter: {zoneTag: $zone}) { ${parts.join(' ')} } } }`;
  const zone = zoneOf(await queryGraphql(cloudflare, query, { zone: zoneId }));
  return Object.fromEntries(entries.map(([name]) => [name, toGroups(zone[name])])) as Record<Name, Group[]>;
}

/** The one zone asked for. @throws CloudflareFailure where the answer holds none: that is not the same as no traffic. */
export function zoneOf(data: unknown): Record<string, unknown> {
  const { viewer } = (data ?? {}) as { viewer?: { zones?: unknown } };
  const zones = Array.isArray(viewer?.zones) ? viewer.zones : [];
  if (zones[0] === undefined || zones[0] === null) {
    throw new CloudflareFailure('permission_missing', { path: '/graphql' });
  }
  return zones[0] as Record<string, unknown>;
}

function toGroups(rows: unknown): Group[] {
  if (!Array.isArray(rows))
    throw new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: 'no groups' });
  return rows.map(
    (row: { count?: unknown; avg?: { sampleInterval?: unknown } | null; dimensions?: unknown }) => ({
      count: finite(row.count),
      sampleInterval: typeof row.avg?.sampleInterval === 'number' ? row.avg.sampleInterval : undefined,
      dimensions: (row.dimensions ?? {}) as Group['dimensions'],
    }),
  );
}

/** GraphQL's own notation: names are not quoted, and types of filters need not be named as those of variables would. */
function toLiteral(value: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(value)
    .map(([name, field]) => `${name}: ${JSON.stringify(field)}`)
    .join(', ')}}`;
}

/** `90 minutes`, `6 hours`, `7 days`. */
export function spanInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes % 60 !== 0 || minutes < 60) return `${minutes} minutes`;
  const hours = minutes / 60;
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${hours} hours`;
}

function finite(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) && number >= 0 ? number : 0;
}
