/** Bearer tokens of our own: the right one, in its header, and nothing else. */
import { describe, expect, it } from 'vitest';
import { loadHttpConfig } from '../../src/settings/http-config.ts';
import { createCallerCheck } from '../../src/transports/callers.ts';
import { CLIENTS } from '../client.ts';
import { bearer, CALLER_TOKEN, callTool, connectHttp, send, serve } from '../http-client.ts';

const OTHER_TOKEN = 'caller-token-fedcba9876543210';
const env = { MCP_HTTP_TOKEN: CALLER_TOKEN };

describe('without a token configured', () => {
  it('this machine may call, and a token that it sends is ignored', async () => {
    const { url } = await serve();
    expect((await callTool(url, 'list_zones')).status).toBe(200);
    expect((await callTool(url, 'list_zones', {}, bearer('anything'))).status).toBe(200);
  });
});

describe('with a token configured', () => {
  it.each(CLIENTS)('client %s gets in with it', async (kind) => {
    const { url } = await serve({ env });
    const { call } = await connectHttp(kind, url, bearer());
    expect((await call('list_zones')).structured).toMatchObject({ total: 12 });
  });

  it.each(CLIENTS)('client %s is refused without it', async (kind) => {
    const { url, simulator } = await serve({ env });
    await expect(connectHttp(kind, url)).rejects.toThrow();
    await expect(connectHttp(kind, url, bearer(OTHER_TOKEN))).rejects.toThrow();
    expect(simulator.requests).toEqual([]);
  });

  // RFC 6750: what is no token is told no error code.
  const noToken = /^Bearer realm="mcp"$/;
  const wrongToken = /^Bearer error="invalid_token", error_description="[^"]+"$/;

  it.each([
    ['none', {}, noToken],
    ['a wrong one', bearer(OTHER_TOKEN), wrongToken],
    ['the beginning of it', bearer(CALLER_TOKEN.slice(0, -1)), wrongToken],
    ['more than it', bearer(`${CALLER_TOKEN}x`), wrongToken],
    ['it in capitals', bearer(CALLER_TOKEN.toUpperCase()), wrongToken],
    ['it twice', bearer(`${CALLER_TOKEN} ${CALLER_TOKEN}`), noToken],
    ['an empty one', { authorization: 'Bearer ' }, noToken],
    ['it without its scheme', { authorization: CALLER_TOKEN }, noToken],
    [
      'it as a password',
      { authorization: `Basic ${Buffer.from(`user:${CALLER_TOKEN}`).toString('base64')}` },
      noToken,
    ],
    [
      'it in another header',
      { 'x-api-key': CALLER_TOKEN, 'proxy-authorization': `Bearer ${CALLER_TOKEN}` },
      noToken,
    ],
    ['it in a cookie', { cookie: `token=${CALLER_TOKEN}` }, noToken],
  ])('%s is answered with 401 and a challenge', async (_case, headers, challenge) => {
    const { url, simulator, log } = await serve({ env });
    const { status, headers: answered, text, json } = await callTool(url, 'list_zones', {}, headers);
    expect(status).toBe(401);
    expect(answered['www-authenticate']).toMatch(challenge);
    expect(json).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
    expect(JSON.stringify([answered, text, log])).not.toContain(CALLER_TOKEN.slice(0, 20));
    expect(simulator.requests).toEqual([]);
  });

  it.each(['token', 'access_token', 'authorization', 'bearer'])(
    'it is not taken from the query as %s',
    async (name) => {
      const { url, log } = await serve({ env });
      const { status, text } = await callTool(`${url}?${name}=${CALLER_TOKEN}`, 'list_zones');
      expect(status).toBe(401);
      expect(JSON.stringify([text, log])).not.toContain(CALLER_TOKEN);
    },
  );

  it('the scheme may be written in any letter case', async () => {
    const { url } = await serve({ env });
    for (const scheme of ['bearer', 'BEARER', 'Bearer ']) {
      const headers = { authorization: `${scheme} ${CALLER_TOKEN}` };
      expect((await callTool(url, 'list_zones', {}, headers)).status).toBe(200);
    }
  });

  it.each(['GET', 'DELETE'])('%s needs it as well', async (method) => {
    const { url } = await serve({ env });
    expect((await send(url, { method })).status).toBe(401);
    expect((await send(url, { method, headers: bearer() })).status).toBe(405);
  });

  it('two are valid at once, so that one can replace the other', async () => {
    const both = { MCP_HTTP_TOKEN: ` ${CALLER_TOKEN} , ${OTHER_TOKEN},` };
    const { url, log } = await serve({ env: both });
    for (const secret of [CALLER_TOKEN, OTHER_TOKEN]) {
      expect((await callTool(url, 'list_zones', {}, bearer(secret))).status).toBe(200);
    }
    for (const wrong of [`${CALLER_TOKEN},${OTHER_TOKEN}`, ',', '']) {
      expect((await callTool(url, 'list_zones', {}, bearer(wrong))).status).toBe(401);
    }
    const lines = log.map((line) => JSON.parse(line));
    expect(lines.flatMap(({ caller }) => caller ?? [])).toEqual(['bearer-1', 'bearer-2']);
    // Whoever was turned away is told of, too, without what was brought.
    expect(lines.filter(({ status }) => status === 401)).toHaveLength(3);
    expect(log.join()).not.toMatch(new RegExp(`${CALLER_TOKEN}|${OTHER_TOKEN}`));
  });
});

describe('a caller', () => {
  it('has an ID from which its token cannot be found', async () => {
    const config = loadHttpConfig({ MCP_HTTP_TOKEN: `${OTHER_TOKEN},${CALLER_TOKEN}` }, {});
    expect(await createCallerCheck(config).check(`Bearer ${CALLER_TOKEN}`)).toEqual({ id: 'bearer-2' });
  });

  it('finds no document about an issuer where there is none', async () => {
    const { url } = await serve({ env });
    const at = url.replace('/mcp', '/.well-known/oauth-protected-resource');
    expect((await send(at, { method: 'GET' })).status).toBe(404);
  });
});
