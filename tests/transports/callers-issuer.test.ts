/** The issuer behind the tokens: its keys change, it goes away and comes back, and callers find it through this server. */
import { once } from 'node:events';
import { type CryptoKey, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { REFUSALS_PER_MINUTE_MAX } from '../../src/limits/callers.ts';
import { bearer, CALLER_TOKEN, callTool, send, serve, startIssuer } from '../http-client.ts';

const AUDIENCE = 'https://mcp.example.com/mcp';

type Keys = { publicKey: CryptoKey; privateKey: CryptoKey };
let one: Keys;
let two: Keys;
beforeAll(async () => {
  [one, two] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
});
afterEach(() => {
  vi.useRealTimers();
});

async function setUp(env: Record<string, string> = {}) {
  const issuer = await startIssuer(one.publicKey);
  const served = await serve({ env: { MCP_OAUTH_ISSUER: issuer.url, MCP_OAUTH_AUDIENCE: AUDIENCE, ...env } });
  const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'agent', scope: 'cloudflare:read' };
  const ask = async ({ privateKey }: Keys, kid: string) => {
    const exp = Math.floor(Date.now() / 1_000) + 600;
    const token = await new SignJWT({ ...claims, exp })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
    return callTool(served.url, 'list_zones', {}, bearer(token));
  };
  return { ...served, issuer, ask };
}

/** More than a minute, because the keys are not fetched again at once. */
const later = () => vi.setSystemTime(Date.now() + 61_000);

describe('the keys of the issuer', () => {
  it('are fetched again when a token names a new one, while the old one stays valid', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { issuer, ask } = await setUp();
    expect((await ask(one, 'one')).status).toBe(200);
    expect((await ask(two, 'two')).status).toBe(401);
    issuer.published.set('two', two.publicKey);
    later();
    expect((await ask(two, 'two')).status).toBe(200);
    expect((await ask(one, 'one')).status).toBe(200);
  });

  it('are no longer accepted when the issuer has withdrawn them', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { issuer, ask } = await setUp();
    expect((await ask(one, 'one')).status).toBe(200);
    issuer.published.delete('one');
    issuer.published.set('two', two.publicKey);
    vi.setSystemTime(Date.now() + 11 * 60_000);
    expect((await ask(one, 'one')).status).toBe(401);
    expect((await ask(two, 'two')).status).toBe(200);
  });

  it('are remembered, so that an issuer that is down for a while is not noticed', async () => {
    const { issuer, ask } = await setUp();
    expect((await ask(one, 'one')).status).toBe(200);
    issuer.server.close();
    issuer.server.closeAllConnections();
    await once(issuer.server, 'close');
    expect((await ask(one, 'one')).status).toBe(200);
  });
});

describe('an issuer that cannot be read', () => {
  it('is reported with 503, and the next call tries again', async () => {
    const { issuer, ask } = await setUp();
    issuer.answers.metadata = 500;
    const { status, json, headers } = await ask(one, 'one');
    expect(status).toBe(503);
    expect(json.error.message).toMatch(/keys of the issuer/);
    expect(headers['www-authenticate']).not.toContain('invalid_token');
    issuer.answers.metadata = 200;
    expect((await ask(one, 'one')).status).toBe(200);
  });

  it('is reported with 503 when nobody answers there', async () => {
    const { issuer, ask } = await setUp();
    issuer.server.close();
    await once(issuer.server, 'close');
    expect((await ask(one, 'one')).status).toBe(503);
  });

  it('is reported with 503 when only its keys are missing, because the token may be valid', async () => {
    const { issuer, ask } = await setUp();
    issuer.answers.keys = 500;
    expect((await ask(one, 'one')).status).toBe(503);
    issuer.answers.keys = 200;
    expect((await ask(one, 'one')).status).toBe(200);
  });

  it('does not count its callers as guessing', async () => {
    const { issuer, ask } = await setUp();
    issuer.answers.metadata = 500;
    const statuses = new Set<number>();
    for (let n = 0; n <= REFUSALS_PER_MINUTE_MAX; n++) statuses.add((await ask(one, 'one')).status);
    expect([...statuses]).toEqual([503]);
  });

  it('is not trusted when its metadata names another issuer', async () => {
    const issuer = await startIssuer(one.publicKey);
    const MCP_OAUTH_ISSUER = issuer.url.replace('127.0.0.1', 'localhost');
    const { url } = await serve({ env: { MCP_OAUTH_ISSUER, MCP_OAUTH_AUDIENCE: AUDIENCE } });
    expect((await callTool(url, 'list_zones', {}, bearer('a.b.c'))).status).toBe(503);
  });
});

describe('the document about this resource', () => {
  it('names issuer, audience and scope, and is found through the challenge, by anyone', async () => {
    const { url, issuer } = await setUp();
    const { status, headers } = await callTool(url, 'list_zones');
    expect(status).toBe(401);
    const named = /resource_metadata="([^"]+)"/.exec(String(headers['www-authenticate']))?.[1];
    expect(named).toBe('https://mcp.example.com/.well-known/oauth-protected-resource/mcp');
    const { pathname } = new URL(String(named));
    for (const path of [pathname, '/.well-known/oauth-protected-resource']) {
      const document = await send(url.replace('/mcp', path), {
        method: 'GET',
        headers: { host: 'mcp.example.com' },
      });
      expect(document.status).toBe(200);
      expect(document.headers['content-type']).toMatch(/^application\/json/);
      expect(document.json).toEqual({
        resource: AUDIENCE,
        authorization_servers: [issuer.url],
        scopes_supported: ['cloudflare:read'],
        bearer_methods_supported: ['header'],
      });
    }
  });

  it('does not stop tokens of our own from being accepted', async () => {
    const { url, ask } = await setUp({ MCP_HTTP_TOKEN: CALLER_TOKEN });
    expect((await callTool(url, 'list_zones', {}, bearer())).status).toBe(200);
    expect((await ask(one, 'one')).status).toBe(200);
    expect((await callTool(url, 'list_zones', {}, bearer('neither'))).status).toBe(401);
  });
});
