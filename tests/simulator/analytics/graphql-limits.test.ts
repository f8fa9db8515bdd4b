/** What the plan, the permissions and the scope of a caller allow in the analytics API, and its errors otherwise. */
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { GUIDE_USER_TOKEN, ZONE_LIMITED_TOKEN } from '../../../src/simulator/sample/credentials.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import { bearer, between, NOW, postGraphql, sample } from '../client.ts';

const simulator = sample();
const idOf = (name: string) => simulator.world.zones.find((zone) => zone.name === name)?.id ?? '';
const HOUR = 60;
const DAY = 24 * HOUR;

function queryRows(zone: string, dataset: string, from: number, to = 0, headers?: Record<string, string>) {
  const fields = dataset === 'firewallEventsAdaptive' ? 'action' : 'count';
  const inside = `${dataset}(limit: 1, filter: {${between(from, to)}}) { ${fields} }`;
  return postGraphql(
    simulator,
    `{ viewer { zones(filter: {zoneTag: "${idOf(zone)}"}) { ${inside} } } }`,
    {},
    headers,
  );
}

describe('limits by plan', () => {
  const HTTP = 'httpRequestsAdaptiveGroups';
  const EVENTS = 'firewallEventsAdaptive';
  const GROUPS = 'firewallEventsAdaptiveGroups';
  it.each([
    ['outfitters.example', HTTP, DAY, 0, null],
    ['outfitters.example', HTTP, DAY + HOUR, DAY, 'cannot request data older than 86400s'],
    ['outfitters.example', EVENTS, DAY + HOUR, DAY, 'cannot request data older than 86400s'],
    ['example.org', HTTP, 3 * DAY, 0, null],
    ['example.org', HTTP, 3 * DAY + HOUR, 2 * DAY, 'cannot request data older than 259200s'],
    ['northwind.example', HTTP, 7 * DAY, 5 * DAY, null],
    [
      'northwind.example',
      HTTP,
      7 * DAY,
      0,
      "query time range is too large. Time range can't be wider than 259200s",
    ],
    ['northwind.example', GROUPS, 8 * DAY, 7 * DAY, 'cannot request data older than 604800s'],
    ['example.com', HTTP, 30 * DAY, 29 * DAY, null],
    ['example.com', HTTP, 31 * DAY, 30 * DAY, 'cannot request data older than 2592000s'],
    [
      'example.com',
      EVENTS,
      4 * DAY,
      0,
      "query time range is too large. Time range can't be wider than 259200s",
    ],
  ])('%s: %s from %i until %i minutes ago: %s', async (zone, dataset, from, to, expected) => {
    const { status, data, errors } = await queryRows(zone, dataset, from, to);
    expect(status).toBe(200);
    if (expected === null) expect(errors).toBeNull();
    else {
      expect(data).toBeNull();
      expect(errors).toEqual([
        {
          message: expected,
          path: ['viewer', 'zones', '0', dataset],
          extensions: { timestamp: NOW.toISOString() },
        },
      ]);
    }
  });

  it('without access to one dataset, the answer has no data at all', async () => {
    const tag = idOf('outfitters.example');
    const query = `{ viewer { zones(filter: {zoneTag: "${tag}"}) {
      httpRequestsAdaptiveGroups(limit: 1, filter: {${between(HOUR, 0)}}) { count }
      firewallEventsAdaptiveGroups(limit: 1, filter: {${between(HOUR, 0)}}) { count }
    } } }`;
    const { status, data, errors } = await postGraphql(simulator, query);
    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors?.map(({ message }) => message)).toEqual([
      expect.stringContaining(`zone '${tag}' does not have access to the path`),
    ]);
  });

  it('are in the settings node', async () => {
    const fields = '{ enabled maxDuration notOlderThan maxPageSize maxNumberOfFields availableFields }';
    const settings = async (zone: string) => {
      const query = `{ viewer { zones(filter: {zoneTag: "${idOf(zone)}"}) { settings {
        ${HTTP} ${fields} ${EVENTS} ${fields} ${GROUPS} ${fields} } } } }`;
      return (await postGraphql(simulator, query)).data.viewer.zones[0].settings;
    };
    expect(await settings('outfitters.example')).toMatchObject({
      [HTTP]: {
        enabled: true,
        maxDuration: 86_400,
        notOlderThan: 86_400,
        maxPageSize: 10_000,
        maxNumberOfFields: 30,
        availableFields: expect.arrayContaining(['count', 'sum_visits', 'dimensions_edgeResponseStatus']),
      },
      [EVENTS]: { enabled: true, availableFields: expect.arrayContaining(['rayName', 'clientIP']) },
      [GROUPS]: { enabled: false, maxDuration: 0, availableFields: [] },
    });
    expect(await settings('northwind.example')).toMatchObject({
      [HTTP]: { maxDuration: 259_200, notOlderThan: 604_800 },
      [GROUPS]: { enabled: true },
    });
  });

  it.each([0, -1, 10_001, 1.5, '"many"', 'null'])('refuse %s as limit', async (limit) => {
    const query = `{ viewer { zones(filter: {zoneTag: "${idOf('example.com')}"}) {
      ${HTTP}(limit: ${limit}, filter: {${between(HOUR, 0)}}) { count } } } }`;
    const { errors } = await postGraphql(simulator, query);
    expect(errors?.[0]?.message).toBe('limit must be positive number and not greater than 10000');
  });

  it('allow thirty fields and no more', async () => {
    const query = (fields: number) => `{ viewer { zones(filter: {zoneTag: "${idOf('example.com')}"}) {
      ${HTTP}(limit: 1, filter: {${between(HOUR, 0)}}) {
        ${Array.from({ length: fields }, (_, index) => `f${index}: count`).join(' ')} } } } }`;
    expect((await postGraphql(simulator, query(30))).errors).toBeNull();
    expect((await postGraphql(simulator, query(31))).errors?.[0]?.message).toBe(
      "number of fields can't be more than 30",
    );
  });
});

describe('permissions', () => {
  const refused = async (zone: string, headers?: Record<string, string>) => {
    const { status, data, errors } = await queryRows(zone, 'httpRequestsAdaptiveGroups', HOUR, 0, headers);
    return { status, data, message: errors?.[0]?.message };
  };
  const notAuthorized = (zone: string) => ({
    status: 200,
    data: null,
    message: `zones [${idOf(zone)}] are not authorized`,
  });

  it('refuse the token of the guide, and accept one with Analytics Read', async () => {
    expect(await refused('example.com', bearer(GUIDE_USER_TOKEN))).toEqual(notAuthorized('example.com'));
    const world = sampleWorld(NOW);
    const token = `cfut_${'g'.repeat(48)}`;
    const accounts = [DEMO_ACCOUNT_ID];
    world.credentials.push({
      kind: 'user_token',
      token,
      status: 'active',
      permissions: ['Analytics Read'],
      accounts,
    });
    const query = `{ viewer { zones(filter: {zoneTag: "${idOf('example.com')}"}) { zoneTag } } }`;
    expect((await postGraphql(createSimulator({ world }), query, {}, bearer(token))).errors).toBeNull();
  });

  it('refuse a zone of another account and one outside of the scope in the same way', async () => {
    expect(await refused('fabrikam.example')).toEqual(notAuthorized('fabrikam.example'));
    const limited = bearer(ZONE_LIMITED_TOKEN);
    expect((await refused('example.net', limited)).message).toBeUndefined();
    expect(await refused('example.org', limited)).toEqual(notAuthorized('example.org'));
  });

  it('refuse more than ten zones in one query', async () => {
    const tags = simulator.world.zones.map(({ id }) => id).slice(0, 11);
    const query = 'query ($tags: [string!]) { viewer { zones(filter: {zoneTag_in: $tags}) { zoneTag } } }';
    expect((await postGraphql(simulator, query, { tags })).errors?.[0]?.message).toBe(
      'in combination, your request queries too many nodes, zones and accounts',
    );
    expect((await postGraphql(simulator, query, { tags: tags.slice(1) })).data.viewer.zones).toHaveLength(10);
  });
});
