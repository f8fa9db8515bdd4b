/** list_dns_records without a zone: who points at this, in the whole account? */
import { describe, expect, it } from 'vitest';
import { ZONE_LIMITED_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { CLIENTS, open, type Row, token } from '../client.ts';

const TOOL = 'list_dns_records';
const QUESTION = { type: 'A', content: '192.168.1.1' };
const namesIn = (structured: { records: Row[] }) => structured.records.map(({ name }: Row) => name);

describe('a search over all zones', () => {
  it.each(CLIENTS)('answers "What A records point to 192.168.1.1?" for client %s', async (client) => {
    const session = await open({ client });
    const { structured, text } = await session.call(TOOL, QUESTION);
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchInlineSnapshot(`
      {
        "by_type": [
          {
            "count": 6,
            "type": "A",
          },
        ],
        "filters": {
          "content": "192.168.1.1",
          "type": "A",
        },
        "records": [
          {
            "comment": "TODO: remove after migration",
            "content": "192.168.1.1",
            "name": "old-origin.example.com",
            "proxied": false,
            "ttl": 300,
            "type": "A",
            "zone": "example.com",
          },
          {
            "content": "192.168.1.1",
            "name": "staging.example.com",
            "proxied": false,
            "tags": [
              "env:staging",
            ],
            "ttl": 300,
            "type": "A",
            "zone": "example.com",
          },
          {
            "comment": "Old origin, decommissioned",
            "content": "192.168.1.1",
            "name": "ftp.example.net",
            "proxied": false,
            "tags": [
              "env:legacy",
            ],
            "ttl": 300,
            "type": "A",
            "zone": "example.net",
          },
          {
            "comment": "Old origin, decommissioned",
            "content": "192.168.1.1",
            "name": "intranet.legacy-northwind.example",
            "proxied": false,
            "tags": [
              "env:legacy",
            ],
            "ttl": 300,
            "type": "A",
            "zone": "legacy-northwind.example",
          },
          {
            "comment": "Old origin, decommissioned",
            "content": "192.168.1.1",
            "name": "mail.legacy-northwind.example",
            "proxied": false,
            "tags": [
              "env:legacy",
            ],
            "ttl": 300,
            "type": "A",
            "zone": "legacy-northwind.example",
          },
          {
            "comment": "Old origin, decommissioned",
            "content": "192.168.1.1",
            "name": "origin.outfitters.example",
            "proxied": false,
            "tags": [
              "env:legacy",
            ],
            "ttl": 300,
            "type": "A",
            "zone": "outfitters.example",
          },
        ],
        "returned": 6,
        "searched": {
          "of": 12,
          "zones": 12,
        },
        "total": 6,
      }
    `);
  });

  it('asks one page of zones and each zone once', async () => {
    const session = await open();
    await session.call(TOOL, QUESTION);
    const [zones, ...records] = session.asked();
    expect(zones).toMatch(/^\/zones\?account\.id=.*page=1&per_page=50$/);
    const queried = records.map((path) => path.replace(/[0-9a-f]{32}/, ':id'));
    expect(queried).toEqual(
      Array(12).fill(
        '/zones/:id/dns_records?type=A&content.exact=192.168.1.1&order=name&direction=asc&page=1&per_page=100',
      ),
    );
    expect(new Set(records).size).toBe(12);
  });

  it.each(CLIENTS)('tells client %s its progress, zone by zone', async (client) => {
    const session = await open({ client });
    const seen: { progress: number; total?: number; message?: string }[] = [];
    await session.call(TOOL, QUESTION, { onprogress: (progress) => void seen.push(progress) });
    expect(seen.map(({ progress }) => progress)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(seen.every(({ total }) => total === 12)).toBe(true);
    expect(seen.at(-1)?.message).toBe('6 found in 12 zones');
  });

  it('asks every zone for a relative name', async () => {
    const session = await open();
    const { structured } = await session.call(TOOL, { name: 'www' });
    expect(structured.returned).toBe(12);
    expect(namesIn(structured)).toContain('www.trailmaps.example');
  });

  it.each([
    ['shop.example.com', 'example.com', ['shop.example.com', 'shop.example.com']],
    ['SHOP.Example.com.', 'example.com', ['shop.example.com', 'shop.example.com']],
    ['\\*.example.com', 'example.com', ['*.example.com']],
    ['www.bücher.example', 'xn--bcher-kva.example', ['www.xn--bcher-kva.example']],
  ])('is not needed for the full host name %s, which says its zone', async (name, zone, found) => {
    const session = await open();
    const { structured } = await session.call(TOOL, { name });
    expect(structured.zone).toBe(zone);
    expect(structured.searched).toBeUndefined();
    expect(namesIn(structured)).toEqual(found);
    const asked = session.asked();
    // Beside it, whether mail is sent to a name that may be proxied.
    const ofMail = asked.filter((path) => path.includes('type=MX'));
    expect(asked.filter((path) => path.includes('/dns_records'))).toHaveLength(1 + ofMail.length);
    expect(asked.filter((path) => path !== '/ips').length).toBeLessThanOrEqual(3 + ofMail.length);
  });

  it('says that no zone holds a full host name, and asks no zone', async () => {
    const session = await open();
    const { structured, isError } = await session.call(TOOL, { name: 'www.somewhere-else.test' });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({ returned: 0, total: 0 });
    expect(structured.notes.join()).toMatch(/No zone of this account contains www\.somewhere-else\.test/);
    expect(session.asked().filter((path) => path.includes('/dns_records'))).toEqual([]);
  });

  it.each([{}, { proxied: true }, { limit: 5 }])('needs something to look for: %j', async (input) => {
    const session = await open();
    const { isError, text } = await session.call(TOOL, input);
    expect(isError).toBe(true);
    expect(text).toMatch(/Without zone, at least one of name, content, comment, tag or type is needed/);
    expect(session.asked()).toEqual([]);
  });

  it.each([{ name: 'staging' }, { comment: '*old origin*' }, { tag: 'env:legacy' }, { type: 'NS' }])(
    'is enough with %j',
    async (input) => {
      const { structured, isError } = await (await open()).call(TOOL, input);
      expect(isError).toBe(false);
      expect(structured.returned).toBeGreaterThan(0);
      expect(structured.searched).toEqual({ zones: 12, of: 12 });
    },
  );

  it('explains that nothing matched in the zones searched', async () => {
    const { structured } = await (await open()).call(TOOL, { content: '192.0.2.254' });
    expect(structured).toMatchObject({ returned: 0, total: 0, searched: { zones: 12, of: 12 } });
    expect(structured.notes.join()).toContain('No record matches in the zones searched');
  });

  it('searches the zones that a limited token sees', async () => {
    const session = await open({ credential: token(ZONE_LIMITED_TOKEN) });
    const { structured } = await session.call(TOOL, QUESTION);
    expect(structured.searched).toEqual({ zones: 2, of: 2 });
  });
});
