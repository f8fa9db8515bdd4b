/** What a credential may read: its permissions and its scope, and how Cloudflare's products refuse the rest. */

import { createRandom } from '../world/random.ts';
import type { SimCredential, SimZone } from '../world/world.ts';
import type { ApiMessage } from './envelope.ts';

/** What a credential needs in order to read an endpoint, and how the endpoint refuses it. */
export interface Access {
  /** Any one of these is enough. The first is the one that a token made for this product has. */
  permissions: readonly [string, ...string[]];
  refusal: ApiMessage;
  /** For a zone or an account that the credential cannot see; `refusal` when absent. */
  unknownId?: ApiMessage;
  /** A caller without the permission gets an empty list instead of a refusal: seen for tunnels. */
  isEmptyInstead?: boolean;
}

/** The refusal of the API gateway itself, seen for DNS and notifications. */
export const AUTHENTICATION_ERROR: ApiMessage = { code: 10000, message: 'Authentication error' };
/** The refusal of zone settings, certificates, zones and accounts. */
export const UNAUTHORIZED: ApiMessage = { code: 9109, message: 'Unauthorized to access requested resource' };

export function mayRead(caller: SimCredential, permissions: readonly string[]): boolean {
  if (caller.kind === 'global_api_key') return true;
  return permissions.some((permission) => caller.permissions.includes(permission));
}

export function seesAccount(caller: SimCredential, accountId: string): boolean {
  if (caller.kind === 'account_token' && caller.account_id !== accountId) return false;
  return caller.accounts?.includes(accountId) ?? true;
}

export function seesZone(caller: SimCredential, zone: SimZone): boolean {
  if (!seesAccount(caller, zone.account.id)) return false;
  return caller.kind === 'global_api_key' || (caller.zones?.includes(zone.id) ?? true);
}

/** The id of a credential is not secret: error messages and the verify endpoints contain it. */
export function credentialId(caller: SimCredential): string {
  return createRandom(caller.kind === 'global_api_key' ? caller.key : caller.token).hex(32);
}
