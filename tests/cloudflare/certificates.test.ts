/** Certificate packs: those with problems first, with the days that are left. */
import { describe, expect, it } from 'vitest';
import { fetchCertificatePacks } from '../../src/cloudflare/certificates.ts';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { DAY_MS } from '../../src/limits/time.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { PAYMENT_ZONE } from '../../src/simulator/sample/zones.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { SimCertificatePack } from '../../src/simulator/world/world.ts';

/** @param change applied to the packs of the payment zone. */
async function packsOf(change: (packs: SimCertificatePack[]) => unknown = (packs) => packs) {
  const world = sampleWorld(new Date());
  const zone = world.zones.find(({ name }) => name === PAYMENT_ZONE) ?? expect.fail();
  zone.certificate_packs = change(zone.certificate_packs) as SimCertificatePack[];
  const simulator = createSimulator({ world });
  const connection = new Connection({
    credential: { kind: 'api_token', token: DEMO_API_TOKEN },
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  return { ...(await fetchCertificatePacks(new Cloudflare(connection, call), zone.id)), simulator };
}

describe('certificate packs', () => {
  it('are all listed, whatever their status: those without a certificate first, then by expiry', async () => {
    const { packs, total, simulator } = await packsOf();
    expect(packs.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'advanced pending_validation',
      'advanced active',
      'universal active',
    ]);
    expect(total).toBe(3);
    expect(simulator.requests).toHaveLength(1);
  });

  it('that fail to validate say why, and have no days left', async () => {
    const [failing] = (await packsOf()).packs;
    expect(failing?.validation_errors).toEqual([
      expect.stringMatching(/^CAA record .*letsencrypt\.org$/),
      expect.stringMatching(/^DNS problem/),
    ]);
    expect([failing?.expires, failing?.days_left]).toEqual([undefined, undefined]);
  });

  it('have named fields only: no validation record, which would prove control of the zone', async () => {
    const { packs } = await packsOf();
    expect(JSON.stringify(packs)).not.toMatch(/txt_value|q7vZ0dX1/);
  });

  it.each([
    [4.5, 4],
    [0.5, 0],
    // Never 0, which would read as a last day that is left.
    [-0.5, -1],
    [-1.9, -1],
    [-3.5, -3],
  ])('that end in %f days have %i whole days left', async (days, left) => {
    const expires_on = new Date(Date.now() + days * DAY_MS).toISOString();
    const { packs } = await packsOf(([pack]) => [{ ...pack, certificates: [{ expires_on }] }]);
    expect(packs[0]).toMatchObject({ days_left: left, expires: expires_on.replace(/\.\d+Z/, 'Z') });
  });

  it('expire with the first of their certificates', async () => {
    const soon = new Date(Date.now() + 2.5 * DAY_MS).toISOString();
    const later = new Date(Date.now() + 80 * DAY_MS).toISOString();
    const certificates = [{ expires_on: later }, {}, { expires_on: soon }];
    const { packs } = await packsOf(([pack]) => [{ ...pack, certificates }]);
    expect(packs[0]?.days_left).toBe(2);
  });

  it('name their issuer, by authority or by certificate', async () => {
    const by = async (fields: object) =>
      (await packsOf(([pack]) => [{ ...pack, ...fields }])).packs[0]?.issuer;
    expect(await by({ certificate_authority: 'google' })).toBe('google');
    expect(await by({ certificate_authority: undefined, certificates: [{ issuer: 'SSL.com' }] })).toBe(
      'SSL.com',
    );
    expect(await by({ certificate_authority: undefined, certificates: [] })).toBeUndefined();
  });

  it('of an odd type cost a field each, never the list', async () => {
    const odd = {
      hosts: 'a.example',
      certificates: [null, 5],
      validation_errors: { message: 'x' },
      issuer: [],
    };
    const { packs } = await packsOf(([pack]) => [{ ...pack, ...odd, certificate_authority: 7 }]);
    expect(packs).toMatchObject([
      { type: 'universal', hosts: ['a.example'], expires: undefined, issuer: '7', validation_errors: [] },
    ]);
  });

  it('are complete without the optional fields', async () => {
    const { packs } = await packsOf(() => [{ id: 'x', type: 'custom', status: 'active' }]);
    expect(packs).toEqual([
      {
        type: 'custom',
        status: 'active',
        issuer: undefined,
        hosts: [],
        ids: [],
        validation_errors: [],
        expires: undefined,
        days_left: undefined,
      },
    ]);
  });

  it('beyond a page are counted, not fetched', async () => {
    const { packs, total, simulator } = await packsOf(([pack]) => Array.from({ length: 70 }, () => pack));
    expect([packs.length, total, simulator.requests.length]).toEqual([50, 70, 1]);
  });
});
