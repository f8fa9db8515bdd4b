/** A host given as zone: no answer is about more than that host without saying so, in any tool. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findAskedTraffic, findAskedZone, wholeZoneNote } from '../../src/answers/asked-zone.ts';
import { catalog } from '../../src/catalog.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { cloudflareOn, open } from '../client.ts';

const HOST = 'shop.example.com';
const withZone = catalog.filter(({ input }) => 'zone' in input.shape);
const traffic = ['get_http_errors', 'list_firewall_events', 'get_cloudflare_status'];

describe('an answer to a host as zone', () => {
  it.each(withZone)(
    'of $name names host and zone in a note, and has no such note for the zone',
    async (tool) => {
      const session = await open();
      const { notes } = (await session.call(tool.name, { zone: HOST })).structured;
      const said = notes.filter((note: string) => note.includes(HOST));
      expect(said[0]).toMatch(/zone example\.com|zone "example\.com"/);
      // What else is said of the host is an answer, not a warning.
      expect(said.slice(1).filter((note: string) => !note.startsWith('Certificates that cover'))).toEqual([]);
      expect(said[0]).toMatch(traffic.includes(tool.name) ? /^Only requests to / : /whole zone/);
      const ofZone = (await session.call(tool.name, { zone: 'example.com' })).structured.notes ?? [];
      expect(ofZone.filter((note: string) => /^Only requests to |whole zone/.test(note))).toEqual([]);
    },
  );

  it.each(traffic)('of %s counts only its requests', async (tool) => {
    const session = await open();
    await session.call(tool, { zone: HOST });
    const queries = session.simulator.requests.flatMap(({ path, body }) =>
      path === '/graphql' && !body?.includes('settings') ? (body ?? []) : [],
    );
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) {
      const filters = query.match(/filter: \{datetime[^}]*\}/g) ?? [];
      expect(filters.length).toBeGreaterThan(0);
      for (const filter of filters) expect(filter).toContain(`clientRequestHTTPHost: \\"${HOST}\\"`);
    }
  });

  it('has the numbers of that host, as the argument host has them', async () => {
    // Between two calls, a minute may begin.
    vi.setSystemTime(new Date());
    onTestFinished(() => void vi.useRealTimers());
    const session = await open();
    const totals = async (args: object) =>
      (await session.call('get_http_errors', { since: '2h', ...args })).structured.totals.requests;
    const [asZone, asHost, whole] = [
      await totals({ zone: HOST }),
      await totals({ zone: 'example.com', host: HOST }),
      await totals({ zone: 'example.com' }),
    ];
    expect(asZone).toBe(asHost);
    expect(asZone).toBeGreaterThan(0);
    expect(asZone).toBeLessThan(whole);
  });

  it('has fewer firewall events than the zone', async () => {
    const session = await open();
    const eventsIn = async (zone: string) =>
      (await session.call('list_firewall_events', { zone, since: '24h' })).structured.events;
    const ofHost = await eventsIn('www.northwind.example');
    expect(ofHost).toBeLessThan(await eventsIn('northwind.example'));
  });
});

describe('the argument host', () => {
  const ask = async (args: object) => {
    const session = await open();
    const { structured, text } = await session.call('get_http_errors', { zone: 'example.com', ...args });
    return { text, notes: structured?.notes ?? [], requests: structured?.totals.requests };
  };

  it.each([
    ['*.example.com', 'ends with .example.com'],
    ['shop*', 'begins with shop'],
    ['*hop.exam*', 'contains hop.exam'],
  ])('may be the pattern %s, and a note says how it was understood', async (host, words) => {
    const { notes, requests } = await ask({ host });
    expect(notes).toContain(`Only requests to hosts whose name ${words} are counted.`);
    expect(requests).toBeGreaterThan(0);
    expect(requests).toBeLessThan((await ask({})).requests);
  });

  it('is refused where it cannot be understood, before anything is asked', async () => {
    const session = await open();
    const { isError, text } = await session.call('get_http_errors', { zone: 'example.com', host: 'a.*.com' });
    expect(isError).toBe(true);
    expect(text).toMatch(/^host: .*star in the middle/);
    expect(session.asked()).toEqual([]);
  });

  it('goes before another host in zone, which a note says', async () => {
    const { notes } = await ask({ zone: 'www.example.com', host: HOST });
    expect(notes).toContain(`Only requests to ${HOST} are counted, not those to www.example.com.`);
    // Which host was counted stands in every answer that is narrowed to one.
    expect((await ask({ zone: HOST, host: HOST })).notes).toContain(`Only requests to ${HOST} are counted.`);
  });
});

describe('the argument host without zone', () => {
  it.each(['get_http_errors', 'list_firewall_events'])('means the zone of that host in %s', async (tool) => {
    const session = await open();
    const { zone, notes } = (await session.call(tool, { host: HOST })).structured;
    expect(zone).toBe('example.com');
    expect(notes).toContain(`Only requests to ${HOST} are counted.`);
  });

  it.each(['*.example.com', 'shop', 'shop.customer.example'])(
    'means all zones where it is %s: a pattern, a part, or perhaps a custom hostname',
    async (host) => {
      const session = await open();
      const { zone, searched } = (await session.call('get_http_errors', { host })).structured;
      expect(zone).toBeUndefined();
      expect(searched.zones).toBeGreaterThan(1);
    },
  );

  it('is enough for a Ray ID', async () => {
    const session = await open();
    const { structured } = await session.call('list_firewall_events', {
      host: HOST,
      ray_id: '0123456789abcdef',
    });
    expect(structured.zone).toBe('example.com');
  });
});

describe('the zone that is found', () => {
  it.each(['example.com', 'EXAMPLE.com.', 'https://example.com/x', zoneId('example.com')])(
    'is the one that %s names, without a host',
    async (written) => {
      const { cloudflare } = cloudflareOn();
      const asked = await findAskedZone(cloudflare, written);
      expect(asked).toMatchObject({ zone: { name: 'example.com' }, host: undefined });
      expect(wholeZoneNote(asked)).toBeUndefined();
      expect(await findAskedTraffic(cloudflare, { zone: written })).toMatchObject({
        filter: {},
        note: undefined,
      });
    },
  );

  it('has the host beside it, however it is written', async () => {
    const { cloudflare } = cloudflareOn();
    for (const written of ['shop.example.com', 'Shop.Example.com.', 'https://shop.example.com/cart']) {
      expect(await findAskedZone(cloudflare, written)).toMatchObject({ host: HOST });
    }
  });
});
