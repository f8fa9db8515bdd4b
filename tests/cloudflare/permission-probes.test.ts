/** One cheap request a permission: what is granted, missing, or unknown. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { probePermissions } from '../../src/cloudflare/permission-probes.ts';
import {
  ACCOUNT_SETTINGS_READ,
  NOTIFICATIONS_READ,
  PERMISSIONS,
  type Permission,
  TUNNEL_READ,
  ZONE_READ,
} from '../../src/cloudflare/permissions.ts';
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

const OF_ZONES = PERMISSIONS.filter(({ scope }) => scope === 'zone');
const OF_ACCOUNT = PERMISSIONS.filter(({ scope }) => scope === 'account');
/** `Zone > DNS > Read` -> `DNS Read`, as Cloudflare's own list of permissions spells it. */
const nameOf = ({ label }: Permission) => label.split(' > ').slice(1).join(' ');

describe('probes', () => {
  it('of a token with every permission find all granted, with one request each', async () => {
    const { states, accountName, zonesTotal, results, simulator } = await probe(DEMO_API_TOKEN);
    expect(states).toEqual(PERMISSIONS.map(() => 'granted'));
    expect([accountName, zonesTotal]).toEqual(['Northwind Outfitters', 12]);
    expect(results.map(({ permission }) => permission)).toEqual(PERMISSIONS);
    // Those that need a zone follow the list of zones.
    const paths = simulator.requests.map(({ path }) => path);
    const asked = paths.map((path) => PERMISSIONS.find((permission) => permission.path.test(path)));
    expect(new Set(asked.slice(0, OF_ACCOUNT.length))).toEqual(new Set(OF_ACCOUNT));
    expect(new Set(asked.slice(OF_ACCOUNT.length))).toEqual(new Set(OF_ZONES));
    expect(asked).toHaveLength(PERMISSIONS.length);
  });

  // Tunnels are not refused: their list is empty.
  const refused = (permission: Permission) => (permission === TUNNEL_READ ? 'granted_or_empty' : 'missing');

  it("of the guide's token find its four permissions, and report the others as missing", async () => {
    const { states } = await probe(GUIDE_USER_TOKEN);
    expect(states).toEqual(
      PERMISSIONS.map((permission) => (permission.isRequired ? 'granted' : refused(permission))),
    );
  });

  // Alert history can be read without Notifications Read, too.
  it.each(PERMISSIONS.filter((permission) => permission !== NOTIFICATIONS_READ))(
    'find that $label is what is missing, and nothing else',
    async (lacking) => {
      const permissions = PERMISSIONS.filter((permission) => permission !== lacking).map(nameOf);
      const { states } = await probe(TOKEN, { permissions });
      const expected = PERMISSIONS.map((permission) => {
        if (permission === lacking) return refused(permission);
        // Without Zone Read there is no zone on which the permissions of zones can be tried.
        return lacking === ZONE_READ && permission.scope === 'zone' ? 'unknown' : 'granted';
      });
      expect(states).toEqual(expected);
    },
  );

  it('in an account without zones report what needs a zone as unknown, with the reason', async () => {
    const { results, zonesTotal } = await probe(DEMO_API_TOKEN, { hasZones: false });
    expect(zonesTotal).toBe(0);
    for (const { permission, state, note } of results) {
      const expected =
        permission.scope === 'zone' ? ['unknown', 'no zone to try it on'] : ['granted', undefined];
      expect([state, note], permission.label).toEqual(expected);
    }
  });

  it('that fail for another reason are unknown, not missing, and give the reason', async () => {
    const answer = errorAnswer(503, [], { 'retry-after': '60' });
    const { results } = await probe(DEMO_API_TOKEN, { faults: [{ when: onPath(/alerting/), answer }] });
    const stateOf = (permission: Permission) => results.find((each) => each.permission === permission);
    expect(stateOf(NOTIFICATIONS_READ)).toMatchObject({
      state: 'unknown',
      note: expect.stringContaining('HTTP 503'),
    });
    expect(stateOf(ACCOUNT_SETTINGS_READ)?.state).toBe('granted');
  });

  it('fail if not one of them got an answer', async () => {
    const answer = errorAnswer(503, [], { 'retry-after': '60' });
    const error = await probe(DEMO_API_TOKEN, { faults: [{ when: onPath(/./), answer }] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(failureIn(error)?.kind).toBe('cloudflare_trouble');
  });

  it('fail if the credential itself is refused', async () => {
    const error = await probe(EXPIRED_TOKEN).catch((thrown: unknown) => thrown);
    expect(failureIn(error)?.kind).toBe('credential_refused');
  });
});
