/** Hundreds of calls of six credentials at once: each gets the zones of its own account, through its own credential. */
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  ZONE_LIMITED_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { CLIENTS } from '../client.ts';
import { callTool, connectHttp, serve } from '../http-client.ts';

const FOREIGN_ACCOUNT_ID = '065e5751f75143a5f61debc267b0bc8d';
const CALLS = 300;

function twoWorlds(): World {
  const now = new Date();
  const [sample, many] = [sampleWorld(now), manyZones(30, 2, now)];
  return {
    ...sample,
    accounts: [...sample.accounts, ...many.accounts],
    credentials: [...sample.credentials, ...many.credentials],
    zones: [...sample.zones, ...many.zones],
  };
}

/** Answers overtake each other, always in the same way, and no budget is used up. */
const overtaking: Fault = {
  when: () => true,
  answer: async ({ headers }, _signal, proceed) => {
    const turns = [...(headers.get('authorization') ?? 'key')].length % 7;
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    const response = proceed();
    response.headers.set('ratelimit', '"default";r=1200;t=300');
    return response;
  },
};

const withToken = (token: string, account: string) => ({
  'x-cloudflare-api-token': token,
  'x-cloudflare-account-id': account,
});
const withKey = (account: string) => ({
  ...withToken(GLOBAL_API_KEY, account),
  'x-cloudflare-email': GLOBAL_API_EMAIL,
});

const world = twoWorlds();
const zonesOf = (account: string) =>
  world.zones.filter((zone) => zone.account.id === account).map(({ name }) => name);
const CALLERS = [
  { headers: withToken(DEMO_API_TOKEN, DEMO_ACCOUNT_ID), zones: zonesOf(DEMO_ACCOUNT_ID) },
  { headers: withToken(GUIDE_USER_TOKEN, DEMO_ACCOUNT_ID), zones: zonesOf(DEMO_ACCOUNT_ID) },
  { headers: withToken(ZONE_LIMITED_TOKEN, DEMO_ACCOUNT_ID), zones: ['example.com', 'example.net'] },
  { headers: withKey(DEMO_ACCOUNT_ID), zones: zonesOf(DEMO_ACCOUNT_ID) },
  { headers: withKey(FOREIGN_ACCOUNT_ID), zones: zonesOf(FOREIGN_ACCOUNT_ID) },
  { headers: withToken(MANY_ZONES_TOKEN, MANY_ZONES_ACCOUNT_ID), zones: zonesOf(MANY_ZONES_ACCOUNT_ID) },
];
const env = { MCP_HTTP_CALLS_AT_ONCE: '1000', MCP_HTTP_CALLS_PER_MINUTE: '100000' };
const start = () => serve({ isCredentialPerRequest: true, world, faults: [overtaking], env });
const names = (zones: { name: string }[]) => zones.map(({ name }) => name).sort();

describe('calls of six credentials at once', () => {
  it('are answered each with the zones of its own account', async () => {
    const { url, simulator } = await start();
    const answers = await Promise.all(
      Array.from({ length: CALLS }, async (_, n) => {
        const caller = CALLERS[n % CALLERS.length]!;
        const { json } = await callTool(url, 'list_zones', {}, caller.headers);
        return { caller, found: names(json.result.structuredContent.zones) };
      }),
    );
    for (const { caller, found } of answers) expect(found).toEqual([...caller.zones].sort());
    const used = new Map<string, number>();
    for (const { headers, query } of simulator.requests) {
      const secret = headers.get('authorization') ?? headers.get('x-auth-key');
      const pair = `${secret} ${query.get('account.id')}`;
      used.set(pair, (used.get(pair) ?? 0) + 1);
    }
    expect([...used.values()]).toEqual(CALLERS.map(() => CALLS / CALLERS.length));
  });

  it('arrive correctly in real clients as well, several on each connection', async () => {
    const { url } = await start();
    const clients = await Promise.all(
      CALLERS.map(async (caller, at) => ({
        caller,
        ...(await connectHttp(CLIENTS[at % CLIENTS.length]!, url, caller.headers)),
      })),
    );
    const asked = Array.from({ length: 60 }, async (_, n) => {
      const { call, caller } = clients[n % clients.length]!;
      const zone = caller.zones[n % caller.zones.length]!;
      const { structured } = await call('get_zone', { zone });
      expect(structured.overview.name).toBe(zone);
    });
    await Promise.all(asked);
  });

  it('share no zones: what one has just looked up is unknown to the other', async () => {
    const { url } = await start();
    const [northwind, , limited, , , many] = CALLERS;
    const ask = (headers: Record<string, string>, zone: string) =>
      callTool(url, 'list_dns_records', { zone, limit: 1 }, headers);
    for (const zone of ['example.com', 'example.org']) {
      expect((await ask(northwind!.headers, zone)).json.result.isError).toBeUndefined();
    }
    expect((await ask(limited!.headers, 'example.com')).json.result.isError).toBeUndefined();
    expect((await ask(limited!.headers, 'example.org')).json.result.isError).toBe(true);
    expect((await ask(many!.headers, 'example.com')).json.result.isError).toBe(true);
    expect((await ask(many!.headers, 'zone-0001.example')).json.result.isError).toBeUndefined();
    expect((await ask(northwind!.headers, 'zone-0001.example')).json.result.isError).toBe(true);
  });
});

describe('the limit of Cloudflare', () => {
  it('reached by one credential does not block the others', async () => {
    const blocked: Fault = {
      when: ({ headers }) => headers.get('authorization') === `Bearer ${DEMO_API_TOKEN}`,
      answer: () =>
        Response.json(
          { success: false, errors: [{ code: 971, message: 'Please wait' }] },
          { status: 429, headers: { 'retry-after': '300' } },
        ),
    };
    const { url, simulator } = await serve({
      isCredentialPerRequest: true,
      world,
      faults: [blocked, overtaking],
      env,
    });
    const [first, second] = CALLERS;
    for (let n = 0; n < 3; n++) {
      const { json } = await callTool(url, 'list_zones', {}, first!.headers);
      expect(json.result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringMatching(/Wait (300|299) seconds/) }],
      });
      expect((await callTool(url, 'list_zones', {}, second!.headers)).json.result.isError).toBeUndefined();
    }
    expect(simulator.requests.filter((request) => blocked.when(request))).toHaveLength(1);
  });
});
