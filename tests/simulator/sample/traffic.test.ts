/** The traffic of the sample account shows an outage, two attacks, and nothing else. */
import { describe, expect, it } from 'vitest';
import { between, postGraphql, sample } from '../client.ts';

const simulator = sample();

interface Group {
  count: number;
  dimensions: Record<string, string | number>;
}

async function groups(
  zone: string,
  dataset: string,
  filter: string,
  ...dimensions: string[]
): Promise<Group[]> {
  const tag = simulator.world.zones.find(({ name }) => name === zone)?.id;
  const { data, errors } = await postGraphql(
    simulator,
    `{ viewer { zones(filter: {zoneTag: "${tag}"}) { rows: ${dataset}(
      limit: 1000, filter: {${filter}}, orderBy: [count_DESC]) { count dimensions { ${dimensions.join(' ')} } } } } }`,
  );
  expect(errors).toBeNull();
  return data.viewer.zones[0].rows;
}

const http = (zone: string, filter: string, ...dimensions: string[]) =>
  groups(zone, 'httpRequestsAdaptiveGroups', filter, ...dimensions);
const firewall = (zone: string, filter: string, ...dimensions: string[]) =>
  groups(zone, 'firewallEventsAdaptiveGroups', filter, ...dimensions);
const total = (rows: Group[]) => rows.reduce((sum, { count }) => sum + count, 0);

async function failing(zone: string, filter: string): Promise<number> {
  const rows = await http(zone, filter, 'edgeResponseStatus');
  return total(rows.filter(({ dimensions }) => Number(dimensions.edgeResponseStatus) >= 500)) / total(rows);
}

describe('example.com', () => {
  it('failed 0.3 % of its requests until two hours ago, and none with 521', async () => {
    const before = between(24 * 60, 120);
    expect(await failing('example.com', before)).toBeGreaterThan(0.002);
    expect(await failing('example.com', before)).toBeLessThan(0.004);
    expect(await http('example.com', `${before}, edgeResponseStatus: 521`, 'coloCode')).toEqual([]);
  });

  it.each(['shop.example.com', 'checkout.example.com', 'example.com'])(
    'has answered nine in ten requests to %s with 521 since then, from the first minute on',
    async (host) => {
      for (const window of [between(120, 117), between(120, 60), between(60, 0)]) {
        const rows = await http(
          'example.com',
          `${window}, clientRequestHTTPHost: "${host}"`,
          'edgeResponseStatus',
          'originResponseStatus',
        );
        expect(rows[0]?.dimensions).toEqual({ edgeResponseStatus: 521, originResponseStatus: 0 });
        expect((rows[0]?.count ?? 0) / total(rows)).toBeGreaterThan(0.8);
        expect((rows[0]?.count ?? 0) / total(rows)).toBeLessThan(0.97);
      }
    },
  );

  it('still serves api.example.com, and fails in all data centers', async () => {
    expect(
      await failing('example.com', `${between(120, 0)}, clientRequestHTTPHost: "api.example.com"`),
    ).toBeLessThan(0.01);
    const colos = await http('example.com', `${between(120, 0)}, edgeResponseStatus: 521`, 'coloCode');
    expect(colos.map(({ dimensions }) => dimensions.coloCode).sort()).toEqual([
      'AMS',
      'CDG',
      'FRA',
      'IAD',
      'LAX',
      'LHR',
      'SIN',
      'TXL',
    ]);
  });
});

describe('the other zones', () => {
  it('are healthy, and have no traffic when Cloudflare does not serve them', async () => {
    for (const { name, paused, status } of simulator.world.zones.filter(({ account }) =>
      account.name.startsWith('North'),
    )) {
      if (name === 'example.com') continue;
      const rows = await http(name, between(120, 0), 'zoneTag');
      expect(rows.length, name).toBe(paused || status === 'pending' ? 0 : 1);
      if (rows.length > 0) expect(await failing(name, between(120, 0)), name).toBeLessThan(0.02);
    }
  });
});

describe('northwind.example', () => {
  const window = (from: number, to: number) => between(from, to);

  it('was attacked from 30 to 26 hours ago, and less heavily within the last hour', async () => {
    const large = await firewall('northwind.example', window(30 * 60, 26 * 60), 'action');
    const small = await firewall('northwind.example', window(60, 0), 'action');
    const quiet = await firewall('northwind.example', window(25 * 60, 60), 'action');
    expect(large[0]?.dimensions.action).toBe('managed_challenge');
    expect(large[0]?.count).toBeGreaterThan(280_000);
    expect(small[0]?.dimensions.action).toBe('managed_challenge');
    expect(small[0]?.count).toBeGreaterThan(10_000);
    expect(small[0]?.count).toBeLessThan(12_000);
    expect(total(quiet)).toBeLessThan(200);
  });

  it('was attacked by two networks on one path, from many addresses', async () => {
    const attack = `${window(60, 0)}, source: "l7ddos"`;
    const networks = await firewall(
      'northwind.example',
      attack,
      'clientAsn',
      'clientASNDescription',
      'clientRequestPath',
    );
    expect(networks.map(({ dimensions }) => dimensions)).toEqual([
      {
        clientAsn: '64496',
        clientASNDescription: 'EXAMPLE-BULLETPROOF-HOSTING',
        clientRequestPath: '/login',
      },
      { clientAsn: '64511', clientASNDescription: 'EXAMPLE-CHEAP-VPS', clientRequestPath: '/login' },
    ]);
    expect((await firewall('northwind.example', attack, 'clientIP')).length).toBeGreaterThan(50);
  });
});

it('few requests are blocked in other zones, but not zero', async () => {
  for (const [zone, most] of [
    ['example.com', 600],
    ['example.net', 120],
  ] as const) {
    const count = total(await firewall(zone, between(24 * 60, 0), 'action', 'source'));
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(most);
  }
});
