/** Uploaded certificates, in the same shape as Cloudflare's own, and without anything private. */
import { describe, expect, it } from 'vitest';
import { fetchCustomCertificates } from '../../src/cloudflare/custom-certificates.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../client.ts';

async function certificateWith(fields: object = {}) {
  const world = sampleWorld(new Date());
  const zone = world.zones.find(({ name }) => name === 'example.net')!;
  zone.custom_certificates = [Object.assign(zone.custom_certificates![0]!, fields)];
  const { cloudflare, simulator } = cloudflareOn({ world });
  const {
    packs: [certificate],
  } = await fetchCustomCertificates(cloudflare, zoneId('example.net'));
  return { certificate, simulator };
}

describe('a custom certificate', () => {
  it('has its expiry, its hosts and its issuer', async () => {
    const { certificate, simulator } = await certificateWith();
    expect(certificate).toMatchObject({
      type: 'custom',
      status: 'active',
      issuer: 'Example Trust TLS CA 2026',
      hosts: ['example.net', 'www.example.net'],
      validation_errors: [],
    });
    expect([10, 11]).toContain(certificate!.days_left);
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      `/zones/${zoneId('example.net')}/custom_certificates`,
    ]);
  });

  it('has named fields only', async () => {
    const { certificate } = await certificateWith({
      private_key: 'SECRET',
      certificate: 'SECRET',
      policy: 'SECRET',
    });
    expect(JSON.stringify(certificate)).not.toContain('SECRET');
  });

  it('with an unknown status, or without any facts, is still shown', async () => {
    expect((await certificateWith({ status: 'on_holiday' })).certificate?.status).toBe('on_holiday');
    const empty = { status: undefined, issuer: undefined, hosts: undefined, expires_on: undefined };
    expect((await certificateWith(empty)).certificate).toMatchObject({
      status: 'unknown',
      issuer: undefined,
      hosts: [],
    });
    expect((await certificateWith(empty)).certificate?.days_left).toBeUndefined();
  });
});
