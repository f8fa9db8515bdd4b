/** `POST /graphql`, the analytics API: answers 200 with `data`, or 200 with `errors`, and has no envelope. */

import { mayRead, seesAccount, seesZone } from '../api/permissions.ts';
import type { SimCredential, SimZone, World } from '../world/world.ts';
import { queryDataset } from './dataset-query.ts';
import {
  availableFields,
  DATASETS,
  type Dataset,
  type Limits,
  MAX_FIELDS,
  MAX_PAGE_SIZE,
} from './datasets.ts';
import { type Field, isObject, QueryError, readQuery, requireSelections } from './document.ts';

interface Asking {
  world: World;
  caller: SimCredential;
  /** One for each dataset that cannot be read; one is enough to lose all data. */
  errors: QueryError[];
}

const ZONES_MAX = 10;

export function answerGraphql(world: World, caller: SimCredential, body: string | undefined): Response {
  const asking: Asking = { world, caller, errors: [] };
  let data: unknown = null;
  try {
    const root = readQuery(body);
    data = object(root, (field) => {
      if (field.name === 'viewer') return viewer(asking, field);
      throw new QueryError(`unknown field "${field.name}"`);
    });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    asking.errors.push(error);
  }
  if (asking.errors.length === 0) return Response.json({ data, errors: null });
  const timestamp = world.now.toISOString();
  const errors = asking.errors.map(({ message, path }) => ({
    message,
    path: path.length > 0 ? path : null,
    extensions: { timestamp },
  }));
  return Response.json({ data: null, errors });
}

function viewer(asking: Asking, field: Field): unknown {
  return object(requireSelections(field, ['viewer']), (scope) => {
    if (scope.name === 'zones') return zones(asking, scope);
    if (scope.name === 'accounts') return accounts(asking, scope);
    throw new QueryError(`unknown field "${scope.name}"`, ['viewer', scope.name]);
  });
}

function zones(asking: Asking, field: Field): unknown[] {
  const { world, caller } = asking;
  const tags = tagsOf(field, 'zoneTag');
  if (tags.length > ZONES_MAX) {
    const message = 'in combination, your request queries too many nodes, zones and accounts';
    throw new QueryError(message, ['viewer', 'zones']);
  }
  const found = tags.map((tag) => world.zones.find(({ id }) => id === tag));
  const mayReadZones = mayRead(caller, ['Analytics Read']);
  const readable = found.filter((zone) => zone && mayReadZones && seesZone(caller, zone)) as SimZone[];
  const refused = tags.filter((tag) => !readable.some(({ id }) => id === tag));
  if (refused.length > 0) {
    throw new QueryError(`zones [${refused.join(' ')}] are not authorized`, ['viewer', 'zones']);
  }
  return readable.map((zone, index) =>
    object(requireSelections(field, ['viewer', 'zones']), (inner) => {
      if (inner.name === 'zoneTag') return zone.id;
      if (inner.name === 'settings') return settings(zone, inner);
      return dataset(asking, inner, [zone], ['viewer', 'zones', String(index), inner.name]);
    }),
  );
}

/** All zones of one account together, within the widest limits among them. */
function accounts(asking: Asking, field: Field): unknown[] {
  const { world, caller } = asking;
  const tags = tagsOf(field, 'accountTag');
  const known = world.accounts.some(({ id }) => id === tags[0] && seesAccount(caller, id));
  if (tags.length !== 1 || !known || !mayRead(caller, ['Account Analytics Read'])) {
    throw new QueryError('not authorized for that account', ['viewer', 'accounts']);
  }
  const own = world.zones.filter((zone) => zone.account.id === tags[0] && seesZone(caller, zone));
  return [
    object(requireSelections(field, ['viewer', 'accounts']), (inner) => {
      if (inner.name === 'accountTag') return tags[0];
      return dataset(asking, inner, own, ['viewer', 'accounts', '0', inner.name]);
    }),
  ];
}

function dataset(asking: Asking, field: Field, of: SimZone[], path: string[]): unknown {
  try {
    const known = datasetOf(field);
    const limits = of
      .flatMap((zone) => limitsOf(known, zone) ?? [])
      .reduce<Limits | undefined>((a, b) => (a && a.notOlderThan > b.notOlderThan ? a : b), undefined);
    if (limits) return queryDataset(field, known, of, limits, asking.world.now);
    const page = 'https://developers.cloudflare.com/analytics/graphql-api/errors/';
    throw new QueryError(
      `zone '${of[0]?.id}' does not have access to the path. Refer to this page for more details about access controls: ${page}`,
    );
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    asking.errors.push(new QueryError(error.message, path));
    return null;
  }
}

function settings(zone: SimZone, field: Field): unknown {
  return object(requireSelections(field, []), (inner) => {
    const known = datasetOf(inner);
    const limits = limitsOf(known, zone);
    const values: Record<string, unknown> = {
      enabled: limits !== undefined,
      maxDuration: limits?.maxDuration ?? 0,
      notOlderThan: limits?.notOlderThan ?? 0,
      maxPageSize: limits ? MAX_PAGE_SIZE : 0,
      maxNumberOfFields: limits ? MAX_FIELDS : 0,
      availableFields: limits ? availableFields(known) : [],
    };
    return object(requireSelections(inner, []), ({ name }) => {
      if (Object.hasOwn(values, name)) return values[name];
      throw new QueryError(`unknown field "${name}"`);
    });
  });
}

function datasetOf({ name }: Field): Dataset {
  const known = Object.hasOwn(DATASETS, name) ? DATASETS[name] : undefined;
  if (!known) throw new QueryError(`unknown field "${name}"`);
  return known;
}

function limitsOf({ limits }: Dataset, zone: SimZone): Limits | undefined {
  return limits[zone.plan.legacy_id];
}

/** The ids that `filter` names, one or several. */
function tagsOf({ name, args: { filter } }: Field, key: string): string[] {
  const one = isObject(filter) ? filter[key] : undefined;
  const several = isObject(filter) ? filter[`${key}_in`] : undefined;
  const tags = [one, ...(Array.isArray(several) ? several : [])].filter((tag) => typeof tag === 'string');
  if (tags.length === 0)
    throw new QueryError(`error parsing args: filter of ${name} needs ${key}`, ['viewer', name]);
  return tags;
}

function object(fields: Field[], resolve: (field: Field) => unknown): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.key, resolve(field)]));
}
