/** What a caller may see: permissions, scopes, and how each product of Cloudflare refuses. */

import { createRandom } from '../world/random.ts';
import type { SimAccount, SimCredential, SimZone, World } from '../world/world.ts';
import { type ApiMessage, Refusal } from './envelope.ts';

/** What an endpoint is given. */
export interface Call {
  world: World;
  caller: SimCredential;
  query: URLSearchParams;
}

/** The API gateway's own refusal, seen for DNS and notifications. */
export const AUTHENTICATION_ERROR: ApiMessage = { code: 10000, message: 'Authentication error' };
/** The refusal of zone settings, certificates, zones and accounts. */
export const UNAUTHORIZED: ApiMessage = { code: 9109, message: 'Unauthorized to access requested resource' };

export interface Rule {
  /** Any one of these permissions is enough. */
  accepts: string[];
  lacking: ApiMessage;
  /** For an id that is well formed and not the caller's; the same as `lacking` unless given. */
  foreign?: ApiMessage;
}

export function mayRead(caller: SimCredential, accepts: string[]): boolean {
  if (caller.kind === 'global_api_key') return true;
  return accepts.some((permission) => caller.permissions.includes(permission));
}

export function seesAccount(caller: SimCredential, accountId: string): boolean {
  if (caller.kind === 'account_token' && caller.account_id !== accountId) return false;
  return caller.accounts?.includes(accountId) ?? true;
}

export function seesZone(caller: SimCredential, zone: SimZone): boolean {
  if (!seesAccount(caller, zone.account.id)) return false;
  return caller.kind === 'global_api_key' || (caller.zones?.includes(zone.id) ?? true);
}

/** The zone, if it exists, is in scope and may be read; a stranger's zone and a missing one look alike. */
export function zoneFor({ world, caller }: Call, zoneId: string, rule: Rule): SimZone {
  const zone = world.zones.find((candidate) => candidate.id === zoneId);
  if (!zone || !seesZone(caller, zone)) throw new Refusal(403, rule.foreign ?? rule.lacking);
  if (!mayRead(caller, rule.accepts)) throw new Refusal(403, rule.lacking);
  return zone;
}

export function accountFor({ world, caller }: Call, accountId: string, rule: Rule): SimAccount {
  const account = world.accounts.find((candidate) => candidate.id === accountId);
  if (!account || !seesAccount(caller, accountId)) throw new Refusal(403, rule.foreign ?? rule.lacking);
  if (!mayRead(caller, rule.accepts)) throw new Refusal(403, rule.lacking);
  return account;
}

/** The id of a credential, which is not secret: error messages and the verify endpoints name it. */
export function credentialId(caller: SimCredential): string {
  return createRandom(caller.kind === 'global_api_key' ? caller.key : caller.token).hex(32);
}
