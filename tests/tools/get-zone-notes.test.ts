/** get_zone: certificates, and what it points out about a zone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

describe('get_zone', () => {
  it('says how many days a certificate has left, and warns of those that expire soon', async () => {
    const session = await openSample();
    const { structured } = await session.call('get_zone', {
      zone: 'northwind-pay.example',
      sections: ['certificates'],
    });
    const [pending, expiring, universal] = structured.certificates;
    expect(pending).toMatchObject({
      status: 'pending_validation',
      validation_errors: [expect.stringContaining('prevents issuance'), expect.stringContaining('NXDOMAIN')],
    });
    expect(Object.keys(pending)).not.toContain('expires');
    expect(expiring).toMatchObject({ certificate_type: 'advanced', issuer: 'lets_encrypt', days_left: 4 });
    expect(universal.hosts).toEqual(['northwind-pay.example', '*.northwind-pay.example']);
    expect(structured.notes.join('\n')).toMatch(/expires in 4 days[\s\S]*1 certificate pack\(s\) fail/);
  });

  it.each([
    ['northwind-archive.example', /paused/i],
    ['northwind-launch.example', /pending, not active.*name servers/],
    ['northwind-launch.example', /no edge certificate/],
    ['northwind-cdn.example', /development mode is on/i],
    ['legacy-northwind.example', /SSL mode off/],
    ['outfitters.example', /SSL mode flexible.*a loop/],
  ])('points out what is odd about %s: %s', async (zone, note) => {
    const session = await openSample();
    const { structured } = await session.call('get_zone', { zone });
    expect(structured.notes.join('\n')).toMatch(note);
  });

  it('has nothing to point out for a zone in order', async () => {
    const session = await openSample();
    const { structured } = await session.call('get_zone', { zone: 'example.org' });
    expect(structured.notes).toBeUndefined();
    expect(structured.unavailable).toBeUndefined();
  });

  it('says how long development mode will last', async () => {
    const session = await openSample();
    const { structured } = await session.call('get_zone', {
      zone: 'northwind-cdn.example',
      sections: ['ssl'],
    });
    expect(structured.overview.development_mode_seconds).toBe(8_400);
  });

  it('answers for a zone with fifty certificate packs of fifty hosts within the size limit', async () => {
    const world = sampleWorld(NOW);
    const zone = world.zones.find(({ name }) => name === 'example.net')!;
    zone.custom_certificates = [];
    const [pack] = zone.certificate_packs;
    const hosts = (customer: number) =>
      Array.from({ length: 50 }, (_, at) => `storefront-${at}.customer-number-${customer}.shops.example.net`);
    zone.certificate_packs = Array.from({ length: 50 }, (_, at) => ({ ...pack!, hosts: hosts(at) }));
    const session = await open({ world });
    const { isError, text, structured } = await session.call('get_zone', { zone: 'example.net' });
    expect(text).not.toContain('inside this server');
    expect(isError).toBe(false);
    expect(structured.certificates[0]).toMatchObject({ hosts_more: 30 });
    expect(structured.certificates[0].hosts).toHaveLength(20);
    expect(structured.certificates_more).toBe(50 - structured.certificates.length);
    expect(text.length).toBeLessThan(20_000);
  });
});
