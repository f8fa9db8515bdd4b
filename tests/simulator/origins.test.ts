/** Load balancers, pools, health checks, tunnels and custom certificates, and which of them are unhealthy. */
import { describe, expect, it } from 'vitest';
import { NEW_ORIGIN } from '../../src/simulator/sample/dns-records.ts';
import { DOWN_ORIGIN } from '../../src/simulator/sample/load-balancers.ts';
import { TUNNEL_SECRET } from '../../src/simulator/sample/tunnels.ts';
import { ACCOUNT, errorText, get, type Row, sample, zonePath } from './client.ts';

const simulator = sample();
const { zones, tunnels = [] } = simulator.world;
const SHOP = zonePath(simulator, 'example.com');
const named = async (path: string) =>
  (await get(simulator, path)).result.map(({ name, status }) => `${name} ${status}`);
const recordsWith = (content: string) =>
  zones
    .flatMap(({ records }) => records)
    .filter((record) => record.content === content)
    .map(({ name }) => name);

describe('load balancing', () => {
  it('has two pools for api.example.com, and an origin of one pool is down', async () => {
    const [balancer] = (await get(simulator, `${SHOP}/load_balancers`)).result;
    const pools = (await get(simulator, `${ACCOUNT}/load_balancers/pools`)).result;
    expect(balancer).toMatchObject({ name: 'api.example.com', default_pools: pools.map(({ id }) => id) });
    expect(pools.map(({ name }) => name)).toEqual(['api-eu', 'api-us']);
    const health = pools.map(({ id }) =>
      get<unknown>(simulator, `${ACCOUNT}/load_balancers/pools/${id}/health`),
    );
    const [eu, us] = (await Promise.all(health)).map(({ result }) => JSON.stringify(result));
    expect(JSON.parse(eu ?? '').pop_health['Amsterdam, NL']).toEqual({
      healthy: true,
      origins: [
        {
          [DOWN_ORIGIN]: {
            healthy: false,
            failure_reason: 'HTTP timeout occurred',
            rtt: '0s',
            response_code: 0,
          },
        },
        { '203.0.113.14': expect.objectContaining({ healthy: true, response_code: 200 }) },
      ],
    });
    expect(us).not.toContain('"healthy":false');
    expect(recordsWith(DOWN_ORIGIN)).toEqual(['api.example.com']);
  });

  it('lists pools without their account and their health', async () => {
    const [pool] = (await get(simulator, `${ACCOUNT}/load_balancers/pools`)).result;
    expect(Object.keys(pool ?? {})).not.toEqual(expect.arrayContaining(['pop_health']));
    expect(
      (await get(simulator, `${ACCOUNT}/load_balancers/pools?monitor=${pool?.monitor}`)).result,
    ).toHaveLength(2);
    expect((await get(simulator, `${ACCOUNT}/load_balancers/pools?monitor=other`)).result).toEqual([]);
    expect(await errorText(simulator, `${ACCOUNT}/load_balancers/pools/none/health`)).toBe(
      '404 1001 object not found',
    );
  });
});

describe('health checks', () => {
  it('fail for the three origins of the shop, which its records point to', async () => {
    const checks = (await get(simulator, `${SHOP}/healthchecks`)).result;
    const failing = checks.filter(({ status }) => status === 'unhealthy');
    expect(failing.map(({ name }) => name)).toEqual(['apex-origin', 'checkout-origin', 'shop-origin']);
    for (const check of failing) {
      expect(check).toMatchObject({ address: NEW_ORIGIN, failure_reason: 'TCP connection failed' });
    }
    expect(recordsWith(NEW_ORIGIN)).toEqual(['example.com', 'shop.example.com', 'checkout.example.com']);
  });

  it('are healthy or suspended in other zones', async () => {
    expect(await named(`${zonePath(simulator, 'example.net')}/healthchecks`)).toEqual([
      'api-example.net healthy',
    ]);
    expect(await named(`${zonePath(simulator, 'legacy-northwind.example')}/healthchecks`)).toEqual([
      'intranet suspended',
    ]);
    expect((await get(simulator, `${SHOP}/healthchecks?per_page=5&page=2`)).result).toEqual([]);
  });
});

describe('tunnels', () => {
  const path = `${ACCOUNT}/cfd_tunnel`;
  const living = ['pos-sync healthy', 'returns-portal down', 'warehouse-ams degraded'];

  it('include the deleted one, unless the query excludes it', async () => {
    expect(await named(path)).toEqual(['old-office inactive', ...living]);
    expect(await named(`${path}?is_deleted=false`)).toEqual(living);
    expect(await named(`${path}?is_deleted=true`)).toEqual(['old-office inactive']);
    expect(await named(`${path}?status=down`)).toEqual(['returns-portal down']);
    expect(await named(`${path}?name=pos-sync`)).toEqual(['pos-sync healthy']);
    expect(await errorText(simulator, `${path}?status=tired`)).toMatch(/^400 1002 /);
    const page = await get(simulator, `${path}?per_page=3&page=2`);
    expect({ rows: page.result.length, total: page.result_info.total_count }).toEqual({ rows: 1, total: 4 });
  });

  it('each have one record that points to them', () => {
    const dependents = tunnels.map(({ id, name }) => [name, ...recordsWith(`${id}.cfargotunnel.com`)]);
    expect(dependents).toEqual([
      ['pos-sync', 'www.trailmaps.example'],
      ['warehouse-ams', 'www.legacy-northwind.example'],
      ['returns-portal', 'www.outfitters.example'],
      ['old-office', 'www.northwind-archive.example'],
    ]);
  });

  it('answer their secret only on the token endpoint', async () => {
    const { result } = await get<string>(simulator, `${path}/${tunnels[0]?.id}/token`);
    expect(result).toContain(TUNNEL_SECRET);
    expect(JSON.stringify(await get(simulator, path))).not.toContain(TUNNEL_SECRET);
    expect(await errorText(simulator, `${path}/none/token`)).toBe('404 1003 Tunnel not found');
  });
});

describe('custom certificates', () => {
  it('one expires soon, and one has expired', async () => {
    const daysLeft = async (zone: string) => {
      const { result } = await get(simulator, `${zonePath(simulator, zone)}/custom_certificates`);
      return result.map(
        ({ status, expires_on }) =>
          `${status} ${(Date.parse(String(expires_on)) - simulator.world.now.getTime()) / 86_400_000}`,
      );
    };
    expect(await daysLeft('example.com')).toEqual(['active 61']);
    expect(await daysLeft('example.net')).toEqual(['active 11']);
    expect(await daysLeft('northwind.example')).toEqual(['expired -3']);
    expect(await daysLeft('example.org')).toEqual([]);
  });

  it('are not in the zone object, nor is anything else that another endpoint answers', async () => {
    const { result } = await get<Row>(simulator, SHOP);
    const inner = ['traffic', 'load_balancers', 'healthchecks', 'custom_certificates', 'records'];
    expect(Object.keys(result).filter((key) => inner.includes(key))).toEqual([]);
  });
});
