/** How an endpoint is declared: its path, the permission that it needs, and the function that answers. */

import type { SimAccount, SimCredential, SimZone, World } from '../world/world.ts';
import type { Area } from './authentication.ts';
import { type Answer, ApiError } from './envelope.ts';
import { type Access, mayRead, seesAccount, seesZone } from './permissions.ts';

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

/** Zone and account ids are 32 hexadecimal digits: a path with anything else in their place has no route. */
const SCOPE_ID = /:(?:zone|account)_id/g;
const ANY_ID = /:\w+/g;

/** An endpoint of one zone. Its `answer` runs only when the caller may read that zone. */
export function zoneRoute(
  path: `/zones/:zone_id${string}`,
  access: Access,
  answer: (zone: SimZone, call: Call, itemId: string) => Answer,
): Route {
  return {
    ...route(path, 'scoped', (call, zoneId = '', itemId = '') => {
      const zone = call.world.zones.find(({ id }) => id === zoneId);
      // The API does not tell a stranger's zone from one that does not exist.
      const visible = zone && seesZone(call.caller, zone) ? zone : undefined;
      return answer(allowed(visible, call, access), call, itemId);
    }),
    permission: access.permissions[0],
  };
}

/** An endpoint of one account. Its `answer` runs only when the caller may read that account. */
export function accountRoute(
  path: `/accounts/:account_id${string}`,
  access: Access,
  answer: (account: SimAccount, call: Call, itemId: string) => Answer,
): Route {
  return {
    ...route(path, 'scoped', (call, accountId = '', itemId = '') => {
      const account = call.world.accounts.find(({ id }) => id === accountId);
      const visible = account && seesAccount(call.caller, accountId) ? account : undefined;
      return answer(allowed(visible, call, access), call, itemId);
    }),
    permission: access.permissions[0],
  };
}

/** Any other endpoint: its `answer` checks by itself what the caller may read. */
export function route(path: string, area: Area, answer: Route['answer']): Route {
  const source = path.replaceAll(SCOPE_ID, '([0-9a-f]{32})').replaceAll(ANY_ID, '([^/]+)');
  // To Cloudflare, a slash at the end makes no difference: `/zones/` lists zones.
  return { pattern: new RegExp(`^${source}/?$`), area, answer };
}

function allowed<Scope>(scope: Scope | undefined, { caller }: Call, access: Access): Scope {
  if (!scope) throw new ApiError(403, access.unknownId ?? access.refusal);
  if (!mayRead(caller, access.permissions)) throw new ApiError(403, access.refusal);
  return scope;
}
