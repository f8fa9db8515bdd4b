/** `POST /graphql`, the analytics API. Answers 200 with `data` or 200 with `errors`, and has no envelope. */

import { mayRead, seesZone } from '../api/permissions.ts';
import type { SimCredential, SimZone, World } from '../world/world.ts';
import { type BatchMemory, queryDataset } from './dataset-query.ts';
import {
  availableFields,
  DATASETS,
  type Dataset,
  isOnPlan,
  type Limits,
  MAX_FIELDS,
  MAX_PAGE_SIZE,
} from './datasets.ts';
import { type Field, isObject, parseQuery, QueryError, requireSelections } from './document.ts';

/** The permission that `viewer.zones` needs. */
export const ANALYTICS_READ = 'Analytics Read';

interface Execution {
  world: World;
  caller: SimCredential;
  /** Errors of single datasets. One of them is enough to lose all data. */
  errors: QueryError[];
  /** Kept while one document is answered: most of its fields ask about the same time. */
  batches: BatchMemory;
}

const ZONES_MAX = 10;

export function answerGraphql(world: World, caller: SimCredential, body: string | undefined): Response {
  const execution: Execution = { world, caller, errors: [], batches: new Map() };
  let data: unknown = null;
  try {
    data = resolveObject(parseQuery(body), (field) => {
      if (field.name === 'viewer') return resolveViewer(execution, field);
      throw new QueryError(`unknown field "${field.name}"`);
    });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    execution.errors.push(error);
  }
  if (execution.errors.length === 0) return Response.json({ data, errors: null });
  const timestamp = world.now.toISOString();
  const errors = execution.errors.map(({ message, path }) => ({
    message,
    path: path.length > 0 ? path : null,
    extensions: { timestamp },
  }));
  return Response.json({ data: null, errors });
}

function resolveViewer(execution: Execution, field: Field): unknown {
  return resolveObject(requireSelections(field, ['viewer']), (scope) => {
    if (scope.name === 'zones') return resolveZones(execution, scope);
    throw new QueryError(`unknown field "${scope.name}"`, ['viewer', scope.name]);
  });
}

function resolveZones(execution: Execution, field: Field): unknown[] {
  const path = ['viewer', 'zones'];
  const zoneIds = zoneIdsOf(field);
  if (zoneIds.length > ZONES_MAX) {
    const message = 'in combination, your request queries too many nodes, zones and accounts';
    throw new QueryError(message, path);
  }
  const zones = zoneIds.flatMap((zoneId) => readableZone(execution, zoneId) ?? []);
  const refused = zoneIds.filter((zoneId) => !zones.some(({ id }) => id === zoneId));
  if (refused.length > 0) throw new QueryError(`zones [${refused.join(' ')}] are not authorized`, path);
  return zones.map((zone, index) =>
    resolveObject(requireSelections(field, path), (inner) => {
      if (inner.name === 'zoneTag') return zone.id;
      if (inner.name === 'settings') return resolveSettings(zone, inner);
      return resolveDataset(execution, inner, zone, [...path, String(index), inner.name]);
    }),
  );
}

function readableZone({ world, caller }: Execution, zoneId: string): SimZone | undefined {
  const zone = world.zones.find(({ id }) => id === zoneId);
  return zone && seesZone(caller, zone) && mayRead(caller, [ANALYTICS_READ]) ? zone : undefined;
}

function resolveDataset(execution: Execution, field: Field, zone: SimZone, path: string[]): unknown {
  const { world, errors, batches } = execution;
  try {
    const dataset = datasetOf(field);
    const limits = limitsOf(dataset, zone);
    if (limits) return queryDataset(field, dataset, zone, limits, world.now, batches);
    const page = 'https://developers.cloudflare.com/analytics/graphql-api/errors/';
    throw new QueryError(
      `zone '${zone.id}' does not have access to the path. Refer to this page for more details about access controls: ${page}`,
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    errors.push(new QueryError(error.message, path));
    return null;
  }
}

function resolveSettings(zone: SimZone, field: Field): unknown {
  return resolveObject(requireSelections(field, []), (inner) => {
    const dataset = datasetOf(inner);
    const limits = limitsOf(dataset, zone);
    const values: Record<string, unknown> = {
      enabled: limits !== undefined,
      maxDuration: limits?.maxDuration ?? 0,
      notOlderThan: limits?.notOlderThan ?? 0,
      maxPageSize: limits ? MAX_PAGE_SIZE : 0,
      maxNumberOfFields: limits ? MAX_FIELDS : 0,
      availableFields: limits
        ? availableFields(dataset).filter((field) => isOnPlan(field, dataset, zone.plan.legacy_id))
        : [],
    };
    return resolveObject(requireSelections(inner, []), ({ name }) => {
      if (Object.hasOwn(values, name)) return values[name];
      throw new QueryError(`unknown field "${name}"`);
    });
  });
}

function datasetOf({ name }: Field): Dataset {
  const dataset = Object.hasOwn(DATASETS, name) ? DATASETS[name] : undefined;
  if (!dataset) throw new QueryError(`unknown field "${name}"`);
  return dataset;
}

function limitsOf({ limits }: Dataset, zone: SimZone): Limits | undefined {
  return limits[zone.plan.legacy_id];
}

/** The zone ids that the filter names: one as `zoneTag`, or several as `zoneTag_in`. */
function zoneIdsOf({ name, args: { filter } }: Field): string[] {
  const { zoneTag, zoneTag_in: several } = isObject(filter) ? filter : {};
  const values = [zoneTag, ...(Array.isArray(several) ? several : [])];
  const zoneIds = values.filter((value) => typeof value === 'string');
  if (zoneIds.length > 0) return zoneIds;
  throw new QueryError(`error parsing args: filter of ${name} needs zoneTag`, ['viewer', name]);
}

function resolveObject(fields: Field[], resolve: (field: Field) => unknown): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.key, resolve(field)]));
}
