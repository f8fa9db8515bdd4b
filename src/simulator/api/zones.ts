/** Zones: the list with its filters, and one zone by id. */

import { domainToASCII, domainToUnicode } from 'node:url';
import type { SimZone, ZoneObject } from '../world/world.ts';
import { type Answer, ApiError } from './envelope.ts';
import { credentialId, mayRead, seesZone, UNAUTHORIZED } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';
import { type Call, route, zoneRoute } from './route.ts';

export const zoneRoutes = [
  route('/zones', 'top_level', listZones),
  zoneRoute(
    '/zones/:zone_id',
    {
      permissions: ['Zone Read', 'DNS Read', 'Zone Settings Read', 'SSL and Certificates Read'],
      refusal: UNAUTHORIZED,
      unknownId: { code: 9109, message: 'Invalid zone identifier' },
    },
    getZone,
  ),
];

type ZoneFilter = (zone: SimZone) => boolean;

const ORDERS: Record<string, (zone: SimZone) => string> = {
  name: (zone) => zone.name,
  status: (zone) => zone.status,
  'account.id': (zone) => zone.account.id,
  'account.name': (zone) => zone.account.name,
  'plan.id': (zone) => zone.plan.id,
};

function listZones({ world, caller, query }: Call): Answer {
  if (!mayRead(caller, ['Zone Read'])) {
    const actor = `com.cloudflare.api.token.${credentialId(caller)}`;
    const message = `Actor '${actor}' requires permission 'com.cloudflare.api.account.zone.list' to list zones`;
    throw new ApiError(403, { code: 0, message });
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

/** Zones are kept and answered in Unicode, however they were added; their records are in Punycode. */
function storedName({ name }: SimZone): string {
  return domainToUnicode(name) || name;
}

function getZone(zone: SimZone): Answer {
  return { result: toZoneObject(zone) };
}

/** Only the fields of the zone object: whatever else a zone stores belongs to other endpoints. */
function toZoneObject(zone: SimZone): ZoneObject {
  return {
    id: zone.id,
    name: storedName(zone),
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    development_mode: zone.development_mode,
    name_servers: zone.name_servers,
    original_name_servers: zone.original_name_servers,
    original_registrar: zone.original_registrar,
    original_dnshost: zone.original_dnshost,
    modified_on: zone.modified_on,
    created_on: zone.created_on,
    activated_on: zone.activated_on,
    vanity_name_servers: zone.vanity_name_servers,
    cname_suffix: zone.cname_suffix,
    verification_key: zone.verification_key,
    meta: zone.meta,
    owner: zone.owner,
    account: zone.account,
    tenant: zone.tenant,
    tenant_unit: zone.tenant_unit,
    permissions: zone.permissions,
    plan: zone.plan,
    ...zone.undocumented,
  };
}

function zoneFilters(query: URLSearchParams): ZoneFilter[] {
  const filters: ZoneFilter[] = [];
  const name = query.get('name');
  const accountName = query.get('account.name');
  const accountId = query.get('account.id');
  // A whole name is found in either spelling. Whether a part in Punycode would be is not known, so here it is not.
  if (name)
    filters.push(
      (zone) => matchesOperator(storedName(zone), name) || domainToASCII(zone.name) === name.toLowerCase(),
    );
  if (accountName) filters.push((zone) => matchesOperator(zone.account.name, accountName));
  if (accountId) filters.push((zone) => zone.account.id === accountId);
  if (query.has('status')) {
    const status = oneOf(query, 'status', ['active', 'initializing', 'pending', 'moved']);
    filters.push((zone) => zone.status === status);
  }
  return filters;
}

/** `type` may be repeated, and each may hold several values between commas. */
function requestedTypes(query: URLSearchParams): string[] | undefined {
  const types = query.getAll('type').flatMap((value) => value.split(','));
  return types.length > 0 ? types : undefined;
}

/** `contains:shop` and the like. Without an operator the value must be equal; case matters only when the filter says so. */
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
