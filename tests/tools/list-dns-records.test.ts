/** list_dns_records of one zone, as an agent meets it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open, type Row } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const SHOP_ID = zoneId('example.com');

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

describe('list_dns_records of one zone', () => {
  it('answers with the A records that were changed today, with all their fields', async () => {
    const session = await openSample();
    const { structured, text } = await session.call('list_dns_records', {
      zone: 'example.com',
      type: 'A',
      content: '198.51.100.77',
    });
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchInlineSnapshot(`
      {
        "by_type": [
          {
            "count": 3,
            "proxied_count": 3,
            "type": "A",
          },
        ],
        "filters": {
          "content": "198.51.100.77",
          "type": "A",
        },
        "records": [
          {
            "comment": "CHG-4711: move shop to new origin (was 203.0.113.10)",
            "content": "198.51.100.77",
            "modified": "2026-11-23T15:50:00Z",
            "name": "checkout.example.com",
            "proxied": true,
            "tags": [
              "team:payments",
              "env:production",
            ],
            "ttl": 1,
            "type": "A",
          },
          {
            "comment": "CHG-4711: move shop to new origin (was 203.0.113.10)",
            "content": "198.51.100.77",
            "modified": "2026-11-23T15:50:00Z",
            "name": "example.com",
            "proxied": true,
            "tags": [
              "team:storefront",
              "env:production",
            ],
            "ttl": 1,
            "type": "A",
          },
          {
            "comment": "CHG-4711: move shop to new origin (was 203.0.113.10)",
            "content": "198.51.100.77",
            "modified": "2026-11-23T15:50:00Z",
            "name": "shop.example.com",
            "proxied": true,
            "tags": [
              "team:storefront",
              "env:production",
            ],
            "ttl": 1,
            "type": "A",
          },
        ],
        "returned": 3,
        "total": 3,
        "zone": "example.com",
      }
    `);
  });

  it.each(CLIENTS)('answers client %s with every record and the real total', async (client) => {
    const session = await open({ client });
    const { structured } = await session.call('list_dns_records', { zone: 'example.com' });
    expect(structured).toMatchObject({ zone: 'example.com', returned: 24, total: 24 });
    expect(structured.records).toHaveLength(24);
    expect(structured.next_cursor).toBeUndefined();
    expect(structured.filters).toBeUndefined();
  });

  it('asks for the zone once and for one page of its records, in the order of their names', async () => {
    const session = await openSample();
    await session.call('list_dns_records', { zone: 'example.com' });
    const [lookup, ...others] = session.asked();
    expect(lookup).toMatch(/^\/zones\?.*name=example\.com/);
    expect(others).toEqual([
      `/zones/${SHOP_ID}/dns_records?order=name&direction=asc&include_shadow_metadata=true&page=1&per_page=100`,
      // Which addresses are Cloudflare's own: once a day.
      '/ips',
    ]);
    await session.call('list_dns_records', { zone: 'example.com' });
    expect(session.asked()).not.toContain('/ips');
  });

  it('asks nothing but the records when the zone is given by ID twice', async () => {
    const session = await openSample();
    await session.call('list_dns_records', { zone: SHOP_ID });
    session.asked();
    await session.call('list_dns_records', { zone: SHOP_ID, type: 'MX' });
    expect(session.asked()).toEqual([
      `/zones/${SHOP_ID}/dns_records?type=MX&order=name&direction=asc&include_shadow_metadata=true&page=1&per_page=100`,
    ]);
  });

  it('has priorities, comments and tags, and the time of what changed within seven days only', async () => {
    const session = await openSample();
    const { structured } = await session.call('list_dns_records', { zone: 'example.com' });
    const rows = structured.records;
    const find = (name: string, type: string) =>
      rows.find((row: Row) => row.name === name && row.type === type);
    expect(find('shop.example.com', 'A')).toEqual({
      name: 'shop.example.com',
      type: 'A',
      content: '198.51.100.77',
      ttl: 1,
      proxied: true,
      comment: 'CHG-4711: move shop to new origin (was 203.0.113.10)',
      tags: ['team:storefront', 'env:production'],
      modified: '2026-11-23T15:50:00Z',
    });
    expect(find('_sip._tcp.example.com', 'SRV')).toMatchObject({ priority: 10 });
    const old = sampleWorld(NOW)
      .zones.find(({ name }) => name === 'example.com')!
      .records.filter(({ modified_on }) => Date.parse(modified_on) < NOW.getTime() - 7 * 86_400_000);
    for (const { name, type } of old) expect(find(name, type)?.modified).toBeUndefined();
  });

  it('has the same fields in each row, however much rows have in common', async () => {
    const session = await openSample();
    const { structured } = await session.call('list_dns_records', {
      zone: 'example.net',
      type: 'A',
      name: 'host-*',
    });
    expect(structured.records).toHaveLength(40);
    for (const record of structured.records)
      expect(record).toMatchObject({ type: 'A', proxied: false, ttl: 120 });
  });

  it('counts the records by type: all that match when they were read, else those returned', async () => {
    const session = await openSample();
    const whole = await session.call('list_dns_records', { zone: 'example.com' });
    const records = sampleWorld(NOW).zones.find(({ name }) => name === 'example.com')!.records;
    for (const { type, count, proxied_count } of whole.structured.by_type) {
      const ofType = records.filter((record) => record.type === type);
      expect([count, proxied_count ?? 0]).toEqual([
        ofType.length,
        ofType.filter(({ proxied }) => proxied).length,
      ]);
    }
    expect(whole.structured.by_type[0].type).toBe('A');
    const sum = (rows: Row[]) => rows.reduce((all, { count }) => all + count, 0);
    expect(sum(whole.structured.by_type)).toBe(24);
    const part = await session.call('list_dns_records', { zone: 'example.com', limit: 7 });
    expect(sum(part.structured.by_type)).toBe(7);
    const rest = { zone: 'example.com', limit: 20, cursor: part.structured.next_cursor };
    expect(sum((await session.call('list_dns_records', rest)).structured.by_type)).toBe(17);
  });

  it('says that nothing matched, which filters it applied, and what else to try', async () => {
    const session = await openSample();
    const { structured, isError } = await session.call('list_dns_records', {
      zone: 'example.net',
      name: 'nowhere',
      proxied: true,
    });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({
      zone: 'example.net',
      returned: 0,
      total: 0,
      records: [],
      filters: { name: 'nowhere', proxied: 'true' },
    });
    expect(structured.notes.join()).toMatch(/No record of example\.net matches.*\*part\*.*wildcard/);
  });

  it('says that a zone has no records at all', async () => {
    const world = sampleWorld(NOW);
    world.zones.find(({ name }) => name === 'example.net')!.records = [];
    const session = await open({ world });
    const { structured } = await session.call('list_dns_records', { zone: 'example.net' });
    expect(structured.notes).toEqual(['The zone example.net has no DNS records.']);
  });

  it('suggests similar names for a zone that does not exist', async () => {
    const session = await openSample();
    const { isError, text } = await session.call('list_dns_records', { zone: 'exmaple.com' });
    expect(isError).toBe(true);
    expect(text).toMatch(/No zone named "exmaple\.com".*Similar names: example\.com.*list_zones/);
  });

  it('names the DNS permission when records may not be read', async () => {
    const answer = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const session = await open({ faults: [{ when: onPath(/dns_records$/), answer }] });
    const { isError, text } = await session.call('list_dns_records', { zone: 'example.com' });
    expect(isError).toBe(true);
    expect(text).toMatch(/lacks Zone > DNS > Read.*HTTP 403|HTTP 403.*lacks Zone > DNS > Read/);
  });

  it('takes control characters, text that reorders and overlong text out of records', async () => {
    const world = sampleWorld(NOW);
    const zone = world.zones.find(({ name }) => name === 'example.net')!;
    const [record] = zone.records;
    const hostile = (name: string, content: string) => ({ ...record!, id: name, type: 'TXT', name, content });
    zone.records = [
      hostile('a.example.net', 'one\u0000\u001b[31mtwo\nthree\u202efour\u200b'),
      hostile('b.example.net', 'x'.repeat(4_000)),
    ];
    const session = await open({ world });
    const { structured } = await session.call('list_dns_records', { zone: 'example.net' });
    const [controlled, long] = structured.records;
    expect(controlled.content).toBe('one[31mtwo threefour');
    expect(long.content.slice(990)).toBe('xxxxxxxxxx… (3000 more characters)');
  });
});
