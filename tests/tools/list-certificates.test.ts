/** list_certificates, as an agent meets it: what expires and what failed to validate, in one zone or in all. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorAnswer, htmlPage, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { ZONE_LIMITED_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open, type Row, token, walk, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_certificates';
const PAY = 'northwind-pay.example';
const payHosts = [PAY, `checkout.${PAY}`, `api.${PAY}`];

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

describe('list_certificates', () => {
  it.each(CLIENTS)(
    'tells client %s what ends within a month, and what cannot be validated',
    async (client) => {
      const session = await open({ client, world: sampleWorld(NOW) });
      const { structured, text } = await session.call(TOOL, { days_left_max: 30 });
      expect(JSON.parse(text)).toEqual(structured);
      const { certificates, ...rest } = structured;
      expect(rest).toMatchObject({ searched: { zones: 12, of: 12 }, returned: 5, total: 5 });
      expect(rest.next_cursor).toBeUndefined();
      expect(rest.problems).toEqual({ expired: 1, soon: 2, failing: 1 });
      const pay = { zone: PAY, certificate_type: 'advanced', issuer: 'lets_encrypt', hosts: payHosts };
      const custom = { certificate_type: 'custom', issuer: 'Example Trust TLS CA 2026' };
      expect(certificates).toEqual([
        {
          ...pay,
          status: 'pending_validation',
          validation_errors: [
            `CAA record for ${PAY} prevents issuance by letsencrypt.org`,
            `DNS problem: NXDOMAIN looking up TXT for _acme-challenge.checkout.${PAY}`,
          ],
        },
        {
          ...custom,
          zone: 'northwind.example',
          status: 'expired',
          days_left: -3,
          expires: '2026-11-20T18:00:00Z',
          hosts: ['northwind.example', 'www.northwind.example'],
        },
        { ...pay, status: 'active', days_left: 4, expires: '2026-11-27T18:00:00Z' },
        {
          ...custom,
          zone: 'example.net',
          status: 'active',
          days_left: 11,
          expires: '2026-12-04T18:00:00Z',
          hosts: ['example.net', 'www.example.net'],
        },
        {
          zone: 'example.net',
          certificate_type: 'universal',
          status: 'active',
          days_left: 27,
          expires: '2026-12-20T18:00:00Z',
          issuer: 'google',
          hosts: ['example.net', '*.example.net'],
        },
      ]);
    },
  );

  it('lists edge and custom certificates of one zone, those that expire first at the top', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'example.net' });
    expect(structured).toMatchObject({ returned: 2, total: 2 });
    expect(
      structured.certificates.map(({ certificate_type, days_left }: Row) => [certificate_type, days_left]),
    ).toEqual([
      ['custom', 11],
      ['universal', 27],
    ]);
    const id = zoneId('example.net');
    expect(session.asked().slice(1).toSorted()).toEqual([
      `/zones/${id}/custom_certificates?page=1&per_page=50`,
      `/zones/${id}/ssl/certificate_packs?status=all&page=1&per_page=50`,
      `/zones/${id}/ssl/universal/settings`,
    ]);
  });

  it.each([
    [-1, ['northwind.example']],
    [4, ['northwind.example', PAY]],
    [3, ['northwind.example']],
  ])('that end within %i days, and those not issued', async (days_left_max, zones) => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { days_left_max });
    expect(structured.certificates.map(({ zone }: Row) => zone)).toEqual([PAY, ...zones]);
  });

  it('of all zones asks two lists and one setting a zone, and no more', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ returned: 16, total: 16 });
    expect(session.asked()).toHaveLength(1 + 3 * 12);
    const days: number[] = structured.certificates.map(({ days_left }: Row) => days_left || -Infinity);
    expect(days).toEqual(days.toSorted((a, b) => a - b));
  });

  it('reports progress, zone by zone', async () => {
    const session = await openSample();
    const reported: number[] = [];
    await session.call(TOOL, {}, { onprogress: ({ progress }) => void reported.push(progress) });
    await vi.waitUntil(() => reported.length >= 12);
    expect(reported.at(-1)).toBe(12);
  });

  it('that match nothing says so', async () => {
    const session = await openSample();
    const one = await session.call(TOOL, { zone: 'example.com', days_left_max: 1 });
    expect(one.structured).toMatchObject({ returned: 0, total: 0 });
    expect(one.structured.notes).toEqual(['No certificate of example.com matches.']);
  });

  it('has no private key and no validation record', async () => {
    const planted = 'pl4nted-by-the-test';
    const world = sampleWorld(NOW);
    for (const zone of world.zones) {
      for (const each of [...(zone.custom_certificates ?? []), ...zone.certificate_packs])
        Object.assign(each, { private_key: planted, certificate: planted, keyless_server: { planted } });
    }
    const session = await open({ world });
    const { text } = await session.call(TOOL);
    expect(text).toContain('Example Trust');
    expect([text, ...session.log].join()).not.toContain(planted);
    expect(text).not.toMatch(/txt_value|q7vZ0dX1/);
  });
});

describe('page by page', () => {
  it.each([1, 3, 7, 50])(
    'of %i every certificate of the sample account comes exactly once',
    async (limit) => {
      const session = await openSample();
      const whole = (await session.call(TOOL)).structured.certificates;
      const pages = await walk(session, TOOL, { limit });
      const zones = pages.flatMap(({ structured }) => structured.certificates);
      const key = (row: Row) => `${row.zone} ${row.certificate_type} ${row.expires ?? ''} ${row.status}`;
      expect(zones.map(key).toSorted()).toHaveLength(whole.length);
      expect(new Set(zones.map(key)).size).toBe(whole.length);
      for (const { structured } of pages) expect(structured.returned).toBeLessThanOrEqual(limit);
    },
  );

  it('of one zone, too', async () => {
    const session = await openSample();
    const pages = await walk(session, TOOL, { zone: PAY, limit: 1 });
    expect(
      pages.flatMap(({ structured }) => structured.certificates.map(({ days_left }: Row) => days_left)),
    ).toEqual([undefined, 4, 73]);
    expect(new Set(pages.map(({ structured }) => structured.total))).toEqual(new Set([3]));
  });

  it('says that the remaining zones may have certificates that expire sooner', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { limit: 3 });
    expect(structured.notes.join()).toMatch(/Sorted within this answer.*may expire sooner/);
    expect(structured.searched.left).toBeGreaterThan(5);
  });

  it('covers 120 zones, each once', async () => {
    const session = await open({
      world: manyZones(120, 0, NOW),
      credential: token(MANY_ZONES_TOKEN),
      accountId: MANY_ZONES_ACCOUNT_ID,
    });
    const pages = await walk(session, TOOL, {});
    const zones = pages.flatMap(({ structured }) => structured.certificates).map(({ zone }: Row) => zone);
    expect(new Set(zones).size).toBe(120);
    expect(zones).toHaveLength(120);
    expect(pages.length).toBeGreaterThan(1);
  });
});

describe('a certificate', () => {
  const PACKS = /certificate_packs$/;

  it('that is listed as a pack and as a custom certificate is one', async () => {
    const world = sampleWorld(NOW);
    const zone = world.zones.find(({ name }) => name === 'example.net') ?? expect.fail();
    const [custom] = zone.custom_certificates ?? expect.fail();
    const [pack] = zone.certificate_packs;
    zone.certificate_packs.push({
      ...(pack ?? expect.fail()),
      type: 'sni_custom',
      hosts: custom!.hosts,
      certificates: [{ ...pack!.certificates[0]!, id: custom!.id }],
      primary_certificate: custom!.id,
    });
    const { structured } = await (await open({ world })).call(TOOL, { zone: 'example.net' });
    expect(structured.certificates.map((each: Row) => each.certificate_type)).toEqual([
      'custom',
      'universal',
    ]);
  });

  it.each([
    [
      'www.example.com',
      /Certificates that cover www\.example\.com: universal \(active, google, 31 days left\); custom \(active/,
    ],
    ['a.b.example.com', /No certificate covers a\.b\.example\.com: .*one level deep: \*\.example\.com/],
  ])('for the host %s is named, by both tools', async (zone, said) => {
    const session = await openSample();
    for (const tool of [TOOL, 'get_zone']) {
      const { structured } = await session.call(tool, { zone });
      expect(structured.notes.join('\n')).toMatch(said);
    }
  });

  it('is not said to be missing where some could not be read', async () => {
    for (const path of [PACKS, /custom_certificates$/]) {
      const session = await open({
        world: sampleWorld(NOW),
        faults: [{ when: onPath(path), answer: htmlPage(502) }],
      });
      const { text } = await session.call('get_zone', { zone: 'a.b.example.com' });
      expect(text).toContain('No certificate that was read covers');
      expect(text).not.toContain('one level deep');
    }
  });

  it('that does not match yet is told with its status', async () => {
    const world = sampleWorld(NOW);
    const zone = world.zones.find(({ name }) => name === 'example.com') ?? expect.fail();
    zone.certificate_packs.push({
      ...(zone.certificate_packs[0] ?? expect.fail()),
      type: 'advanced',
      status: 'pending_validation',
      hosts: ['*.b.example.com'],
      certificates: [],
    });
    const { structured } = await (await open({ world })).call(TOOL, { zone: 'a.b.example.com' });
    expect(structured.notes.join()).toContain('it is in: advanced (pending_validation');
  });
});

describe('what cannot be read', () => {
  it('of the Universal SSL setting costs nothing else', async () => {
    const refused = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const faults = [{ when: onPath(/universal\/settings$/), answer: refused }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL, { zone: 'example.net' });
    expect(structured).toMatchObject({ returned: 2, total: 2 });
    expect(structured.notes.join()).toMatch(/Universal SSL is on could not be read.*example\.net/);
  });

  it('names the permission, for all zones and for one', async () => {
    const session = await open({ world: worldWithout('SSL and Certificates Read') });
    for (const input of [{}, { zone: 'example.com' }]) {
      const { text } = await session.call(TOOL, input);
      expect(text).toContain('Zone > SSL and Certificates > Read');
    }
  });

  it('of one zone is skipped and named, and the other zones are answered', async () => {
    const faults = [{ when: onPath(new RegExp(`${zoneId('example.org')}/ssl`)), answer: htmlPage(502) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL);
    expect(structured.searched).toMatchObject({ of: 12, skipped: 1 });
    expect(structured.searched.skipped_zones).toEqual([
      { zone: 'example.org', reason: expect.stringContaining('HTTP 502') },
    ]);
    expect(structured.notes.join()).toContain('zones were skipped');
    expect(structured.returned).toBe(15);
  });

  it('for a token limited to two zones are the other zones', async () => {
    const session = await open({ world: sampleWorld(NOW), credential: token(ZONE_LIMITED_TOKEN) });
    const { structured } = await session.call(TOOL);
    expect(new Set(structured.certificates.map(({ zone }: Row) => zone))).toEqual(
      new Set(['example.com', 'example.net']),
    );
  });
});
