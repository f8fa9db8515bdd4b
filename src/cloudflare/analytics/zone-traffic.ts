/** Requests of many zones by class of status, now and in the window before: ten zones a document, Cloudflare's maximum. */
import pMap from 'p-map';
import {
  REQUESTS_AT_ONCE_MAX,
  STATUS_PAIRS_MAX,
  ZONES_COUNTED_MAX,
  ZONES_PER_DOCUMENT_MAX,
} from '../../limits/cloudflare.ts';
import type { TimeWindow } from '../../text/moment.ts';
import { tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { type CloudflareFailure, failureIn } from '../http/failure.ts';
import { describeFailure } from '../http/failure-words.ts';
import type { ZoneName } from '../zone-memory.ts';
import { UNREADABLE_ZONE } from '../zones/zone-choice.ts';
import { fetchZonesFrom } from '../zones/zone-directory.ts';
import { groupsField, toGroups } from './analytics.ts';
import { queryGraphql } from './graphql.ts';
import { REQUESTS_DATASET, type RequestFilter, type StatusPair, toPairs, toTotals } from './http-errors.ts';
import { type ErrorCounts, EYEBALL } from './request-classes.ts';

export interface ZoneTraffic {
  readonly zone: string;
  readonly now: ErrorCounts;
  readonly before: ErrorCounts;
  /** The most frequent first. */
  readonly pairs: readonly StatusPair[];
  /** One in this many requests was counted. */
  readonly interval: number;
  /** Why no traffic passes it, if it is not active. */
  readonly noTraffic: string | undefined;
}

export interface ZonesTraffic {
  readonly rows: readonly ZoneTraffic[];
  readonly skipped: readonly { readonly zone: string; readonly reason: string }[];
  /** Zones in the account, where Cloudflare tells. */
  readonly total: number | undefined;
  /** Index of the first zone that was not asked; undefined when all were. */
  readonly next: number | undefined;
}

export interface ZonesQuestion {
  /** Index among the account's zones, which are ordered by name. */
  readonly from: number;
  readonly window: TimeWindow;
  readonly earlier: TimeWindow;
  readonly filter: RequestFilter;
}

/** @throws CloudflareFailure when no zone could be read. */
export async function fetchZonesTraffic(
  cloudflare: Cloudflare,
  question: ZonesQuestion,
): Promise<ZonesTraffic> {
  const {
    zones: listed,
    total,
    hasMore,
  } = await fetchZonesFrom(cloudflare, question.from, ZONES_COUNTED_MAX);
  const zones = listed.filter(({ id }) => id !== '');
  const documents = Array.from({ length: Math.ceil(zones.length / ZONES_PER_DOCUMENT_MAX) }, (_, at) =>
    zones.slice(at * ZONES_PER_DOCUMENT_MAX, (at + 1) * ZONES_PER_DOCUMENT_MAX),
  );
  const outcomes = (
    await pMap(documents, (some) => askZones(cloudflare, some, question), {
      concurrency: REQUESTS_AT_ONCE_MAX / 2,
    })
  ).flat();
  for (const { id, name } of listed) if (id === '') outcomes.push({ zone: name, failure: UNREADABLE_ZONE });
  const rows = outcomes.flatMap((outcome) => ('now' in outcome ? [outcome] : []));
  const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
  // No zone could be read: one error that explains it is clearer than a list of skipped zones.
  if (rows.length === 0 && failed[0]) throw failed[0].failure;
  return {
    rows,
    skipped: failed.map(({ zone, failure }) => ({ zone, reason: describeFailure(failure) })),
    total,
    next: hasMore ? question.from + listed.length : undefined,
  };
}

type Outcome = ZoneTraffic | { readonly zone: string; readonly failure: CloudflareFailure };

/** One zone that may not be asked loses the whole document: its zones are then asked by halves. */
async function askZones(
  cloudflare: Cloudflare,
  zones: readonly ZoneName[],
  question: ZonesQuestion,
): Promise<Outcome[]> {
  try {
    return await askDocument(cloudflare, zones, question);
  } catch (error) {
    const failure = failureIn(error);
    if (failure === undefined || !OF_ONE_ZONE.has(failure.kind)) throw error;
    if (zones.length === 1) return [{ zone: zones[0]?.name ?? '', failure }];
    const middle = Math.ceil(zones.length / 2);
    const halves = [zones.slice(0, middle), zones.slice(middle)];
    return (await Promise.all(halves.map((half) => askZones(cloudflare, half, question)))).flat();
  }
}

const OF_ONE_ZONE: ReadonlySet<string> = new Set<CloudflareFailure['kind']>([
  'permission_missing',
  'plan_limit',
  'not_found',
  'invalid_request',
]);

async function askDocument(
  cloudflare: Cloudflare,
  zones: readonly ZoneName[],
  { window, earlier, filter }: ZonesQuestion,
): Promise<Outcome[]> {
  const ask = (name: string, asked: TimeWindow) =>
    groupsField(name, REQUESTS_DATASET, {
      by: ['edgeResponseStatus', 'originResponseStatus'],
      window: asked,
      filter: { ...EYEBALL, ...filter },
      limit: STATUS_PAIRS_MAX,
    });
  const query =
    'query($zones: [string!]) { viewer { zones(filter: {zoneTag_in: $zones}) ' +
    `{ zoneTag ${ask('now', window)} ${ask('earlier', earlier)} } } }`;
  const data = await queryGraphql(cloudflare, query, { zones: zones.map(({ id }) => id) });
  const { viewer } = (data ?? {}) as { viewer?: { zones?: unknown } };
  const rows: unknown[] = Array.isArray(viewer?.zones) ? viewer.zones : [];
  const answered = new Map(rows.flatMap((row) => (isNode(row) ? [[row.zoneTag, row] as const] : [])));
  return Promise.all(
    zones.map(async ({ id, name, noTraffic }): Promise<Outcome> => {
      const row = answered.get(id);
      const part = await tryPart(async () => {
        const [now, before] = [toGroups(row?.now), toGroups(row?.earlier)];
        return {
          now: toTotals(now),
          before: toTotals(before),
          pairs: toPairs(now, before),
          interval: Math.max(1, ...now.map(({ sampleInterval }) => sampleInterval ?? 1)),
          noTraffic,
        };
      });
      return { zone: name, ...('value' in part ? part.value : { failure: part.missing.failure }) };
    }),
  );
}

function isNode(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null;
}
