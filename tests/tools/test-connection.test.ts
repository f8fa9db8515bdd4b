/** test_connection: what it finds for every kind of credential. */
import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../src/cloudflare/permissions.ts';
import type { Credential } from '../../src/settings/credential.ts';
import { connectionRefused, errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  IP_FILTERED_TOKEN,
  ZONE_LIMITED_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { CLIENTS, open, token, worldWithout } from '../client.ts';

const TOOL = 'test_connection';
const KEY: Credential = { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL };

const GUIDE = [
  'Account > Account Settings > Read',
  'Account > Notifications > Read',
  'Zone > Zone > Read',
  'Zone > DNS > Read',
];
const BEYOND = PERMISSIONS.slice(GUIDE.length).map(({ label }) => label);

interface Row {
  permission: string;
  state: string;
  required: boolean;
  where_to_add?: string;
  needed_for: string;
}
const statesIn = (structured: { permissions: Row[] }) =>
  Object.fromEntries(structured.permissions.map(({ permission, state }) => [permission, state]));
const all = (state: string, labels: string[]) => Object.fromEntries(labels.map((label) => [label, state]));

describe('test_connection', () => {
  it.each(CLIENTS)('tells client %s that an account token with everything is ready', async (client) => {
    const session = await open({ client });
    const { structured, text } = await session.call(TOOL);
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchObject({
      verdict: 'ready',
      method: 'api_token',
      token_owner: 'account',
      status: 'active',
      account: { id: DEMO_ACCOUNT_ID, name: 'Northwind Outfitters', zones: 12 },
    });
    expect(structured.permissions.map((row: Row) => row.permission)).toEqual([...GUIDE, ...BEYOND]);
    expect(statesIn(structured)).toEqual(all('granted', [...GUIDE, ...BEYOND]));
    expect(structured.permissions.map((row: Row) => row.required)).toEqual([
      ...GUIDE.map(() => true),
      ...BEYOND.map(() => false),
    ]);
  });

  it('asks one verify endpoint and one cheap request for each permission', async () => {
    const session = await open();
    await session.call(TOOL);
    const asked = session.asked().map((path) => path.replace(DEMO_ACCOUNT_ID, ':account'));
    expect(asked).toEqual(
      expect.arrayContaining([
        '/accounts/:account',
        '/accounts/:account/alerting/v3/history?page=1&per_page=5',
        '/accounts/:account/cfd_tunnel?is_deleted=false&page=1&per_page=1',
        '/accounts/:account/load_balancers/pools',
        '/accounts/:account/tokens/verify',
        '/graphql',
        '/zones/12c5d54157a882fb7216315ea26d65e6/dns_records?page=1&per_page=1',
        '/zones/12c5d54157a882fb7216315ea26d65e6/healthchecks?page=1&per_page=5',
        '/zones/12c5d54157a882fb7216315ea26d65e6/load_balancers',
        '/zones/12c5d54157a882fb7216315ea26d65e6/settings/ssl',
        '/zones/12c5d54157a882fb7216315ea26d65e6/ssl/universal/settings',
        '/zones?account.id=:account&order=name&direction=asc&page=1&per_page=5',
      ]),
    );
    expect(asked).toHaveLength(PERMISSIONS.length + 1);
    for (const { label, path } of PERMISSIONS)
      expect(
        asked.filter((each) => path.test(each.replace(/\?.*/, ''))),
        label,
      ).toHaveLength(1);
  });

  it("reports a user token with the guide's four permissions as ready, and says what else is missing", async () => {
    const session = await open({ credential: token(GUIDE_USER_TOKEN) });
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ verdict: 'ready', token_owner: 'user', status: 'active' });
    expect(statesIn(structured)).toEqual({
      ...all('granted', GUIDE),
      ...all('missing', BEYOND),
      // Cloudflare lists no tunnels to a token without the permission, and does not refuse it.
      'Account > Cloudflare Tunnel > Read': 'granted_or_empty',
    });
    for (const row of structured.permissions as Row[]) {
      expect(row.needed_for).not.toBe('');
      if (row.state === 'granted') expect(row.where_to_add).toBeUndefined();
      else expect(row.where_to_add).toContain(`api-tokens: edit the token, add ${row.permission}`);
    }
    expect(structured.notes.join()).toMatch(/user token stops working when its user leaves/);
  });

  it.each([
    ['Zone Read', 'Zone > Zone > Read', 'missing'],
    ['DNS Read', 'Zone > DNS > Read', 'missing'],
    ['Account Settings Read', 'Account > Account Settings > Read', 'missing'],
  ])('is incomplete without %s, which is a finding and no failure', async (permission, label, state) => {
    const world = worldWithout(permission);
    const session = await open({ world, credential: token(GUIDE_USER_TOKEN) });
    const { structured, isError } = await session.call(TOOL);
    expect(isError).toBe(false);
    expect(structured.verdict).toBe('incomplete');
    expect(statesIn(structured)[label]).toBe(state);
  });

  it('does not take an empty list for a permission, unless Cloudflare is known to refuse those without it', async () => {
    const world = sampleWorld(new Date());
    Object.assign(world, { tunnels: [], pools: [], alerts: [] });
    for (const zone of world.zones)
      Object.assign(zone, { healthchecks: [], load_balancers: [], records: [] });
    const { structured } = await (await open({ world })).call(TOOL);
    expect(structured.verdict).toBe('ready');
    const states = statesIn(structured);
    const unclear = Object.keys(states).filter((label) => states[label] === 'granted_or_empty');
    expect(unclear).toEqual([
      'Zone > Load Balancers > Read',
      'Account > Load Balancing: Monitors and Pools > Read',
      'Zone > Health Checks > Read',
      'Account > Cloudflare Tunnel > Read',
    ]);
    const row = structured.permissions.find((each: Row) => each.state === 'granted_or_empty');
    expect(row.note).toBe('granted, or nothing there: the list is empty');
  });

  it('reports permissions as unknown, not as missing, when there is no zone to try them on', async () => {
    const world = sampleWorld(new Date());
    world.zones = [];
    const { structured } = await (await open({ world })).call(TOOL);
    expect(structured.verdict).toBe('incomplete');
    const inZone = BEYOND.filter((label) => label.startsWith('Zone > '));
    expect(statesIn(structured)).toMatchObject(all('unknown', ['Zone > DNS > Read', ...inZone]));
    const inAccount = BEYOND.filter((label) => label.startsWith('Account > '));
    expect(statesIn(structured)).toMatchObject(all('granted', inAccount));
    expect(structured.notes.join()).toMatch(/no zone that this credential may see: check the account ID/);
  });

  it('reports a token that is limited to two zones as ready, and says how many it sees', async () => {
    const session = await open({ credential: token(ZONE_LIMITED_TOKEN) });
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ verdict: 'ready', token_owner: 'user', account: { zones: 2 } });
  });

  it('checks a Global API Key by reading its user, because keys have no verify endpoint', async () => {
    const session = await open({ credential: KEY });
    const { structured, text } = await session.call(TOOL);
    expect(structured).toMatchObject({ verdict: 'ready', method: 'global_api_key', status: 'active' });
    expect(structured.token_owner).toBeUndefined();
    expect(structured.notes.join()).toMatch(/An API token.*is safer/);
    const asked = session.asked();
    expect(asked).toContain('/user');
    expect(asked.filter((path) => path.includes('verify'))).toEqual([]);
    expect(text).not.toMatch(/Robin|Responder|7946 0958|@/);
  });

  it('lists the accounts when a Global API Key sees several and none is configured', async () => {
    const session = await open({ credential: KEY, accountId: null });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(true);
    expect(text).toMatch(/sees 2 accounts/);
    expect(text).toContain(`"Northwind Outfitters" (${DEMO_ACCOUNT_ID})`);
    expect(text).toMatch(/"Fabrikam Freight" \([0-9a-f]{32}\).*CLOUDFLARE_ACCOUNT_ID/);
  });

  it('finds the only account of an account token by itself', async () => {
    const session = await open({ accountId: null });
    const { structured } = await session.call(TOOL);
    expect(structured.account).toMatchObject({ id: DEMO_ACCOUNT_ID, zones: 12 });
  });

  it.each([
    ['expired', EXPIRED_TOKEN, /does not accept the credential.*expired/i],
    ['filtered by address', IP_FILTERED_TOKEN, /IP address.*Client IP Address Filtering/],
    ['unknown', 'cfut_Unknown_to_everyone_not_a_real_token__________', /code 1000.*roll or replace it/],
    [
      'unknown, of an account',
      'cfat_Unknown_to_everyone_not_a_real_token__________',
      /code 1000.*roll or replace/,
    ],
    ['unknown, of the old form', 'UnknownTokenOfTheOldForm_40_characters__', /code 1000.*roll or replace/],
  ])('fails for a token that is %s, and says why', async (_case, secret, said) => {
    const session = await open({ credential: token(secret) });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(true);
    expect(text).toMatch(said);
    expect(text).not.toContain(secret);
  });

  it('tells an account token of the old form from a user token', async () => {
    const world = sampleWorld(new Date());
    const secret = 'AccountTokenOfTheOldForm_40_characters__';
    const known = world.credentials.find(({ kind }) => kind === 'account_token')!;
    world.credentials.push({ ...known, token: secret } as typeof known);
    const session = await open({ world, credential: token(secret) });
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ verdict: 'ready', token_owner: 'account' });
  });

  it('says when a token expires', async () => {
    const world = sampleWorld(new Date());
    for (const credential of world.credentials) {
      if (credential.kind === 'account_token') credential.expires_on = '2027-01-01T00:00:00Z';
    }
    const { structured } = await (await open({ world })).call(TOOL);
    expect(structured.expires).toBe('2027-01-01T00:00:00Z');
  });

  it('does not call a permission missing when Cloudflare has trouble', async () => {
    const answer = errorAnswer(410, [{ code: 1, message: 'gone' }]);
    const session = await open({ faults: [{ when: onPath(/alerting/), answer }] });
    const { structured } = await session.call(TOOL);
    const row = structured.permissions.find((each: Row) => each.permission.includes('Notifications'));
    expect(row).toMatchObject({ state: 'unknown', note: expect.stringMatching(/retired.*HTTP 410.*Ray ID/) });
  });

  it('names the account token page for a missing permission of an account token', async () => {
    const world = sampleWorld(new Date());
    for (const credential of world.credentials) {
      if (credential.kind === 'account_token')
        credential.permissions = ['Zone Read', 'Account Settings Read'];
    }
    const { structured } = await (await open({ world })).call(TOOL);
    const dns = structured.permissions.find((row: Row) => row.permission === 'Zone > DNS > Read');
    expect(dns.where_to_add).toMatch(/to=\/:account\/api-tokens: edit the token, add Zone > DNS > Read/);
  });

  it('points to the account ID when the account is not that of the credential', async () => {
    for (const secret of [DEMO_API_TOKEN, GUIDE_USER_TOKEN]) {
      const session = await open({ accountId: 'd'.repeat(32), credential: token(secret) });
      const { text } = await session.call(TOOL);
      expect(text).toMatch(/account ID|CLOUDFLARE_ACCOUNT_ID/);
    }
  });

  it('fails when Cloudflare cannot be reached', async () => {
    const faults = [{ when: () => true, answer: connectionRefused() }];
    const { isError, text } = await (await open({ faults })).call(TOOL);
    expect(isError).toBe(true);
    expect(text).toMatch(/cannot be reached.*ECONNREFUSED/);
  });
});
