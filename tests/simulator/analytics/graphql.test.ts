/** The GraphQL engine: documents, variables, groups, filters, orders, and errors in answers of status 200. */
import { describe, expect, it } from 'vitest';
import { API, between, minutesAgo, postGraphql, sample } from '../client.ts';

const simulator = sample();
const idOf = (name: string) => simulator.world.zones.find((zone) => zone.name === name)?.id ?? '';
const SHOP = idOf('example.com');
const HOUR = between(60, 0);

interface Group {
  count: number;
  sum: { visits: number; edgeResponseBytes: number };
  avg: { sampleInterval: number };
  dimensions: Record<string, string | number>;
}

/** The rows of one dataset; `dataset` has its arguments and fields too. */
async function rows<Row = Group>(dataset: string, zone = 'example.com'): Promise<Row[]> {
  const query = `{ viewer { zones(filter: {zoneTag: "${idOf(zone)}"}) { rows: ${dataset} } } }`;
  const { data, errors } = await postGraphql(simulator, query);
  expect(errors).toBeNull();
  return data.viewer.zones[0].rows;
}

function http(filter: string, fields: string, options = 'limit: 10000'): Promise<Group[]> {
  return rows(`httpRequestsAdaptiveGroups(${options}, filter: {${filter}}) { ${fields} }`);
}

const total = (groups: Group[]) => groups.reduce((sum, { count }) => sum + count, 0);

describe('groups', () => {
  it('use aliases, variables and their defaults, and have no envelope', async () => {
    const query = `
      query Errors($zone: string!, $filter: F, $limit: int = 2) {
        viewer {
          zones(filter: {zoneTag_in: [$zone]}) {
            zoneTag
            top: httpRequestsAdaptiveGroups(limit: $limit, filter: $filter, orderBy: [count_DESC]) {
              requests: count
              dimensions { status: edgeResponseStatus }
            }
          }
        }
      }`;
    const filter = { datetime_geq: minutesAgo(60), datetime_lt: minutesAgo(0) };
    const answer = await postGraphql(simulator, query, { zone: SHOP, filter });
    expect(answer).toEqual({
      status: 200,
      errors: null,
      data: {
        viewer: {
          zones: [
            {
              zoneTag: SHOP,
              top: [
                { requests: expect.any(Number), dimensions: { status: 521 } },
                { requests: expect.any(Number), dimensions: { status: 200 } },
              ],
            },
          ],
        },
      },
    });
  });

  it('have the same total by any dimension', async () => {
    const whole = await http(HOUR, 'count sum { visits edgeResponseBytes } avg { sampleInterval }');
    expect(whole).toHaveLength(1);
    for (const cut of [
      'edgeResponseStatus',
      'clientRequestPath coloCode',
      'datetimeMinute',
      'date cacheStatus',
    ]) {
      const parts = await http(HOUR, `count sum { edgeResponseBytes } dimensions { ${cut} }`);
      expect(parts.length).toBeGreaterThan(cut === 'date cacheStatus' ? 3 : 5);
      expect(total(parts), cut).toBe(whole[0]?.count);
      expect(parts.reduce((sum, part) => sum + part.sum.edgeResponseBytes, 0)).toBe(
        whole[0]?.sum.edgeResponseBytes,
      );
    }
    expect(whole[0]?.avg.sampleInterval).toBe(10);
    expect(whole[0]?.sum.visits).toBeGreaterThan(0);
  });

  it.each([
    ['datetimeMinute', 60, 1],
    ['datetimeFiveMinutes', 12, 5],
    ['datetimeFifteenMinutes', 4, 15],
    ['datetimeHour', 1, 60],
  ])('can be counted by %s', async (dimension, buckets, step) => {
    const groups = await http(HOUR, `dimensions { ${dimension} }`, `limit: 100, orderBy: [${dimension}_ASC]`);
    expect(groups.map(({ dimensions }) => dimensions[dimension])).toEqual(
      Array.from({ length: buckets }, (_, index) => minutesAgo(60 - index * step)),
    );
  });

  it('have the same count for a minute in every query', async () => {
    const alone = await http(between(33, 32), 'count');
    const among = await http(HOUR, 'count dimensions { datetimeMinute }');
    expect(among.find(({ dimensions }) => dimensions.datetimeMinute === minutesAgo(33))?.count).toBe(
      alone[0]?.count,
    );
  });

  it('are empty when nothing matches', async () => {
    expect(await http(`${HOUR}, clientCountryName: "AQ"`, 'count')).toEqual([]);
  });
});

describe('filters', () => {
  const status = (groups: Group[]) =>
    groups.map(({ dimensions }) => Number(dimensions.edgeResponseStatus)).sort();
  it.each([
    ['edgeResponseStatus: 521', [521]],
    ['edgeResponseStatus_geq: 500', [500, 502, 521, 522]],
    ['edgeResponseStatus_gt: 500, edgeResponseStatus_lt: 522', [502, 521]],
    ['edgeResponseStatus_in: [404, 500]', [404, 500]],
    ['edgeResponseStatus_notin: [200, 201, 301, 304, 403, 404]', [500, 502, 521, 522]],
    ['edgeResponseStatus_neq: 200, edgeResponseStatus_leq: 301', [201, 301]],
    ['clientRequestPath_like: "/checkout/%", clientRequestHTTPHost_notlike: "shop.%"', [201, 521]],
    ['OR: [{edgeResponseStatus: 404}, {edgeResponseStatus: 403, clientCountryName: "DE"}]', [403, 404]],
    ['AND: [{edgeResponseStatus_geq: 400}, {edgeResponseStatus_lt: 500}]', [403, 404]],
    ['requestSource: "edgeWorkerFetch"', [200, 521]],
  ])('%s', async (filter, expected) => {
    expect(status(await http(`${HOUR}, ${filter}`, 'dimensions { edgeResponseStatus }'))).toEqual(expected);
  });

  it('apply a time within AND or OR', async () => {
    const hour = total(await http(HOUR, 'count'));
    const half = `datetime_geq: "${minutesAgo(30)}"`;
    const and = total(await http(`AND: [{${HOUR}}, {${half}}]`, 'count'));
    const or = total(await http(`${HOUR}, OR: [{${half}}]`, 'count'));
    expect(and).toBe(total(await http(between(30, 0), 'count')));
    expect(or).toBe(and);
    expect(and).toBeLessThan(hour);
  });

  it.each([
    [`${HOUR}, planet: "Mars"`, /unknown arg planet/],
    [`${HOUR}, edgeResponseStatus: "521"`, /edgeResponseStatus: expected number/],
    [`datetime_geq: "2026-11-23T11:00:00.000Z"`, /datetime: cannot parse/],
    [`${HOUR}, edgeResponseStatus_in: 5`, /must be a list/],
  ])('refuse %s', async (filter, reason) => {
    const query = `{ viewer { zones(filter: {zoneTag: "${SHOP}"}) {
      httpRequestsAdaptiveGroups(limit: 1, filter: {${filter}}) { count } } } }`;
    const { status: code, data, errors } = await postGraphql(simulator, query);
    expect({ code, data }).toEqual({ code: 200, data: null });
    expect(errors?.[0]?.message).toMatch(reason);
  });
});

describe('orders', () => {
  it('sort in both directions, and by several fields', async () => {
    const counts = async (order: string) =>
      (await http(HOUR, 'count dimensions { coloCode }', `limit: 20, orderBy: [${order}]`)).map(
        ({ count }) => count,
      );
    const descending = await counts('count_DESC');
    expect(descending).toEqual(descending.toSorted((a, b) => b - a));
    expect(await counts('count_ASC')).toEqual(descending.toReversed());
    const groups = await http(
      HOUR,
      'dimensions { clientCountryName coloCode }',
      'limit: 20, orderBy: [clientCountryName_DESC, coloCode_ASC]',
    );
    const places = groups.map(({ dimensions }) => `${dimensions.clientCountryName} ${dimensions.coloCode}`);
    expect(places).toEqual(['US IAD', 'US LAX', 'SG SIN', 'NL AMS', 'GB LHR', 'FR CDG', 'DE FRA', 'DE TXL']);
  });

  it('come before the limit', async () => {
    const [first] = await http(HOUR, 'count dimensions { coloCode }', 'limit: 1, orderBy: [count_DESC]');
    expect(first?.dimensions.coloCode).toBe('FRA');
  });
});

describe('single events', () => {
  it('can be sorted newest first, and are exact to the second', async () => {
    interface Event {
      datetime: string;
      action: string;
      rayName: string;
    }
    const events = await rows<Event>(
      `firewallEventsAdaptive(limit: 100, filter: {${between(20, 3)}, action: "managed_challenge"}, orderBy: [datetime_DESC]) {
        datetime action rayName }`,
      'northwind.example',
    );
    expect(events).toHaveLength(100);
    const times = events.map(({ datetime }) => datetime);
    expect(times).toEqual(times.toSorted().reverse());
    expect(times.every((time) => time >= minutesAgo(20) && time < minutesAgo(3))).toBe(true);
    expect(events[0]).toEqual({
      datetime: times[0],
      action: 'managed_challenge',
      rayName: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(new Set(events.map(({ rayName }) => rayName)).size).toBe(100);
  });

  it('have sample intervals whose sum is the count of the groups', async () => {
    const filter = `filter: {${between(60, 0)}}`;
    const events = await rows<{ sampleInterval: number }>(
      `firewallEventsAdaptive(limit: 10000, ${filter}) { sampleInterval }`,
      'northwind.example',
    );
    const groups = await rows(
      `firewallEventsAdaptiveGroups(limit: 1, ${filter}) { count }`,
      'northwind.example',
    );
    expect(events.reduce((sum, { sampleInterval }) => sum + sampleInterval, 0)).toBe(groups[0]?.count);
  });
});

describe('refused documents', () => {
  const zone = (inside: string) => `{ viewer { zones(filter: {zoneTag: "${SHOP}"}) { ${inside} } } }`;
  const groups = (inside: string) =>
    zone(`httpRequestsAdaptiveGroups(limit: 1, filter: {${HOUR}}) { ${inside} }`);
  it.each([
    ['mutation { zap }', /mutation operations are not supported/],
    ['subscription { zap }', /subscription operations are not supported/],
    ['{ viewer {', /query contains error, please review it and retry/],
    ['{ budget }', /unknown field "budget"/],
    ['{ viewer }', /object field must have selections: viewer/],
    [zone('dnsAnalyticsAdaptive(limit: 1) { count }'), /unknown field "dnsAnalyticsAdaptive"/],
    [groups('count { more }'), /scalar fields must have no selections: count/],
    [groups('sum'), /object field must have selections: sum/],
    [groups('dimensions { shoeSize }'), /unknown field "shoeSize"/],
    ['{ viewer { zones(filter: {zoneTag: $tag}) { zoneTag } } }', /unknown variable \$tag/],
    ['{ viewer { zones { zoneTag } } }', /filter of zones needs zoneTag/],
    [
      zone(`httpRequestsAdaptiveGroups(limit: 1, filter: {${HOUR}}, orderBy: [coloCode_ASC]) { count }`),
      /cannot order by coloCode_ASC/,
    ],
  ])('%s', async (query, reason) => {
    const { status, data, errors } = await postGraphql(simulator, query);
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors?.[0]?.message).toMatch(reason);
  });

  it('a missing or unknown credential is refused before the body is parsed', async () => {
    const { status, data, errors } = await postGraphql(simulator, groups('count'), {}, {});
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toMatchObject([{ code: 9106 }]);
    const headers = { authorization: `Bearer ${'x'.repeat(40)}` };
    expect((await simulator.fetch(`${API}/graphql`, { method: 'POST', headers, body: 'no' })).status).toBe(
      401,
    );
  });

  it('a query over a day is answered within 150 ms', async () => {
    const day = between(24 * 60, 0);
    const query = zone(
      `httpRequestsAdaptiveGroups(limit: 100, filter: {${day}}) { count dimensions { edgeResponseStatus } }`,
    );
    await postGraphql(simulator, query);
    const times = [];
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now();
      await postGraphql(simulator, query);
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(150);
  });
});
