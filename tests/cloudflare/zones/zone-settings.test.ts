/** Settings, one request each: a missing one affects no other, and a missing permission is not tried again with all. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { ZONE_SETTINGS_READ } from '../../../src/cloudflare/permissions.ts';
import { fetchZoneSettings } from '../../../src/cloudflare/zones/zone-settings.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { errorAnswer, onPath } from '../../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { GUIDE_USER_TOKEN } from '../../../src/simulator/sample/credentials.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';

const SETTINGS = ['ssl', 'min_tls_version', 'security_header', 'challenge_ttl'] as const;

async function settingsOf(
  token = DEMO_API_TOKEN,
  faults: Fault[] = [],
  settings: readonly [string, ...string[]] = SETTINGS,
) {
  const simulator = createSimulator({ world: sampleWorld(new Date()), faults });
  const connection = new Connection({
    credential: { kind: 'api_token', token },
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  const ask = () => fetchZoneSettings(new Cloudflare(connection, call), zoneId('example.com'), settings);
  return { part: await ask(), simulator, ask };
}

describe('settings', () => {
  it('are fetched with one request each, in the order asked for', async () => {
    const { part, simulator } = await settingsOf();
    if ('missing' in part) expect.fail();
    expect([...part.value.entries.keys()]).toEqual([...SETTINGS]);
    expect(part.value.entries.get('ssl')?.value).toBe('strict');
    expect(part.value.missing.size).toBe(0);
    expect(simulator.requests.map(({ path }) => path.split('/').at(-1))).toEqual([...SETTINGS]);
  });

  it('that are all refused are missing with the permission; asked again, one refusal is enough', async () => {
    const { part, simulator, ask } = await settingsOf(GUIDE_USER_TOKEN);
    expect(part).toMatchObject({ missing: { permission: ZONE_SETTINGS_READ } });
    expect(simulator.requests).toHaveLength(SETTINGS.length);
    expect(await ask()).toMatchObject({ missing: { permission: ZONE_SETTINGS_READ } });
    expect(simulator.requests).toHaveLength(SETTINGS.length + 1);
  });

  it('are all there as soon as the permission is given', async () => {
    const { simulator, ask } = await settingsOf(GUIDE_USER_TOKEN);
    for (const each of simulator.world.credentials) {
      if (each.kind === 'global_api_key') continue;
      each.permissions = [...each.permissions, 'Zone Settings Read'];
    }
    const part = await ask();
    if ('missing' in part) expect.fail();
    expect([...part.value.entries.keys()]).toEqual([...SETTINGS]);
  });

  it.each([
    [
      'does not exist on this plan',
      errorAnswer(400, [{ code: 1003, message: 'Undefined zone setting' }]),
      'invalid_request',
    ],
    ['is retired', errorAnswer(410, []), 'endpoint_retired'],
    ['fails alone', errorAnswer(503, [], { 'retry-after': '60' }), 'cloudflare_trouble'],
  ])('are fetched although one %s, the first or the last', async (_what, answer, kind) => {
    for (const id of ['ssl', 'challenge_ttl']) {
      const { part } = await settingsOf(DEMO_API_TOKEN, [{ when: onPath(new RegExp(`/${id}$`)), answer }]);
      if ('missing' in part) expect.fail();
      expect(part.value.entries.size).toBe(3);
      expect([...part.value.missing].map(([name, { failure }]) => [name, failure.kind])).toEqual([
        [id, kind],
      ]);
    }
  });

  it('fail when the credential itself is refused', async () => {
    const answer = errorAnswer(401, [{ code: 9109, message: 'Invalid access token' }]);
    const error = await settingsOf(DEMO_API_TOKEN, [{ when: () => true, answer }]).catch(
      (thrown: unknown) => thrown,
    );
    expect(failureIn(error)?.kind).toBe('credential_refused');
  });
});
