/** The datasets of the analytics API: their fields, the source of their rows, and the limits of each plan. */

import type { SimZone } from '../world/world.ts';
import type { Batch } from './batch.ts';
import type { FieldType } from './filter.ts';
import { firewallBatches } from './firewall-batches.ts';
import { requestBatches } from './traffic-batches.ts';

export interface Dataset {
  /** Rows that count events, or single events. */
  kind: 'groups' | 'events';
  /** Its fields, apart from `TIMES`. */
  own: Record<string, FieldType>;
  batches(zone: SimZone, from: number, to: number): Iterable<Batch>;
  /** By the `legacy_id` of the plan. A plan that is missing here has no access. */
  limits: Record<string, Limits>;
}

export interface Limits {
  /** Seconds. */
  maxDuration: number;
  notOlderThan: number;
}

export const MAX_PAGE_SIZE = 10_000;
export const MAX_FIELDS = 30;

const DAY_SECONDS = 86_400;

const TIMES: Record<string, FieldType> = {
  datetime: 'time',
  datetimeMinute: 'time',
  datetimeFiveMinutes: 'time',
  datetimeFifteenMinutes: 'time',
  datetimeHour: 'time',
  date: 'time',
};

const REQUEST: Record<string, FieldType> = {
  zoneTag: 'text',
  clientRequestHTTPHost: 'text',
  clientRequestPath: 'text',
  clientRequestHTTPMethodName: 'text',
  clientCountryName: 'text',
};

const HTTP_REQUEST: Record<string, FieldType> = {
  ...REQUEST,
  clientAsn: 'text',
  clientASNDescription: 'text',
  clientRequestHTTPProtocol: 'text',
  clientSSLProtocol: 'text',
  userAgent: 'text',
  originIP: 'text',
  coloCode: 'text',
  edgeResponseStatus: 'number',
  originResponseStatus: 'number',
  cacheStatus: 'text',
  requestSource: 'text',
};

/** Single requests, by their Ray ID: the ordinary ones have none here. */
function* requestsWithRay(zone: SimZone, from: number, to: number): Generator<Batch> {
  for (const batch of requestBatches(zone, from, to)) {
    yield { ...batch, kinds: batch.kinds.filter(({ fields }) => 'rayName' in fields) };
  }
}

const FIREWALL_EVENT: Record<string, FieldType> = {
  ...REQUEST,
  action: 'text',
  source: 'text',
  ruleId: 'text',
  description: 'text',
  clientIP: 'text',
  clientAsn: 'text',
  clientASNDescription: 'text',
  clientRequestQuery: 'text',
  rayName: 'text',
  userAgent: 'text',
  datetime: 'time',
};

const FIREWALL_LIMITS = {
  free: { maxDuration: DAY_SECONDS, notOlderThan: DAY_SECONDS },
  pro: { maxDuration: 3 * DAY_SECONDS, notOlderThan: 3 * DAY_SECONDS },
  business: { maxDuration: 3 * DAY_SECONDS, notOlderThan: 7 * DAY_SECONDS },
  enterprise: { maxDuration: 3 * DAY_SECONDS, notOlderThan: 30 * DAY_SECONDS },
};
const { free, ...PAID_FIREWALL_LIMITS } = FIREWALL_LIMITS;

export const DATASETS: Record<string, Dataset> = {
  httpRequestsAdaptiveGroups: {
    kind: 'groups',
    own: HTTP_REQUEST,
    batches: requestBatches,
    limits: {
      free: { maxDuration: DAY_SECONDS, notOlderThan: DAY_SECONDS },
      pro: { maxDuration: 3 * DAY_SECONDS, notOlderThan: 3 * DAY_SECONDS },
      business: { maxDuration: 3 * DAY_SECONDS, notOlderThan: 7 * DAY_SECONDS },
      enterprise: { maxDuration: 30 * DAY_SECONDS, notOlderThan: 30 * DAY_SECONDS },
    },
  },
  httpRequestsAdaptive: {
    kind: 'events',
    own: { ...HTTP_REQUEST, rayName: 'text' },
    batches: requestsWithRay,
    limits: FIREWALL_LIMITS,
  },
  firewallEventsAdaptive: {
    kind: 'events',
    own: FIREWALL_EVENT,
    batches: firewallBatches,
    limits: FIREWALL_LIMITS,
  },
  firewallEventsAdaptiveGroups: {
    kind: 'groups',
    own: FIREWALL_EVENT,
    batches: firewallBatches,
    limits: PAID_FIREWALL_LIMITS,
  },
};

/** Every field that a filter may name. */
export function filterFields({ own }: Dataset): Record<string, FieldType> {
  return { ...TIMES, ...own };
}

/** Fields of requests that smaller plans may not ask for, as public reports tell; the API refuses the whole query then. */
const FIELDS_OF_PLANS: Record<string, readonly string[]> = {
  dimensions_clientAsn: ['enterprise'],
  dimensions_clientASNDescription: ['enterprise'],
  avg_edgeTimeToFirstByteMs: ['pro', 'business', 'enterprise'],
  avg_originResponseDurationMs: ['pro', 'business', 'enterprise'],
};

export function isOnPlan(field: string, dataset: Dataset, plan: string): boolean {
  return dataset.batches !== requestBatches || (FIELDS_OF_PLANS[field]?.includes(plan) ?? true);
}

/** Named as in the settings node, for example `dimensions_edgeResponseStatus`. */
export function availableFields(dataset: Dataset): string[] {
  if (dataset.kind === 'events') return ['sampleInterval', ...Object.keys(filterFields(dataset))];
  const dimensions = Object.keys(filterFields(dataset)).map((name) => `dimensions_${name}`);
  const averages =
    dataset.batches === requestBatches ? ['avg_edgeTimeToFirstByteMs', 'avg_originResponseDurationMs'] : [];
  const sums = dataset.batches === requestBatches ? ['sum_edgeResponseBytes', 'sum_visits'] : [];
  return ['avg_sampleInterval', 'count', ...dimensions, ...sums, ...averages];
}
