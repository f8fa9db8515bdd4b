/** How the traffic of a world changes: some requests of a host only, lost ones, more of them, slower ones; and who may ask. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import type { SimTraffic } from '../../../src/simulator/world/traffic.ts';
import { between, minutesAgo, NOW, postGraphql } from '../client.ts';

const HOSTS = ['shop.example.com', 'example.com', 'checkout.example.com', 'api.example.com'];

interface Group {
  count: number;
  avg: Record<string, number>;
  dimensions: Record<string, string | number>;
}

/** The shop without the outage of the sample, but with this. */
function simulatorWith(traffic: Partial<SimTraffic>) {
  const world = sampleWorld(NOW);
  const shop = world.zones.find(({ name }) => name === 'example.com');
  if (shop) shop.traffic = { ...shop.traffic, outages: [], ...traffic };
  return createSimulator({ world });
}

async function rows(traffic: Partial<SimTraffic>, fields: string, filter = between(60, 0)): Promise<Group[]> {
  const simulator = simulatorWith(traffic);
  const id = simulator.world.zones.find(({ name }) => name === 'example.com')?.id;
  const dataset = `httpRequestsAdaptiveGroups(limit: 1000, filter: {${filter}}) { ${fields} }`;
  const query = `{ viewer { zones(filter: {zoneTag: "${id}"}) { rows: ${dataset} } } }`;
  const { data, errors } = await postGraphql(simulator, query);
  expect(errors).toBeNull();
  return data.viewer.zones[0].rows;
}

const toFields = ({ edge_status, origin_status }: { edge_status: number; origin_status: number }) => ({
  clientRequestPath: '/extra',
  edgeResponseStatus: edge_status,
  originResponseStatus: origin_status,
});
const total = (groups: Group[]) => groups.reduce((sum, { count }) => sum + count, 0);
const since = minutesAgo(30);

describe('an outage', () => {
  it('can hit the requests of one data centre only', async () => {
    const outage = {
      since,
      hosts: HOSTS,
      only: { coloCode: ['AMS'] },
      share: 1,
      edge_status: 522,
      origin_status: 0,
    };
    const groups = await rows(
      { outages: [outage] },
      'count dimensions { coloCode edgeResponseStatus }',
      `${between(20, 0)}, edgeResponseStatus_geq: 500`,
    );
    const places = groups.filter(({ count }) => count > 1000).map(({ dimensions }) => dimensions);
    expect(places).toEqual([{ coloCode: 'AMS', edgeResponseStatus: 522 }]);
  });

  it.each([
    ['blocked at the edge', { edge_status: 403, origin_status: 0 }, 0],
    ['refused by the origin', { edge_status: 403, origin_status: 403 }, 140],
    ['not answered by the origin in time', { edge_status: 524, origin_status: 0 }, 140],
  ])('that is %s has a duration of the origin only if it was asked', async (_what, statuses, originMs) => {
    // As in Cloudflare's logs: no duration, and no address.
    const outage = { since, hosts: HOSTS, only: { clientRequestPath: ['/cart'] }, share: 1, ...statuses };
    const extra = { since, requests_per_minute: 60, fields: toFields(statuses) };
    const groups = await rows(
      { outages: [outage], extras: [extra] },
      'count avg { originResponseDurationMs } dimensions { originIP edgeResponseStatus }',
      `${between(20, 0)}, clientRequestPath_in: ["/cart", "/extra"], edgeResponseStatus: ${statuses.edge_status}`,
    );
    expect(groups.map(({ dimensions }) => dimensions.originIP !== '')).toEqual(
      groups.map(() => originMs > 0),
    );
    expect(groups.map(({ avg }) => avg.originResponseDurationMs)).toEqual(groups.map(() => originMs));
  });

  it('can change what the cache did, and leave the status', async () => {
    const outage = {
      since,
      hosts: HOSTS,
      only: { cacheStatus: ['hit'] },
      share: 1,
      becomes: { cacheStatus: 'bypass' },
    };
    const fields = 'count dimensions { cacheStatus edgeResponseStatus }';
    const groups = await rows({ outages: [outage] }, fields, between(20, 0));
    expect(groups.filter(({ dimensions }) => dimensions.cacheStatus === 'hit')).toEqual([]);
    const bypassed = groups.filter(({ dimensions }) => dimensions.cacheStatus === 'bypass');
    expect(bypassed.map(({ dimensions }) => dimensions.edgeResponseStatus)).toEqual([200]);
  });

  it('can keep requests from arriving', async () => {
    const outage = { since, hosts: ['api.example.com'], share: 1, is_lost: true };
    const filter = 'clientRequestHTTPHost: "api.example.com"';
    expect(total(await rows({ outages: [outage] }, 'count', `${between(20, 0)}, ${filter}`))).toBe(0);
    expect(
      total(await rows({ outages: [outage] }, 'count', `${between(60, 40)}, ${filter}`)),
    ).toBeGreaterThan(10_000);
  });

  it('can make answers slow', async () => {
    const durations = { first_byte_ms: 8200, origin_ms: 8000 };
    const outage = { since, hosts: HOSTS, share: 1, durations };
    const fields = 'count avg { edgeTimeToFirstByteMs originResponseDurationMs }';
    const [slow] = await rows({ outages: [outage] }, fields, between(20, 0));
    expect(slow?.avg).toEqual({ edgeTimeToFirstByteMs: 8200, originResponseDurationMs: 8000 });
    const [usual] = await rows({ outages: [outage] }, fields, between(60, 40));
    expect(usual?.avg.edgeTimeToFirstByteMs).toBeLessThan(200);
  });
});

describe('extra requests', () => {
  it('come beside the ordinary ones, with fields of their own', async () => {
    const extra = {
      since,
      requests_per_minute: 9000,
      fields: { clientRequestPath: '/search', clientASNDescription: 'EXAMPLE-BOTS', edgeResponseStatus: 503 },
    };
    const groups = await rows(
      { extras: [extra] },
      'count dimensions { clientASNDescription clientRequestPath edgeResponseStatus }',
      `${between(20, 0)}, clientASNDescription: "EXAMPLE-BOTS"`,
    );
    expect(groups.map(({ dimensions }) => dimensions)).toEqual([
      { clientASNDescription: 'EXAMPLE-BOTS', clientRequestPath: '/search', edgeResponseStatus: 503 },
    ]);
    expect(total(groups)).toBeGreaterThan(100_000);
  });
});

describe('fields that a plan lacks', () => {
  const simulator = simulatorWith({});
  const ask = (zone: string, fields: string) => {
    const id = simulator.world.zones.find(({ name }) => name === zone)?.id;
    const dataset = `httpRequestsAdaptiveGroups(limit: 1, filter: {${between(60, 0)}}) { ${fields} }`;
    return postGraphql(simulator, `{ viewer { zones(filter: {zoneTag: "${id}"}) { ${dataset} } } }`);
  };

  it.each([
    ['outfitters.example', 'avg { originResponseDurationMs }', 'originResponseDurationMs'],
    ['example.org', 'dimensions { clientASNDescription }', 'clientASNDescription'],
  ])('%s: %s is refused with the whole query', async (zone, fields, name) => {
    const { data, errors } = await ask(zone, `count ${fields}`);
    expect(data).toBeNull();
    expect(errors?.[0]?.message).toMatch(
      new RegExp(`^zone '[0-9a-f]{32}' does not have access to the field '${name}' from the path$`),
    );
  });

  it('are not among the available fields', async () => {
    const available = async (zone: string) => {
      const id = simulator.world.zones.find(({ name }) => name === zone)?.id;
      const settings = 'settings { httpRequestsAdaptiveGroups { availableFields } }';
      const { data } = await postGraphql(
        simulator,
        `{ viewer { zones(filter: {zoneTag: "${id}"}) { ${settings} } } }`,
      );
      return data.viewer.zones[0].settings.httpRequestsAdaptiveGroups.availableFields as string[];
    };
    expect(await available('example.com')).toContain('avg_edgeTimeToFirstByteMs');
    expect(await available('outfitters.example')).not.toContain('avg_edgeTimeToFirstByteMs');
    expect(await available('example.org')).not.toContain('dimensions_clientAsn');
  });
});
