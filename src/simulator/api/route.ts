/** How a file in this folder declares an endpoint: its path, the permission that it needs, and the function that answers. */

import type { SimAccount, SimCredential, SimZone, World } from '../world/world.ts';
import type { Area } from './authentication.ts';
import { type Answer, ApiError } from './envelope.ts';
import { type Access, mayRead, seesAccount, seesZone } from './permissions.ts';
import { pageOf } from './query.ts';

/** One authenticated request. */
export interface Call {
  world: World;
  caller: SimCredential;
  query: URLSearchParams;
}

export interface Route {
  /** Matches what follows `/client/v4`; captures the ids in the path. */
  pattern: RegExp;
  area: Area;
  /** The permission that a token made for this product has; absent when the endpoint needs none. */
  permission?: string;
  answer(call: Call, ...ids: string[]): Answer;
}

/** `itemId` is the id of a thing in the zone or the account, when the path has one. */
type ScopedAnswer<Scope> = (scope: Scope, call: Call, itemId: string) => Answer;

/** Zone and account ids are 32 hexadecimal digits: a path with anything else in their place has no route. */
const SCOPE_ID = /:(?:zone|account)_id/g;
const ANY_ID = /:\w+/g;

/** An endpoint of one zone. Its `answer` runs only when the caller may read that zone. */
export function zoneRoute(
  path: `/zones/:zone_id${string}`,
  access: Access,
  answer: ScopedAnswer<SimZone>,
): Route {
  return scopedRoute(path, access, findZone, answer);
}

/** An endpoint of one account. Its `answer` runs only when the caller may read that account. */
export function accountRoute(
  path: `/accounts/:account_id${string}`,
  access: Access,
  answer: ScopedAnswer<SimAccount>,
): Route {
  return scopedRoute(path, access, findAccount, answer);
}

/** Any other endpoint: its `answer` checks by itself what the caller may read. */
export function route(path: string, area: Area, answer: Route['answer']): Route {
  const source = path.replaceAll(SCOPE_ID, '([0-9a-f]{32})').replaceAll(ANY_ID, '([^/]+)');
  // To Cloudflare, a slash at the end makes no difference: `/zones/` lists zones.
  return { pattern: new RegExp(`^${source}/?$`), area, answer };
}

function scopedRoute<Scope>(
  path: string,
  access: Access,
  find: (call: Call, scopeId: string) => Scope | undefined,
  answer: ScopedAnswer<Scope>,
): Route {
  const checked = route(path, 'scoped', (call, scopeId = '', itemId = '') => {
    const scope = find(call, scopeId);
    if (!scope) throw new ApiError(403, access.unknownId ?? access.refusal);
    if (!mayRead(call.caller, access.permissions)) {
      if (access.isEmptyInstead) return pageOf([], call.query, { fallback: 20, min: 1, max: 1000 });
      throw new ApiError(403, access.refusal);
    }
    return answer(scope, call, itemId);
  });
  return { ...checked, permission: access.permissions[0] };
}

/** Undefined for a zone of someone else too: the API treats it like one that does not exist. */
function findZone({ world, caller }: Call, zoneId: string): SimZone | undefined {
  return world.zones.find((zone) => zone.id === zoneId && seesZone(caller, zone));
}

function findAccount({ world, caller }: Call, accountId: string): SimAccount | undefined {
  return world.accounts.find(({ id }) => id === accountId && seesAccount(caller, id));
}
