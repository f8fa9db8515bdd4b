/** Zones: the list with its filters, and one zone by id. */

import type { SimZone, ZoneObject } from '../world/world.ts';
import { type Answer, Refusal } from './envelope.ts';
import { type Call, credentialId, mayRead, seesZone, UNAUTHORIZED, zoneFor } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';

type ZoneFilter = (zone: SimZone) => boolean;

const ORDERS: Record<string, (zone: SimZone) => string> = {
  name: (zone) => zone.name,
  status: (zone) => zone.status,
  'account.id': (zone) => zone.account.id,
  'account.name': (zone) => zone.account.name,
  'plan.id': (zone) => zone.plan.id,
};

export function listZones({ world, caller, query }: Call): Answer {
  if (!mayRead(caller, ['Zone Read'])) {
    const actor = `com.cloudflare.api.token.${credentialId(caller)}`;
    const message = `Actor '${actor}' requires permission 'com.cloudflare.api.account.zone.list' to list zones`;
    throw new Refusal(403, { code: 0, message });
  }
  const filters = zoneFilters(query);
  const matchesAny = oneOf(query, 'match', ['all', 'any']) === 'any' && filters.length > 0;
  const types = requestedTypes(query);
  const zones = world.zones
    .filter((zone) => seesZone(caller, zone))
    .filter((zone) => types?.includes(zone.type) ?? zone.type !== 'internal')
    .filter((zone) =>
      matchesAny ? filters.some((matches) => matches(zone)) : filters.every((matches) => matches(zone)),
    );
  const order = oneOf(query, 'order', ['name', 'status', 'account.id', 'account.name', 'plan.id']);
  const direction = oneOf(query, 'direction', ['asc', 'desc']);
  const rows = sorted(zones, ORDERS[order] ?? ((zone) => zone.name), direction);
  return pageOf(rows.map(toZoneObject), query, { fallback: 20, min: 5, max: 50 });
}

export function getZone(call: Call, zoneId: string): Answer {
  const zone = zoneFor(call, zoneId, {
    accepts: ['Zone Read', 'DNS Read', 'Zone Settings Read', 'SSL and Certificates Read'],
    lacking: UNAUTHORIZED,
    foreign: { code: 9109, message: 'Invalid zone identifier' },
  });
  return { result: toZoneObject(zone) };
}

/** Everything but what other endpoints answer; the private fields stay, since the real API sends them too. */
function toZoneObject(zone: SimZone): ZoneObject {
  const { records, settings, universal_ssl, certificate_packs, dnssec, ...rest } = zone;
  const { traffic, load_balancers, healthchecks, custom_certificates, rulesets, ...object } = rest;
  return object;
}

function zoneFilters(query: URLSearchParams): ZoneFilter[] {
  const filters: ZoneFilter[] = [];
  const name = query.get('name');
  const accountName = query.get('account.name');
  const accountId = query.get('account.id');
  if (name) filters.push((zone) => matchesOperator(zone.name, name));
  if (accountName) filters.push((zone) => matchesOperator(zone.account.name, accountName));
  if (accountId) filters.push((zone) => zone.account.id === accountId);
  if (query.has('status')) {
    const status = oneOf(query, 'status', ['active', 'initializing', 'pending', 'moved']);
    filters.push((zone) => zone.status === status);
  }
  return filters;
}

/** Repeated and comma-separated values mean the same. */
function requestedTypes(query: URLSearchParams): string[] | undefined {
  const types = query.getAll('type').flatMap((value) => value.split(','));
  return types.length > 0 ? types : undefined;
}

/** `contains:shop` and its siblings; a value without an operator must be equal. Case counts only when asked for. */
function matchesOperator(actual: string, filter: string): boolean {
  const [, operator = 'equal', exactCase, rest] =
    /^(equal|not_equal|starts_with|ends_with|contains)(_case_sensitive)?:(.*)$/.exec(filter) ?? [];
  const fold = (text: string) => (exactCase ? text : text.toLowerCase());
  const value = fold(actual);
  const wanted = fold(rest ?? filter);
  if (operator === 'not_equal') return value !== wanted;
  if (operator === 'starts_with') return value.startsWith(wanted);
  if (operator === 'ends_with') return value.endsWith(wanted);
  if (operator === 'contains') return value.includes(wanted);
  return value === wanted;
}
