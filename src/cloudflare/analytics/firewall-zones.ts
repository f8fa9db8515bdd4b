/** Firewall events of all zones of the account: one row a zone, ten zones a request. */
import {
  EVENTS_OF_ZONE_MAX,
  FIREWALL_ACTIONS_MAX,
  ZONES_COUNTED_MAX,
  ZONES_PER_DOCUMENT_MAX,
} from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import type { TimeWindow } from '../../text/moment.ts';
import { type MissingReason, tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure } from '../http/failure.ts';
import type { ZoneName } from '../zone-memory.ts';
import { UNREADABLE_ZONE } from '../zones/zone-choice.ts';
import { fetchZonesFrom } from '../zones/zone-directory.ts';
import {
  fitWindow,
  requireEnabled,
  settingsField,
  toLiteral,
  toZonePlan,
  windowFilter,
} from './analytics.ts';
import type { EventFilter } from './event-filter.ts';
import { type Effect, effectOf } from './firewall-actions.ts';
import { queryGraphql, toRows } from './graphql.ts';
import { allowsWhole, askWithinPlans, eventLimits } from './zone-plan.ts';

export interface ZoneEvents {
  readonly zone: string;
  readonly byEffect: ReadonlyMap<Effect, number>;
  readonly total: number;
  /** Undefined where the plan does not count, or keeps nothing so old. */
  readonly totalBefore: number | undefined;
  /** Whether there are more events than were fetched: `total` is the least that happened. */
  readonly isCut: boolean;
  /** Later than what was asked for where the plan keeps less. */
  readonly sinceMs: number;
}

export interface EventsOfZones {
  readonly zones: readonly ZoneEvents[];
  /** Zones of the account, if Cloudflare says how many. */
  readonly zonesTotal: number | undefined;
  readonly hasMore: boolean;
  readonly skipped: readonly { readonly zone: string; readonly reason: MissingReason }[];
}

/** In the order of their names. */
export async function fetchEventsOfZones(
  cloudflare: Cloudflare,
  window: TimeWindow,
  filter: EventFilter,
  nowMs: number,
): Promise<EventsOfZones> {
  const { zones: listed, total, hasMore } = await fetchZonesFrom(cloudflare, 0, ZONES_COUNTED_MAX);
  const names = listed.filter(({ id }) => id !== '');
  const unreadable = listed.filter(({ id }) => id === '');
  const batches: ZoneName[][] = [];
  for (let at = 0; at < names.length; at += ZONES_PER_DOCUMENT_MAX)
    batches.push(names.slice(at, at + ZONES_PER_DOCUMENT_MAX));
  const parts = await Promise.all(
    batches.map((batch) => fetchBatch(cloudflare, batch, window, filter, nowMs)),
  );
  return {
    zones: parts.flatMap(({ zones }) => zones),
    zonesTotal: total,
    hasMore,
    skipped: [
      ...unreadable.map(({ name }) => ({
        zone: name,
        reason: { failure: UNREADABLE_ZONE, permission: undefined },
      })),
      ...parts.flatMap(({ skipped }) => skipped),
    ],
  };
}

type Batch = Pick<EventsOfZones, 'zones' | 'skipped'>;

/** One zone that may not be read makes Cloudflare refuse all of its request: then each is asked alone. */
async function fetchBatch(
  cloudflare: Cloudflare,
  batch: readonly ZoneName[],
  window: TimeWindow,
  filter: EventFilter,
  nowMs: number,
): Promise<Batch> {
  const part = await tryPart(() => fetchTogether(cloudflare, batch, window, filter, nowMs));
  if ('value' in part) return { zones: part.value, skipped: [] };
  const isPassing = ['rate_limited', 'no_answer', 'unreachable'].includes(part.missing.failure.kind);
  if (batch.length === 1 || isPassing) {
    return { zones: [], skipped: batch.map(({ name }) => ({ zone: name, reason: part.missing })) };
  }
  const alone = await Promise.all(batch.map((zone) => fetchBatch(cloudflare, [zone], window, filter, nowMs)));
  return { zones: alone.flatMap(({ zones }) => zones), skipped: alone.flatMap(({ skipped }) => skipped) };
}

type Node = Readonly<Record<string, unknown>>;

const EVENT_DATASETS = ['firewallEventsAdaptiveGroups', 'firewallEventsAdaptive'] as const;

function fetchTogether(
  cloudflare: Cloudflare,
  batch: readonly ZoneName[],
  window: TimeWindow,
  filter: EventFilter,
  nowMs: number,
): Promise<ZoneEvents[]> {
  const ids = batch.map(({ id }) => id);
  return askWithinPlans(cloudflare, ids, {
    datasets: EVENT_DATASETS,
    isEnough: (plan) => allowsWhole(eventLimits(plan), window, nowMs),
    fetchPlans: async () => {
      const nodes = await queryZones(cloudflare, batch, settingsField(EVENT_DATASETS));
      return new Map(ids.map((id) => [id, toZonePlan(nodes.get(id)?.settings, EVENT_DATASETS)]));
    },
    ask: async (plans) => {
      const limitsOf = ({ id }: ZoneName) => requireEnabled(eventLimits(plans.get(id) ?? new Map()));
      const isCounted = ({ id }: ZoneName) =>
        plans.get(id)?.get('firewallEventsAdaptiveGroups')?.isEnabled === true;
      const fitted = (zones: readonly ZoneName[]) => {
        const all = zones.map(limitsOf);
        const least = (name: 'maxDurationMs' | 'notOlderThanMs') =>
          Math.min(...all.map((limits) => limits[name]));
        const limits = { maxDurationMs: least('maxDurationMs'), notOlderThanMs: least('notOlderThanMs') };
        return fitWindow(window, { isEnabled: true, maxPageSize: 0, ...limits }, nowMs);
      };
      const counted = batch.filter(isCounted);
      const listed = batch.filter((zone) => !isCounted(zone));
      const parts = await Promise.all([
        counted.length > 0 ? fetchCounts(cloudflare, counted, fitted(counted), filter) : [],
        listed.length > 0 ? fetchListed(cloudflare, listed, fitted(listed), filter) : [],
      ]);
      return parts.flat();
    },
  });
}

async function fetchCounts(
  cloudflare: Cloudflare,
  zones: readonly ZoneName[],
  window: ReturnType<typeof fitWindow>,
  filter: EventFilter,
): Promise<ZoneEvents[]> {
  const counts = (name: string, { sinceMs, beforeMs }: TimeWindow) =>
    `${name}: firewallEventsAdaptiveGroups(limit: ${FIREWALL_ACTIONS_MAX}, filter: ${toLiteral({
      ...windowFilter({ sinceMs, beforeMs }),
      ...filter,
    })}) { count dimensions { action } }`;
  const former = window.earlier ? counts('before', window.earlier) : '';
  const nodes = await queryZones(cloudflare, zones, `${counts('now', window)} ${former}`);
  return zones.map(({ id, name }) => {
    const node = nodes.get(id);
    const now = actionsOf(node?.now);
    return {
      zone: name,
      ...countsOf(now),
      totalBefore: window.earlier && countsOf(actionsOf(node?.before)).total,
      isCut: false,
      sinceMs: window.sinceMs,
    };
  });
}

async function fetchListed(
  cloudflare: Cloudflare,
  zones: readonly ZoneName[],
  window: TimeWindow,
  filter: EventFilter,
): Promise<ZoneEvents[]> {
  const where = toLiteral({ ...windowFilter(window), ...filter });
  const fields = `events: firewallEventsAdaptive(limit: ${EVENTS_OF_ZONE_MAX}, filter: ${where}, orderBy: [datetime_DESC]) { action datetime }`;
  const nodes = await queryZones(cloudflare, zones, fields);
  return zones.map(({ id, name }) => {
    const events = listIn(nodes.get(id)?.events);
    const actions = events.map(({ action }) => [toText(action) ?? '', 1] as const);
    return {
      zone: name,
      ...countsOf(actions),
      totalBefore: undefined,
      isCut: events.length >= EVENTS_OF_ZONE_MAX,
      sinceMs: window.sinceMs,
    };
  });
}

function actionsOf(groups: unknown): (readonly [string, number])[] {
  return listIn(groups).map(({ count, dimensions }) => {
    if (typeof count !== 'number') throw unreadable();
    return [toText((dimensions as Node | undefined)?.action) ?? '', count] as const;
  });
}

function countsOf(actions: readonly (readonly [string, number])[]): Pick<ZoneEvents, 'byEffect' | 'total'> {
  const byEffect = new Map<Effect, number>();
  let total = 0;
  for (const [action, count] of actions) {
    const effect = effectOf(action);
    byEffect.set(effect, (byEffect.get(effect) ?? 0) + count);
    total += count;
  }
  return { byEffect, total };
}

function listIn(value: unknown): readonly Node[] {
  return toRows(value, 'groups');
}

function unreadable(): CloudflareFailure {
  return new CloudflareFailure('cloudflare_trouble', { path: '/graphql', code: 'no groups' });
}

/** Each zone's node, by its ID. @throws CloudflareFailure when one is missing: it is not a zone without events. */
async function queryZones(
  cloudflare: Cloudflare,
  zones: readonly ZoneName[],
  fields: string,
): Promise<ReadonlyMap<string, Node>> {
  const query = `query($zones: [string!]) { viewer { zones(filter: {zoneTag_in: $zones}) { zoneTag ${fields} } } }`;
  const data = await queryGraphql(cloudflare, query, { zones: zones.map(({ id }) => id) });
  const { viewer } = (data ?? {}) as { viewer?: { zones?: unknown } };
  const nodes = new Map(listIn(viewer?.zones).map((node) => [String(node.zoneTag), node]));
  if (zones.some(({ id }) => !nodes.has(id)))
    throw new CloudflareFailure('permission_missing', { path: '/graphql' });
  return nodes;
}
