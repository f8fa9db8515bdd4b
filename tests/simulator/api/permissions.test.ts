/** What each credential may read, and how each product refuses the rest. */
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  ZONE_LIMITED_TOKEN,
} from '../../../src/simulator/sample/credentials.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { ACCOUNT, API, bearer, errorText, get, NOW, type Row, sample, zonePath } from '../client.ts';

const simulator = sample();
const SHOP = zonePath(simulator, 'example.com');
const FOREIGN = zonePath(simulator, 'fabrikam.example');
const POOL = simulator.world.pools?.[0]?.id;
const TUNNEL = simulator.world.tunnels?.[0]?.id;
const GLOBAL = { 'x-auth-key': GLOBAL_API_KEY, 'x-auth-email': GLOBAL_API_EMAIL };
const GATEWAY = '403 10000 Authentication error';
const UNAUTHORIZED = '403 9109 Unauthorized to access requested resource';
const TOKEN = `cfut_${'p'.repeat(48)}`;

function withPermissions(...permissions: string[]) {
  const world = sampleWorld(NOW);
  const accounts = [DEMO_ACCOUNT_ID];
  world.credentials.push({ kind: 'user_token', token: TOKEN, status: 'active', permissions, accounts });
  return createSimulator({ world });
}

describe('permissions', () => {
  const table: [string, string[], string][] = [
    [SHOP, ['Zone Read', 'DNS Read', 'Zone Settings Read', 'SSL and Certificates Read'], UNAUTHORIZED],
    [`${SHOP}/dns_records`, ['DNS Read'], GATEWAY],
    [`${SHOP}/dnssec`, ['DNS Read'], GATEWAY],
    [`${SHOP}/settings/ssl`, ['Zone Settings Read'], UNAUTHORIZED],
    [`${SHOP}/ssl/certificate_packs`, ['SSL and Certificates Read'], UNAUTHORIZED],
    [`${SHOP}/ssl/universal/settings`, ['SSL and Certificates Read'], UNAUTHORIZED],
    [`${ACCOUNT}/alerting/v3/history`, ['Notifications Read', 'Account Settings Read'], GATEWAY],
    [ACCOUNT, ['Account Settings Read'], UNAUTHORIZED],
    ['/user', ['User Details Read'], UNAUTHORIZED],
    [`${ACCOUNT}/logs/audit?since=2026-11-01&before=2026-12-01`, ['Account Settings Read'], GATEWAY],
    [`${SHOP}/healthchecks`, ['Health Checks Read'], GATEWAY],
    [`${SHOP}/load_balancers`, ['Load Balancers Read'], GATEWAY],
    [`${ACCOUNT}/load_balancers/pools`, ['Load Balancing: Monitors and Pools Read'], GATEWAY],
    [`${ACCOUNT}/load_balancers/pools/${POOL}/health`, ['Load Balancing: Monitors and Pools Read'], GATEWAY],
    [`${ACCOUNT}/cfd_tunnel/${TUNNEL}/token`, ['Cloudflare Tunnel Read'], GATEWAY],
    [`${SHOP}/custom_certificates`, ['SSL and Certificates Read'], UNAUTHORIZED],
  ];

  it.each(table)('%s needs any one of %j', async (path, accepted, refused) => {
    for (const permission of accepted) {
      expect((await get(withPermissions(permission), path, bearer(TOKEN))).status).toBe(200);
    }
    expect(await errorText(withPermissions('Billing of Others'), path, bearer(TOKEN))).toBe(refused);
  });

  it('the list of tunnels is not refused: without the permission it is empty', async () => {
    const listed = async (permission: string) => {
      const { status, result } = await get(
        withPermissions(permission),
        `${ACCOUNT}/cfd_tunnel`,
        bearer(TOKEN),
      );
      return [status, (result as unknown[]).length];
    };
    expect(await listed('Cloudflare Tunnel Read')).toEqual([200, 4]);
    expect(await listed('Cloudflare One Connectors Read')).toEqual([200, 4]);
    expect(await listed('Billing of Others')).toEqual([200, 0]);
  });

  it('the error names the actor when a token may not list zones', async () => {
    const { status, errors } = await get(withPermissions('DNS Read'), '/zones', bearer(TOKEN));
    expect({ status, code: errors[0]?.code }).toEqual({ status: 403, code: 0 });
    expect(errors[0]?.message).toMatch(
      /^Actor 'com\.cloudflare\.api\.token\.[0-9a-f]{32}' requires permission 'com\.cloudflare\.api\.account\.zone\.list' to list zones$/,
    );
  });

  it('the four permissions of the guide do not open settings, certificates and the user', async () => {
    const paths = [`${SHOP}/settings/ssl`, `${SHOP}/ssl/certificate_packs`, '/user', SHOP, `${SHOP}/dnssec`];
    const statuses = paths.map(async (path) => (await get(simulator, path, bearer(GUIDE_USER_TOKEN))).status);
    expect(await Promise.all(statuses)).toEqual([403, 403, 403, 200, 200]);
  });

  it('the token of the demo reads everything; the token of the guide also reads the audit log', async () => {
    const audit = `${ACCOUNT}/logs/audit?since=2026-11-01&before=2026-12-01`;
    const later = table.map(([path]) => path).filter((path) => path !== '/user' && path !== audit);
    const beyond = later.slice(later.indexOf(`${SHOP}/healthchecks`));
    for (const path of [...later, audit]) expect((await get(simulator, path)).status, path).toBe(200);
    for (const path of beyond) {
      expect((await get(simulator, path, bearer(GUIDE_USER_TOKEN))).status, path).toBe(403);
    }
    expect((await get(simulator, audit, bearer(GUIDE_USER_TOKEN))).status).toBe(200);
  });
});

describe('scopes', () => {
  it('an account token sees its own account and zones, and no user', async () => {
    expect((await get(simulator, '/accounts')).result.map(({ id }) => id)).toEqual([DEMO_ACCOUNT_ID]);
    expect((await get(simulator, '/zones?per_page=50')).result).toHaveLength(12);
    expect(await errorText(simulator, '/user')).toBe('403 9109 Valid user-level authentication not found');
  });

  it('a Global API key sees every account of its user', async () => {
    expect((await get(simulator, '/accounts', GLOBAL)).result).toHaveLength(2);
    expect((await get(simulator, '/zones?per_page=50', GLOBAL)).result).toHaveLength(13);
    expect((await get<Row>(simulator, '/user', GLOBAL)).result.email).toBe(GLOBAL_API_EMAIL);
  });

  it('a token for two zones lists and opens these two', async () => {
    const headers = bearer(ZONE_LIMITED_TOKEN);
    const { result } = await get(simulator, '/zones', headers);
    expect(result.map(({ name }) => name)).toEqual(['example.com', 'example.net']);
    const other = zonePath(simulator, 'example.org');
    expect(await errorText(simulator, `${other}/dns_records`, headers)).toBe(GATEWAY);
  });

  it.each([
    [FOREIGN, '403 9109 Invalid zone identifier'],
    [`${FOREIGN}/dns_records`, GATEWAY],
    [`${FOREIGN}/settings/ssl`, UNAUTHORIZED],
    [`/zones/${'0'.repeat(32)}`, '403 9109 Invalid zone identifier'],
    [`/accounts/${'0'.repeat(32)}`, '403 9109 Invalid account identifier'],
    [`/accounts/${'0'.repeat(32)}/alerting/v3/history`, GATEWAY],
  ])('%s of another account is refused like one that does not exist', async (path, expected) => {
    expect(await errorText(simulator, path)).toBe(expected);
  });
});

describe('paths', () => {
  it.each(['/zones/example.com', '/zones/abc/dns_records', '/accounts/abc', '/nowhere', '/user/tokens'])(
    '%s has no route',
    async (path) => {
      const expected = `404 7003 Could not route to /client/v4${path}, perhaps your object identifier is invalid? 7000 No route for that URI`;
      expect(await errorText(simulator, path)).toBe(expected);
    },
  );

  it('an empty zone id lists zones', async () => {
    expect((await get(simulator, '/zones/')).result).toHaveLength(12);
  });

  it('only GET is allowed, or POST for GraphQL; a refused request is recorded with its body', async () => {
    const own = sample();
    const response = await own.fetch(`${API}/zones`, { method: 'post', body: '{}' });
    expect(response.status).toBe(405);
    expect(own.requests[0]).toMatchObject({ method: 'POST', path: '/zones', body: '{}' });
    expect(await errorText(own, '/graphql')).toBe('405 10405 Method not allowed');
  });

  it('an unknown setting is named in the error', async () => {
    expect(await errorText(simulator, `${SHOP}/settings/toString`)).toBe(
      '400 1003 Undefined zone setting: toString',
    );
  });
});
