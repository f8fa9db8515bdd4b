/** Uploaded certificates in the same shape as those that Cloudflare orders, and without what is private in them. */
import { describe, expect, it } from 'vitest';
import { readCustomCertificates } from '../../src/cloudflare/custom-certificates.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../client.ts';

async function read(fields: object = {}) {
  const world = sampleWorld(new Date());
  const zone = world.zones.find(({ name }) => name === 'example.net')!;
  zone.custom_certificates = [Object.assign(zone.custom_certificates![0]!, fields)];
  const { cloudflare, simulator } = cloudflareOn({ world });
  const [certificate] = await readCustomCertificates(cloudflare, zoneId('example.net'));
  return { certificate, simulator };
}

describe('a custom certificate', () => {
  it('is told with its end, its hosts and its issuer', async () => {
    const { certificate, simulator } = await read();
    expect(certificate).toMatchObject({
      ...{ type: 'custom', status: 'active', issuer: 'Example Trust TLS CA 2026' },
      ...{ hosts: 'example.net www.example.net', validation_errors: '' },
    });
    expect([10, 11]).toContain(certificate!.days_left);
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      `/zones/${zoneId('example.net')}/custom_certificates`,
    ]);
  });

  it('holds named fields only', async () => {
    const { certificate } = await read({ private_key: 'SECRET', certificate: 'SECRET', policy: 'SECRET' });
    expect(JSON.stringify(certificate)).not.toContain('SECRET');
  });

  it('of unknown status, or with nothing known, is shown', async () => {
    expect((await read({ status: 'on_holiday' })).certificate?.status).toBe('on_holiday');
    const bare = { status: undefined, issuer: undefined, hosts: undefined, expires_on: undefined };
    expect((await read(bare)).certificate).toMatchObject({ status: 'unknown', issuer: '', hosts: '' });
    expect((await read(bare)).certificate?.days_left).toBeUndefined();
  });
});
