/** Who calls over HTTP: known by a bearer token of ours or of an OAuth issuer. Without either, only this machine can call. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { OAUTH_CLOCK_SKEW_S, OAUTH_KEYS_TIMEOUT_MS } from '../limits/callers.ts';
import type { HttpConfig, OAuthConfig } from '../settings/http-config.ts';

export interface Caller {
  /** For limits and logs. It does not reveal the token. */
  readonly id: string;
}

/** The refusal of a request: `header` is the value of `WWW-Authenticate`. */
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

export function createCallerCheck(config: HttpConfig): CallerCheck {
  const digests = config.tokens.map(digest);
  const verify = config.oauth && createTokenVerifier(config.oauth);
  const isOpen = digests.length === 0 && verify === undefined;
  // RFC 6750: the answer to a request without a token has no error code.
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
      // All are compared even after a match, so that the time taken reveals nothing.
      const at = digests.map((known) => timingSafeEqual(known, own)).indexOf(true);
      if (at >= 0) return { id: `bearer-${at + 1}` };
      const verdict = await verify?.(token);
      if (verdict?.subject !== undefined) {
        return { id: `oauth:${digest(verdict.subject).toString('hex').slice(0, 12)}` };
      }
      if (verdict?.problem === 'scope')
        return challenge(403, 'insufficient_scope', `The token lacks the scope ${SCOPE}`);
      if (verdict?.problem === 'keys')
        return challenge(503, 'temporarily_unavailable', 'The keys of the issuer cannot be read');
      return challenge(401, 'invalid_token', 'The bearer token is not valid for this server');
    },
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The subject of a valid token, or the problem: the token, its scope, or that the issuer's keys cannot be fetched. */
type Verdict =
  | { readonly subject: string; readonly problem?: never }
  | { readonly subject?: never; readonly problem: 'token' | 'scope' | 'keys' };

/** Checks the audience, too: a token issued for another server is not valid here. */
function createTokenVerifier({ issuer, audience }: OAuthConfig): (token: string) => Promise<Verdict> {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const options = {
    issuer,
    audience,
    clockTolerance: OAUTH_CLOCK_SKEW_S,
    requiredClaims: ['exp', 'sub'],
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  };
  return async (token) => {
    try {
      keys ??= createRemoteJWKSet(await fetchKeysUrl(issuer), { timeoutDuration: OAUTH_KEYS_TIMEOUT_MS });
    } catch {
      return { problem: 'keys' };
    }
    try {
      const { payload } = await jwtVerify(token, keys, options);
      return scopesOf(payload).includes(SCOPE) ? { subject: String(payload.sub) } : { problem: 'scope' };
    } catch (error) {
      return { problem: isAboutKeys(error) ? 'keys' : 'token' };
    }
  };
}

/** One text in RFC 9068; some issuers send a list, or name the claim `scp`. */
function scopesOf({ scope, scp }: JWTPayload): unknown[] {
  const scopes = scope ?? scp;
  if (typeof scopes === 'string') return scopes.split(' ');
  return Array.isArray(scopes) ? scopes : [];
}

/** The issuer's keys could not be fetched: that says nothing about the token. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT'].includes(error.code);
}

/** From the issuer's metadata: OAuth (RFC 8414) or OpenID Connect, whichever it publishes. */
async function fetchKeysUrl(issuer: string): Promise<URL> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const documents = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  for (const document of documents) {
    // An issuer that publishes only the other document may answer this one with a page or a redirect.
    const metadata = await fetchMetadata(document).catch(() => undefined);
    if (metadata?.issuer === issuer && typeof metadata.jwks_uri === 'string')
      return new URL(metadata.jwks_uri);
  }
  throw new Error(`The issuer ${issuer} publishes no metadata with its keys.`);
}

async function fetchMetadata(
  document: string,
): Promise<{ issuer?: unknown; jwks_uri?: unknown } | undefined> {
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
