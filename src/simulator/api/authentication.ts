/** Who is calling: parses the authentication headers, finds the credential, and refuses with the codes of Cloudflare. */

import type { SimCredential, World } from '../world/world.ts';
import { ApiError, type ApiMessage } from './envelope.ts';

/** The kind of endpoint. It decides how an unknown token is refused. */
export type Area = 'verify' | 'top_level' | 'scoped';

export type Presented = { token: string } | { key: string; email: string };

const PREFIXED_TOKEN = /^cf[a-z]+_[A-Za-z0-9_-]{40,}$/;
const PLAIN_TOKEN = /^[A-Za-z0-9_-]{40}$/;
const GLOBAL_KEY = /^(?:[0-9a-f]{37,45}|cfk_[A-Za-z0-9_-]{40,})$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const UNKNOWN_TOKEN: Record<Area, ApiMessage> = {
  verify: { code: 1000, message: 'Invalid API Token' },
  top_level: { code: 9109, message: 'Invalid access token' },
  scoped: { code: 10000, message: 'Authentication error' },
};

/** Checks only the form of the headers. When a request has both kinds of credential, the token counts. */
export function parseCredentials(headers: Headers): Presented {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer (.*)$/i.exec(authorization)?.[1] ?? '';
    if (PREFIXED_TOKEN.test(token) || PLAIN_TOKEN.test(token)) return { token };
    throw malformed({ code: 6111, message: 'Invalid format for Authorization header' });
  }
  const key = headers.get('x-auth-key');
  const email = headers.get('x-auth-email');
  if (key === null && email !== null) {
    throw new ApiError(400, { code: 9107, message: 'Missing X-Auth-Key header' });
  }
  if (key === null || email === null) {
    const message = 'Missing X-Auth-Key, X-Auth-Email or Authorization headers';
    throw new ApiError(400, { code: 9106, message });
  }
  const wrong: ApiMessage[] = [];
  if (!EMAIL.test(email)) wrong.push({ code: 6102, message: 'Invalid format for X-Auth-Email header' });
  if (!GLOBAL_KEY.test(key)) wrong.push({ code: 6103, message: 'Invalid format for X-Auth-Key header' });
  if (wrong.length > 0) throw malformed(...wrong);
  return { key, email };
}

/** @throws ApiError when the credential is unknown, or is in a state in which this area does not accept it. */
export function findCredential(presented: Presented, world: World, area: Area): SimCredential {
  if ('key' in presented) return findGlobalKey(presented, world, area);
  if (presented.token.startsWith('cfk_')) throw new ApiError(401, UNKNOWN_TOKEN.scoped);
  for (const credential of world.credentials) {
    if (credential.kind === 'global_api_key' || credential.token !== presented.token) continue;
    if (credential.allowed_ips === false) {
      const message = 'Cannot use the access token from location: 203.0.113.9';
      throw new ApiError(403, { code: 9109, message });
    }
    // A token that is expired or disabled can still be verified, and nothing else.
    if (credential.status === 'active' || area === 'verify') return credential;
  }
  throw new ApiError(401, UNKNOWN_TOKEN[area]);
}

function findGlobalKey(presented: { key: string; email: string }, world: World, area: Area): SimCredential {
  if (area === 'verify') throw new ApiError(400, { code: 1001, message: 'Missing "Authorization" header' });
  for (const credential of world.credentials) {
    if (credential.kind !== 'global_api_key') continue;
    if (credential.key === presented.key && credential.email === presented.email) return credential;
  }
  throw new ApiError(400, { code: 9103, message: 'Unknown X-Auth-Key or X-Auth-Email' });
}

function malformed(...chain: ApiMessage[]): ApiError {
  return new ApiError(400, { code: 6003, message: 'Invalid request headers', error_chain: chain });
}
