/** Who calls over HTTP: bearer tokens of ours, or of an OAuth issuer; else this machine alone. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { OAUTH_CLOCK_SKEW_S, OAUTH_KEYS_TIMEOUT_MS } from '../limits.ts';
import type { HttpConfig, OAuthConfig } from '../settings/http-config.ts';

export interface Caller {
  /** For limits and logs: never the token, nor something it can be found from. */
  readonly id: string;
}

/** What to answer instead of serving: a status and the value of `WWW-Authenticate`. */
interface Challenge {
  readonly status: 401 | 403 | 503;
  readonly error: string;
  readonly header: string;
}

export interface CallerCheck {
  check(authorization: string | undefined): Promise<Caller | Challenge>;
  /** The document of RFC 9728, in OAuth mode. */
  readonly resourceMetadata: object | undefined;
}

const SCOPE = 'cloudflare:read';
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

export function checkCallers(config: HttpConfig): CallerCheck {
  const digests = config.tokens.map(digest);
  const oauth = config.oauth && oauthCheck(config.oauth);
  const isOpen = digests.length === 0 && oauth === undefined;
  // RFC 6750: a request without a token is told no error code.
  const challenge = (status: 401 | 403 | 503, error: string | undefined, description: string): Challenge => ({
    status,
    error: description,
    header: [
      error === undefined
        ? 'Bearer realm="mcp"'
        : `Bearer error="${error}", error_description="${description}"`,
      ...(config.oauth
        ? [`scope="${SCOPE}"`, `resource_metadata="${metadataUrl(config.oauth.audience)}"`]
        : []),
    ].join(', '),
  });
  return {
    resourceMetadata: config.oauth && {
      resource: config.oauth.audience,
      authorization_servers: [config.oauth.issuer],
      scopes_supported: [SCOPE],
      bearer_methods_supported: ['header'],
    },
    async check(authorization) {
      if (isOpen) return { id: 'local' };
      const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) return challenge(401, undefined, 'A bearer token is needed');
      const own = digest(token);
      // All are compared, whichever fits: the time taken tells nothing.
      const at = digests.map((known) => timingSafeEqual(known, own)).indexOf(true);
      if (at >= 0) return { id: `bearer-${at + 1}` };
      const verified = await oauth?.(token);
      if (typeof verified === 'string')
        return { id: `oauth:${digest(verified).toString('hex').slice(0, 12)}` };
      if (verified?.reason === 'scope')
        return challenge(403, 'insufficient_scope', `The token lacks the scope ${SCOPE}`);
      if (verified?.reason === 'keys')
        return challenge(503, 'temporarily_unavailable', 'The keys of the issuer cannot be read');
      return challenge(401, 'invalid_token', 'The bearer token is not valid for this server');
    },
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

type Rejection = { readonly reason: 'token' | 'scope' | 'keys' };

/** Gives the subject of a valid token. The audience is checked: a token issued for another server is worth nothing here. */
function oauthCheck({ issuer, audience }: OAuthConfig): (token: string) => Promise<string | Rejection> {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    try {
      keys ??= createRemoteJWKSet(await keysUrl(issuer), { timeoutDuration: OAUTH_KEYS_TIMEOUT_MS });
    } catch {
      return { reason: 'keys' };
    }
    try {
      const options = {
        issuer,
        audience,
        clockTolerance: OAUTH_CLOCK_SKEW_S,
        requiredClaims: ['exp', 'sub'],
      };
      const { payload } = await jwtVerify(token, keys, {
        ...options,
        algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      });
      // A text by RFC 9068; some issuers send a list, or call it scp.
      const told = payload.scope ?? payload.scp;
      const scopes: unknown[] = typeof told === 'string' ? told.split(' ') : Array.isArray(told) ? told : [];
      return scopes.includes(SCOPE) ? String(payload.sub) : { reason: 'scope' };
    } catch (error) {
      return { reason: isAboutKeys(error) ? 'keys' : 'token' };
    }
  };
}

/** The issuer's keys could not be had: that is not the token's fault. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT'].includes(error.code);
}

/** From the issuer's metadata: OAuth (RFC 8414) or OpenID Connect, whichever it publishes. */
async function keysUrl(issuer: string): Promise<URL> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const documents = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const document of documents) {
    // An issuer that has only the other one may answer this with a page, or a redirect.
    const metadata = await readMetadata(document).catch(() => undefined);
    if (metadata?.issuer === issuer && typeof metadata.jwks_uri === 'string')
      return new URL(metadata.jwks_uri);
  }
  throw new Error(`The issuer ${issuer} publishes no metadata with its keys.`);
}

async function readMetadata(document: string): Promise<{ issuer?: unknown; jwks_uri?: unknown } | undefined> {
  const answer = await fetch(document, {
    redirect: 'error',
    signal: AbortSignal.timeout(OAUTH_KEYS_TIMEOUT_MS),
  });
  return answer.ok ? ((await answer.json()) as { issuer?: unknown; jwks_uri?: unknown }) : undefined;
}

/** RFC 9728: the well-known path goes between host and path of the resource. */
function metadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${METADATA_PATH}${pathname === '/' ? '' : pathname}`;
}
