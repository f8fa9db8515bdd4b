/** --request-credentials: each call brings its Cloudflare credential in headers; nothing else is taken from the request. */
import { describe, expect, it } from 'vitest';
import { ConnectionPool } from '../../src/cloudflare/connection-pool.ts';
import { openCallWithItsCredential } from '../../src/commands/call-source.ts';
import { Refusal } from '../../src/refusal.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { errorAnswer } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  ZONE_LIMITED_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { CallerLimits } from '../../src/transports/caller-limits.ts';
import type { HttpCall } from '../../src/transports/http.ts';
import { parseRequestCredential } from '../../src/transports/request-credential.ts';
import { CLIENTS, token } from '../client.ts';
import { bearer, CALLER_TOKEN, callTool, connectHttp, type HttpSetting, rpc, serve } from '../http-client.ts';

const TOKEN = 'x-cloudflare-api-token';
const EMAIL = 'x-cloudflare-email';
const ACCOUNT = 'x-cloudflare-account-id';

const open = (setting: HttpSetting = {}) => serve({ isCredentialPerRequest: true, ...setting });
const said = ({ json }: Awaited<ReturnType<typeof callTool>>) => json.result.content[0].text as string;

describe('the headers of a request', () => {
  it('without an e-mail hold an API token', () => {
    expect(parseRequestCredential({ [TOKEN]: DEMO_API_TOKEN })).toEqual({
      credential: { kind: 'api_token', token: DEMO_API_TOKEN },
      accountId: undefined,
    });
  });

  it('with an e-mail hold a Global API Key', () => {
    const headers = {
      [TOKEN]: GLOBAL_API_KEY,
      [EMAIL]: GLOBAL_API_EMAIL,
      [ACCOUNT]: DEMO_ACCOUNT_ID.toUpperCase(),
    };
    expect(parseRequestCredential(headers)).toEqual({
      credential: { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL },
      accountId: DEMO_ACCOUNT_ID,
    });
  });

  it.each([
    ['nothing', {}, /X-Cloudflare-API-Token is missing/],
    ['blanks', { [TOKEN]: '  ', [EMAIL]: '' }, /X-Cloudflare-API-Token is missing/],
    [
      'an e-mail alone',
      { [EMAIL]: GLOBAL_API_EMAIL },
      /X-Cloudflare-Email is set, so a Global API Key is expected/,
    ],
    [
      'a token with an e-mail',
      { [TOKEN]: GUIDE_USER_TOKEN, [EMAIL]: GLOBAL_API_EMAIL },
      /holds an API token.*remove X-Cloudflare-Email/,
    ],
    [
      'a key without its e-mail',
      { [TOKEN]: 'cfk_some_key' },
      /holds a Global API Key.*set X-Cloudflare-Email/,
    ],
    ['an ID as token', { [TOKEN]: DEMO_ACCOUNT_ID }, /account or zone ID.*X-Cloudflare-Account-ID/],
    [
      'a name as account',
      { [TOKEN]: DEMO_API_TOKEN, [ACCOUNT]: 'northwind' },
      /X-Cloudflare-Account-ID is not an account ID/,
    ],
  ])(
    'with %s are refused with the names of the headers, without quoting their values',
    (_case, headers, reason) => {
      const read = () => parseRequestCredential(headers);
      expect(read).toThrow(Refusal);
      expect(read).toThrow(reason);
      expect(read).toThrow(/Next:/);
      expect(read).not.toThrow(/CLOUDFLARE_/);
      for (const value of Object.values(headers)) if (value.length > 9) expect(read).not.toThrow(value);
    },
  );

  it('are what an explanation names, because nobody else can correct them', async () => {
    const { url } = await open();
    const several = { [TOKEN]: GLOBAL_API_KEY, [EMAIL]: GLOBAL_API_EMAIL };
    const text = said(await callTool(url, 'list_zones', {}, several));
    expect(text).toMatch(
      /sees \d accounts.*who set up the platform that calls to set X-Cloudflare-Account-ID/s,
    );
    expect(text).not.toMatch(/CLOUDFLARE_|runs this server/);
  });

  it('in other places are ignored', () => {
    for (const name of ['authorization', 'x-auth-key', 'x-cloudflare-api-key', 'cloudflare_api_token'])
      expect(() => parseRequestCredential({ [name]: `Bearer ${DEMO_API_TOKEN}` })).toThrow(/is missing/);
  });
});

describe.each(CLIENTS)('client %s', (kind) => {
  it('looks into the account of the credential it sends', async () => {
    const { url, simulator } = await open();
    const headers = { [TOKEN]: ZONE_LIMITED_TOKEN, [ACCOUNT]: DEMO_ACCOUNT_ID };
    const { call } = await connectHttp(kind, url, headers);
    expect((await call('list_zones')).structured).toMatchObject({ total: 2 });
    expect((await call('test_connection')).structured.account.id).toBe(DEMO_ACCOUNT_ID);
    for (const request of simulator.requests)
      expect(request.headers.get('authorization')).toBe(`Bearer ${ZONE_LIMITED_TOKEN}`);
  });

  it('without headers sees the tools, and is told in its calls what is missing', async () => {
    const { url, simulator } = await open();
    const { client, call } = await connectHttp(kind, url);
    expect((await client.listTools()).tools.length).toBeGreaterThan(4);
    const { isError, text } = await call('list_zones');
    expect(isError).toBe(true);
    for (const name of ['X-Cloudflare-API-Token', 'X-Cloudflare-Email', 'X-Cloudflare-Account-ID'])
      expect(text).toContain(name);
    expect(simulator.requests).toEqual([]);
  });
});

describe('a request', () => {
  it('with an e-mail is sent on with key and e-mail, and no token', async () => {
    const { url, simulator } = await open();
    const headers = { [TOKEN]: GLOBAL_API_KEY, [EMAIL]: GLOBAL_API_EMAIL, [ACCOUNT]: DEMO_ACCOUNT_ID };
    const { json } = await callTool(url, 'list_zones', {}, headers);
    expect(json.result.structuredContent).toMatchObject({ total: 12 });
    const [sent] = simulator.requests;
    expect(sent?.headers.get('x-auth-key')).toBe(GLOBAL_API_KEY);
    expect(sent?.headers.get('x-auth-email')).toBe(GLOBAL_API_EMAIL);
    expect(sent?.headers.get('authorization')).toBeNull();
  });

  it('never borrows the credential of the server, nor that of the request before', async () => {
    const { url, simulator } = await open();
    const own = { [TOKEN]: DEMO_API_TOKEN, [ACCOUNT]: DEMO_ACCOUNT_ID };
    expect((await callTool(url, 'list_zones', {}, own)).json.result.isError).toBeUndefined();
    const asked = simulator.requests.length;
    const answers = [
      await callTool(url, 'list_zones'),
      await callTool(url, 'list_zones', {}, { [ACCOUNT]: DEMO_ACCOUNT_ID }),
      await callTool(url, 'list_zones', {}, { authorization: `Bearer ${DEMO_API_TOKEN}` }),
    ];
    for (const answer of answers) expect(said(answer)).toMatch(/X-Cloudflare-API-Token is missing/);
    expect(simulator.requests).toHaveLength(asked);
  });

  it('still needs the bearer of the server, which goes no further', async () => {
    const { url, simulator } = await open({ env: { MCP_HTTP_TOKEN: CALLER_TOKEN } });
    const own = { [TOKEN]: DEMO_API_TOKEN, [ACCOUNT]: DEMO_ACCOUNT_ID };
    expect((await callTool(url, 'list_zones', {}, own)).status).toBe(401);
    expect((await rpc(url, 'tools/list', {}, own)).status).toBe(401);
    expect((await callTool(url, 'list_zones', {}, { ...own, ...bearer() })).status).toBe(200);
    expect(JSON.stringify(simulator.requests.map(({ headers }) => [...headers]))).not.toContain(CALLER_TOKEN);
  });

  it('cannot change the address of Cloudflare', async () => {
    const { url, simulator } = await open();
    const headers = {
      [TOKEN]: DEMO_API_TOKEN,
      [ACCOUNT]: DEMO_ACCOUNT_ID,
      'x-cloudflare-base-url': 'https://evil.example/client/v4',
      'x-cloudflare-api-url': 'https://evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    };
    const asked = `${url}?CLOUDFLARE_BASE_URL=https://evil.example&baseUrl=https://evil.example`;
    await callTool(asked, 'list_zones', {}, headers);
    await callTool(asked, 'get_zone', { zone: 'https://evil.example/client/v4/zones' }, headers);
    expect(simulator.requests.length).toBeGreaterThan(0);
    for (const request of simulator.requests) expect(request.url.origin).toBe('https://api.cloudflare.com');
  });

  it.each(['\u00e9'.repeat(40), `${DEMO_API_TOKEN}, other`, `"${DEMO_API_TOKEN}"`])(
    'with the odd credential %j is answered, and not quoted',
    async (secret) => {
      const { url, log } = await open();
      const answer = await callTool(url, 'list_zones', {}, { [TOKEN]: secret, [ACCOUNT]: DEMO_ACCOUNT_ID });
      expect(answer.json.result.isError).toBe(true);
      expect(`${said(answer)}${log}`).not.toContain(secret);
    },
  );

  // Only the call knows this credential: the log was opened without it.
  it.each([
    [
      'as the code of a broken connection',
      () => Promise.reject(Object.assign(new TypeError('failed'), { code: `CERT_${GUIDE_USER_TOKEN}` })),
    ],
    ['as its Ray ID', errorAnswer(400, [], { 'cf-ray': GUIDE_USER_TOKEN })],
    [
      'where a list of zones should be',
      () => Response.json({ success: true, errors: [], result: [{ id: GUIDE_USER_TOKEN, name: null }] }),
    ],
  ] satisfies [string, Fault['answer']][])(
    'is answered and logged without its credential when upstream repeats it %s',
    async (_where, answer) => {
      const faults = [{ when: () => true, answer }];
      const { url, log } = await open({ faults, logLevel: 'debug' });
      const own = { [TOKEN]: GUIDE_USER_TOKEN, [ACCOUNT]: DEMO_ACCOUNT_ID };
      const answers = [
        await callTool(url, 'list_zones', {}, own),
        // As an argument it reaches the log of the call and the text of a refusal.
        await callTool(url, 'get_zone', { zone: GUIDE_USER_TOKEN }, own),
        await callTool(url, 'list_zones', { [GUIDE_USER_TOKEN]: 1 }, own),
      ];
      for (const each of answers) expect(each.text).not.toContain(GUIDE_USER_TOKEN);
      expect(log.filter((line) => line.includes(GUIDE_USER_TOKEN))).toEqual([]);
      expect(log.filter((line) => line.includes('[secret]')).length).toBeGreaterThanOrEqual(2);
    },
  );
});

describe('one tool call', () => {
  it('reads its credential once, and shares a connection with the next call', async () => {
    const pool = new ConnectionPool({ baseUrl: BASE_URL_DEFAULT, fetch });
    let reads = 0;
    const headers = {
      get [TOKEN]() {
        reads++;
        return DEMO_API_TOKEN;
      },
    };
    const call = { caller: { id: 'local' }, request: { headers } } as unknown as HttpCall;
    const limits = new CallerLimits({ callsPerMinute: 10, callsAtOnce: 1 });
    const { connection, close } = openCallWithItsCredential(call, pool, limits);
    expect(reads).toBe(1);
    expect(connection.credential).toEqual(token(DEMO_API_TOKEN));
    expect(() => openCallWithItsCredential(call, pool, limits)).toThrow(/under way/);
    close();
    expect(openCallWithItsCredential(call, pool, limits).connection).toBe(connection);
  });
});
