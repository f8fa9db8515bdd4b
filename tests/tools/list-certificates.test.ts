/** list_certificates, as an agent meets it: what expires and what failed to validate, in one zone or in all. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { ZONE_LIMITED_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, linesOf, open, rowsOf, token, walk, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_certificates';
const PAY = 'northwind-pay.example';

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
      expect(rest).toMatchObject({ zones: { total: 12, searched: 12 }, returned: 5, total: 5 });
      expect(rest.next_cursor).toBeUndefined();
      expect(certificates.columns.join()).toBe(
        'zone,days_left,expires,type,status,issuer,hosts,validation_errors',
      );
      const pay = `${PAY} checkout.${PAY} api.${PAY}`;
      expect(linesOf(certificates)).toEqual([
        `${PAY} |  |  | advanced | pending_validation | lets_encrypt | ${pay} | CAA record for ${PAY} prevents issuance by letsencrypt.org; DNS problem: NXDOMAIN looking up TXT for _acme-challenge.checkout.${PAY}`,
        'northwind.example | -3 | 2026-11-20T18:00:00.000Z | custom | expired | Example Trust TLS CA 2026 | northwind.example www.northwind.example | ',
        `${PAY} | 4 | 2026-11-27T18:00:00.000Z | advanced | active | lets_encrypt | ${pay} | `,
        'example.net | 11 | 2026-12-04T18:00:00.000Z | custom | active | Example Trust TLS CA 2026 | example.net www.example.net | ',
        'example.net | 27 | 2026-12-20T18:00:00.000Z | universal | active | google | example.net *.example.net | ',
      ]);
    },
  );

  it('of one zone has edge and custom certificates, those that end first in front', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'example.net' });
    expect(structured).toMatchObject({ returned: 2, total: 2 });
    expect(rowsOf(structured.certificates).map(({ type, days_left }) => [type, days_left])).toEqual([
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
    expect(rowsOf(structured.certificates).map(({ zone }) => zone)).toEqual([PAY, ...zones]);
  });

  it('of all zones asks two lists and one setting a zone, and no more', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ returned: 16, total: 16 });
    expect(session.asked()).toHaveLength(1 + 3 * 12);
    const days = rowsOf(structured.certificates).map(({ days_left }) => days_left || -Infinity);
    expect(days).toEqual(days.toSorted((a, b) => a - b));
  });

  it('reports progress, zone by zone', async () => {
    const session = await openSample();
    const told: number[] = [];
    await session.call(TOOL, {}, { onprogress: ({ progress }) => void told.push(progress) });
    await vi.waitUntil(() => told.length >= 12);
    expect(told.at(-1)).toBe(12);
  });

  it('that match nothing says so', async () => {
    const session = await openSample();
    const one = await session.call(TOOL, { zone: 'example.com', days_left_max: 1 });
    expect(one.structured).toMatchObject({ returned: 0, total: 0 });
    expect(one.structured.notes).toEqual(['No certificate of example.com matches.']);
  });

  it('has no private key, nor what proves control of a zone', async () => {
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
      const whole = linesOf((await session.call(TOOL)).structured.certificates);
      const pages = await walk(session, TOOL, { limit });
      const zones = pages.flatMap(({ structured }) => rowsOf(structured.certificates));
      const key = (row: Record<string, unknown>) =>
        `${row.zone} ${row.type} ${row.expires ?? ''} ${row.status}`;
      expect(zones.map(key).toSorted()).toHaveLength(whole.length);
      expect(new Set(zones.map(key)).size).toBe(whole.length);
      for (const { structured } of pages) expect(structured.returned).toBeLessThanOrEqual(limit);
    },
  );

  it('of one zone, too', async () => {
    const session = await openSample();
    const pages = await walk(session, TOOL, { zone: PAY, limit: 1 });
    expect(
      pages.flatMap(({ structured }) => rowsOf(structured.certificates).map(({ days_left }) => days_left)),
    ).toEqual([undefined, 4, 73]);
    expect(new Set(pages.map(({ structured }) => structured.total))).toEqual(new Set([3]));
  });

  it('says that zones which are left may have what ends sooner', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { limit: 3 });
    expect(structured.notes.join()).toMatch(/Sorted within this answer.*may expire sooner/);
    expect(structured.zones.left).toBeGreaterThan(5);
  });

  it('comes through 120 zones, each once', async () => {
    const session = await open({
      world: manyZones(120, 0, NOW),
      credential: token(MANY_ZONES_TOKEN),
      accountId: MANY_ZONES_ACCOUNT_ID,
    });
    const pages = await walk(session, TOOL, {});
    const zones = pages.flatMap(({ structured }) => rowsOf(structured.certificates)).map(({ zone }) => zone);
    expect(new Set(zones).size).toBe(120);
    expect(zones).toHaveLength(120);
    expect(pages.length).toBeGreaterThan(1);
  });
});

describe('what cannot be read', () => {
  it('names the permission, for all zones and for one', async () => {
    const session = await open({ world: worldWithout('SSL and Certificates Read') });
    for (const input of [{}, { zone: 'example.com' }]) {
      const { text } = await session.call(TOOL, input);
      expect(text).toContain('Zone > SSL and Certificates > Read');
    }
  });

  it('of a zone is skipped and named; the others answer', async () => {
    const faults = [{ when: onPath(new RegExp(`${zoneId('example.org')}/ssl`)), answer: htmlPage(502) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL);
    expect(structured.zones).toMatchObject({ total: 12, skipped: 1 });
    expect(structured.zones.skipped_zones[0]).toMatch(/^example\.org: .*HTTP 502/);
    expect(structured.notes.join()).toContain('zones were skipped');
    expect(structured.returned).toBe(15);
  });

  it('for a token limited to two zones are the other zones', async () => {
    const session = await open({ world: sampleWorld(NOW), credential: token(ZONE_LIMITED_TOKEN) });
    const { structured } = await session.call(TOOL);
    expect(new Set(rowsOf(structured.certificates).map(({ zone }) => zone))).toEqual(
      new Set(['example.com', 'example.net']),
    );
  });
});
