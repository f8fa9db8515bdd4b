/** Settings one by one: a missing permission costs one request, a missing setting only itself. */
import { describe, expect, it } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { ZONE_SETTINGS_READ } from '../../../src/cloudflare/permissions.ts';
import { readZoneSettings } from '../../../src/cloudflare/zones/zone-settings.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { errorAnswer, onPath } from '../../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import { GUIDE_USER_TOKEN } from '../../../src/simulator/sample/credentials.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';

const SETTINGS = ['ssl', 'min_tls_version', 'security_header', 'challenge_ttl'] as const;

async function read(
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
  const part = await readZoneSettings(new Cloudflare(connection, call), zoneId('example.com'), settings);
  return { part, simulator };
}

describe('settings', () => {
  it('are read with one request each, in the order asked for', async () => {
    const { part, simulator } = await read();
    if ('missing' in part) expect.fail();
    expect([...part.value.entries.keys()]).toEqual([...SETTINGS]);
    expect(part.value.entries.get('ssl')?.value).toBe('strict');
    expect(part.value.missing.size).toBe(0);
    expect(simulator.requests.map(({ path }) => path.split('/').at(-1))).toEqual([...SETTINGS]);
  });

  it('are missing as a whole after one refusal, with the permission', async () => {
    const { part, simulator } = await read(GUIDE_USER_TOKEN);
    expect(part).toMatchObject({ missing: { permission: ZONE_SETTINGS_READ } });
    expect(simulator.requests).toHaveLength(1);
  });

  it.each([
    [
      'that this plan does not have',
      errorAnswer(400, [{ code: 1003, message: 'Undefined zone setting' }]),
      'invalid_request',
    ],
    ['that is retired', errorAnswer(410, []), 'endpoint_retired'],
    ['that fails alone', errorAnswer(503, [], { 'retry-after': '60' }), 'cloudflare_trouble'],
  ])('go on around one %s, wherever it stands', async (_what, answer, kind) => {
    for (const id of ['ssl', 'challenge_ttl']) {
      const { part } = await read(DEMO_API_TOKEN, [{ when: onPath(new RegExp(`/${id}$`)), answer }]);
      if ('missing' in part) expect.fail();
      expect(part.value.entries.size).toBe(3);
      expect([...part.value.missing].map(([name, { failure }]) => [name, failure.kind])).toEqual([
        [id, kind],
      ]);
    }
  });

  it('end with the whole call when the credential itself is refused', async () => {
    const answer = errorAnswer(401, [{ code: 9109, message: 'Invalid access token' }]);
    const error = await read(DEMO_API_TOKEN, [{ when: () => true, answer }]).catch(
      (thrown: unknown) => thrown,
    );
    expect(failureIn(error)?.kind).toBe('credential_refused');
  });
});
