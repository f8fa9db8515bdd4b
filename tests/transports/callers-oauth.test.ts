/** As a resource server of OAuth 2.1: tokens of one issuer, for this server, with the scope; proven by the issuer's keys. */
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { bearer, callTool, connectHttp, serve, startIssuer } from '../http-client.ts';

const AUDIENCE = 'https://mcp.example.com/mcp';
const METADATA = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';
const SCOPE = 'cloudflare:read';

type Keys = { publicKey: CryptoKey; privateKey: CryptoKey };
let keys: Keys;
let otherKeys: Keys;
beforeAll(async () => {
  [keys, otherKeys] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
});

async function setUp(at?: Parameters<typeof startIssuer>[1]) {
  const issuer = await startIssuer(keys.publicKey, at);
  const env = { MCP_OAUTH_ISSUER: issuer.url, MCP_OAUTH_AUDIENCE: AUDIENCE };
  const served = await serve({ env });
  const sign = (claims: JWTPayload = {}, { privateKey } = keys, kid = 'one') =>
    new SignJWT({
      iss: issuer.url,
      aud: AUDIENCE,
      sub: 'agent-7',
      scope: SCOPE,
      exp: inMinutes(10),
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
  const ask = async (token: string) => {
    const { status, headers, json } = await callTool(served.url, 'list_zones', {}, bearer(token));
    return { status, challenge: headers['www-authenticate'], zones: json.result?.structuredContent.total };
  };
  return { ...served, issuer, env, sign, ask };
}

const inMinutes = (minutes: number) => Math.floor(Date.now() / 1_000) + minutes * 60;
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of the issuer', () => {
  it.each(['oauth-authorization-server', 'openid-configuration'] as const)(
    'is accepted by keys found through /.well-known/%s',
    async (at) => {
      const { ask, sign } = await setUp(at);
      expect(await ask(await sign())).toMatchObject({ status: 200, zones: 12 });
    },
  );

  it('lets a real client in, and its subject is in no log line', async () => {
    const { url, sign, log } = await setUp();
    const token = await sign({ scope: `openid ${SCOPE}`, aud: ['https://other.example', AUDIENCE] });
    const { call } = await connectHttp('v2 at 2026-07-28', url, bearer(token));
    expect((await call('list_zones')).structured).toMatchObject({ total: 12 });
    expect(JSON.parse(log[0]!).caller).toMatch(/^oauth:[0-9a-f]{12}$/);
    expect(log.join()).not.toContain('agent-7');
    expect(log.join()).not.toContain(token.split('.')[2]);
  });

  it.each<[string, JWTPayload]>([
    ['for another audience', { aud: 'https://other.example/mcp' }],
    ['for no audience', { aud: undefined }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['of no issuer', { iss: undefined }],
    ['that has expired', { exp: inMinutes(-5) }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: inMinutes(5) }],
    ['of nobody', { sub: undefined }],
  ])('%s is refused with 401', async (_case, claims) => {
    const { ask, sign, simulator } = await setUp();
    const { status, challenge } = await ask(await sign(claims));
    expect(status).toBe(401);
    expect(challenge).toMatch(/^Bearer error="invalid_token"/);
    expect(challenge).toContain(`scope="${SCOPE}"`);
    expect(challenge).toContain(`resource_metadata="${METADATA}"`);
    expect(simulator.requests).toEqual([]);
  });

  it.each([undefined, '', 'cloudflare:write', 'cloudflare:readonly', 'x-cloudflare:read'])(
    'with the scope %j is refused with 403 and the scope that is needed',
    async (scope) => {
      const { ask, sign } = await setUp();
      const { status, challenge } = await ask(await sign({ scope }));
      expect(status).toBe(403);
      expect(challenge).toMatch(/^Bearer error="insufficient_scope"/);
      expect(challenge).toContain(`scope="${SCOPE}"`);
    },
  );
});

describe('a forged token', () => {
  const claims = (iss: string) => ({ iss, aud: AUDIENCE, sub: 'evil', scope: SCOPE, exp: inMinutes(10) });

  it('without signature is refused', async () => {
    const { ask, issuer } = await setUp();
    for (const alg of ['none', 'None', 'NONE']) {
      expect((await ask(`${encoded({ alg, kid: 'one' })}.${encoded(claims(issuer.url))}.`)).status).toBe(401);
    }
  });

  it('signed with the public key as a secret is refused', async () => {
    const { ask, issuer } = await setUp();
    const jwk = await exportJWK(keys.publicKey);
    for (const secret of [await exportSPKI(keys.publicKey), JSON.stringify(jwk), jwk.n!]) {
      const token = await new SignJWT(claims(issuer.url))
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(Buffer.from(secret.padEnd(32)));
      expect((await ask(token)).status).toBe(401);
    }
  });

  it('signed with another key under the name of a known one is refused', async () => {
    const { ask, sign } = await setUp();
    expect((await ask(await sign({}, otherKeys))).status).toBe(401);
  });

  it('that brings its own key is refused', async () => {
    const { ask, issuer } = await setUp();
    const jwk = await exportJWK(otherKeys.publicKey);
    const header = { alg: 'RS256', kid: 'one', jwk, jku: 'https://evil.example/jwks' };
    const token = await new SignJWT(claims(issuer.url)).setProtectedHeader(header).sign(otherKeys.privateKey);
    expect((await ask(token)).status).toBe(401);
  });

  it('changed after it was signed is refused', async () => {
    const { ask, sign, issuer } = await setUp();
    const [header, , signature] = (await sign({ scope: 'nothing' })).split('.');
    expect((await ask(`${header}.${encoded(claims(issuer.url))}.${signature}`)).status).toBe(401);
    for (const nonsense of ['x', 'a.b.c', '..', `${header}..`])
      expect((await ask(nonsense)).status).toBe(401);
  });
});
