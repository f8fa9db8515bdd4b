/** One cheap request a permission: what is granted, what is missing, and what cannot be told. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { probePermissions } from '../../src/cloudflare/permission-probes.ts';
import { PERMISSIONS } from '../../src/cloudflare/permissions.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { EXPIRED_TOKEN, GUIDE_USER_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';

const TOKEN = `cfut_${'P'.repeat(48)}`;

async function probe(
  token: string,
  { permissions = [] as string[], faults = [] as Fault[], hasZones = true } = {},
) {
  const world = sampleWorld(new Date());
  world.credentials.push({ kind: 'user_token', token: TOKEN, status: 'active', permissions });
  if (!hasZones) world.zones = [];
  const simulator = createSimulator({ world, faults });
  const connection = new Connection({
    credential: { kind: 'api_token', token },
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  const probed = await probePermissions(new Cloudflare(connection, call));
  return { ...probed, states: probed.results.map(({ state }) => state), simulator };
}

/** Places of the permissions that are tried on a zone. */
const IN_ZONE = [3, 4, 5, 6, 7, 9];

describe('probes', () => {
  it('of a token with every permission find all granted, with eleven requests', async () => {
    const { states, accountName, zonesTotal, results, simulator } = await probe(DEMO_API_TOKEN);
    expect(states).toEqual(Array(11).fill('granted'));
    expect([accountName, zonesTotal]).toEqual(['Northwind Outfitters', 12]);
    expect(results.map(({ permission }) => permission)).toEqual(PERMISSIONS);
    expect(simulator.requests).toHaveLength(11);
    // Those that need a zone follow the list of zones.
    const isOfZone = simulator.requests.map(({ path }) => /^\/(zones\/|graphql)/.test(path));
    expect(isOfZone).toEqual([...Array(5).fill(false), ...Array(6).fill(true)]);
  });

  it("of the guide's token find its four, and name those beyond as missing", async () => {
    const { states } = await probe(GUIDE_USER_TOKEN);
    expect(states).toEqual([...Array(4).fill('granted'), ...Array(7).fill('missing')]);
  });

  it.each([
    ['Account Settings Read', 0],
    ['Zone Read', 2],
    ['DNS Read', 3],
    ['Zone Settings Read', 4],
    ['SSL and Certificates Read', 5],
    ['Analytics Read', 6],
    ['Load Balancers Read', 7],
    ['Load Balancing: Monitors and Pools Read', 8],
    ['Health Checks Read', 9],
    ['Cloudflare Tunnel Read', 10],
  ])('find that %s is what is missing, and nothing else', async (name, at) => {
    const all = [
      'Account Settings Read',
      'Notifications Read',
      'Zone Read',
      'DNS Read',
      'Zone Settings Read',
      'SSL and Certificates Read',
      'Analytics Read',
      'Load Balancers Read',
      'Load Balancing: Monitors and Pools Read',
      'Health Checks Read',
      'Cloudflare Tunnel Read',
    ];
    const permissions = all.filter((each) => each !== name);
    const { states } = await probe(TOKEN, { permissions });
    // Without Zone Read no zone is seen on which the permissions within zones could be tried.
    const inZone = name === 'Zone Read' ? 'unknown' : 'granted';
    const expected: string[] = PERMISSIONS.map((_, index) => (IN_ZONE.includes(index) ? inZone : 'granted'));
    expected[at] = 'missing';
    expect(states).toEqual(expected);
  });

  it('in an account without zones cannot tell what needs one, and say so', async () => {
    const { results, zonesTotal } = await probe(DEMO_API_TOKEN, { hasZones: false });
    expect(zonesTotal).toBe(0);
    for (const [index, { state, note }] of results.entries()) {
      const isInZone = IN_ZONE.includes(index);
      expect([state, note]).toEqual(isInZone ? ['unknown', 'no zone to try it on'] : ['granted', undefined]);
    }
  });

  it('that meet trouble are unknown, not missing, with the reason', async () => {
    const answer = errorAnswer(503, [], { 'retry-after': '60' });
    const { results } = await probe(DEMO_API_TOKEN, { faults: [{ when: onPath(/alerting/), answer }] });
    expect(results[1]).toMatchObject({ state: 'unknown', note: expect.stringContaining('HTTP 503') });
    expect(results[0]?.state).toBe('granted');
  });

  it('of a credential that is refused altogether fail', async () => {
    const error = await probe(EXPIRED_TOKEN).catch((thrown: unknown) => thrown);
    expect(failureIn(error)?.kind).toBe('credential_refused');
  });
});
