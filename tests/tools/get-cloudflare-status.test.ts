/** get_cloudflare_status, as an agent meets it: is it Cloudflare? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionRefused, htmlPage, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { GLOBAL_API_EMAIL, GLOBAL_API_KEY } from '../../src/simulator/sample/credentials.ts';
import { INJECTED_SENTENCE, quietStatusPage } from '../../src/simulator/sample/status-page.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { CLIENTS, open, openSampleAt, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'get_cloudflare_status';
const zone = 'example.com';
const onStatusPage = onPath(/summary\.json$/);

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const openSample = (change?: (world: World) => void) => openSampleAt(NOW, change);

describe('get_cloudflare_status', () => {
  it.each(CLIENTS)(
    'tells client %s what Cloudflare reports, and that none of its places stands out',
    async (client) => {
      const session = await open({ client, world: sampleWorld(NOW) });
      const { structured, text } = await session.call(TOOL, { zone });
      expect(JSON.parse(text)).toEqual(structured);
      const { incidents, maintenances, ...rest } = structured;
      expect(incidents).toEqual([
        {
          name: 'Network performance issues in Frankfurt',
          status: 'identified',
          impact: 'minor',
          started: '2026-11-23T16:22:00Z',
          updated: expect.stringMatching(WHOLE_SECONDS),
          latest: expect.any(String),
          components: ['Frankfurt, Germany - (FRA)'],
        },
        expect.objectContaining({
          name: 'Delayed analytics data',
          status: 'monitoring',
          impact: 'minor',
          components: ['Analytics'],
        }),
      ]);
      expect(maintenances).toMatchObject([
        {
          name: 'AMS (Amsterdam) scheduled maintenance',
          status: 'in_progress',
          started: '2026-11-23T15:30:00Z',
          until: '2026-11-23T20:30:00Z',
        },
      ]);
      expect(rest).toEqual({
        overall: 'Minor Service Outage',
        degraded_components: [
          { name: 'Analytics', status: 'degraded_performance' },
          { name: 'Amsterdam, Netherlands - (AMS)', status: 'under_maintenance' },
          {
            name: 'Frankfurt, Germany - (FRA)',
            status: 'partial_outage',
            meaning: 're-routed: its traffic is served from other data centres, in part or all of it',
          },
          { name: 'Baghdad, Iraq - (BGW)', status: 'major_outage' },
        ],
        notes: [
          expect.stringMatching(
            /^No data centre stands out of 8: \d\d\.\d % of requests failed .* \(0\.1 % by the origin itself\)\. That is not a place of Cloudflare's\.$/,
          ),
        ],
      });
    },
  );

  it('without zone asks the status page only, by GET, and nothing of the account', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured.failing_data_centres).toBeUndefined();
    expect(structured.matches).toBeUndefined();
    expect(session.simulator.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://www.cloudflarestatus.com/api/v2/summary.json',
    ]);
  });

  it('dates a maintenance by when it began, not by when it was announced', async () => {
    const session = await openSample();
    const [{ started }] = (await session.call(TOOL)).structured.maintenances;
    expect(started).toBe('2026-11-23T15:30:00Z');
  });

  it.each([
    ['a token', undefined],
    ['a key', { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL } as const],
  ])('sends %s to the API, never to the status page', async (_kind, credential) => {
    const session = await open({ world: sampleWorld(NOW), ...(credential && { credential }) });
    await session.call(TOOL, { zone });
    const there = session.simulator.requests.filter(({ url }) => url.host === 'www.cloudflarestatus.com');
    expect(there).toHaveLength(1);
    for (const { headers, url, body } of there) {
      expect([...headers.keys()].sort()).toEqual(['accept', 'user-agent']);
      expect([url.search, body]).toEqual(['', undefined]);
    }
    expect(session.simulator.requests.length).toBeGreaterThan(2);
  });

  it('says that Cloudflare reports nothing, and concludes nothing about other sides', async () => {
    const session = await openSample((world) => {
      world.status_page = quietStatusPage(NOW);
    });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured).toMatchObject({ overall: 'All Systems Operational', incidents: [] });
    expect(structured.notes[0]).toBe('Cloudflare reports nothing. Its page may be minutes behind.');
    expect(structured.notes.join()).not.toMatch(/this side/);
  });

  it('says so when nothing was asked of the zone', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'northwind-launch.example' });
    expect(structured).not.toHaveProperty('failing_data_centres');
    expect(structured.notes.join()).toMatch(/No request of this zone was counted/);
  });

  it('still answers from the page without the permission for analytics', async () => {
    const session = await open({ world: worldWithout('Analytics Read') });
    const { isError, structured } = await session.call(TOOL, { zone });
    expect(isError).toBe(false);
    expect(structured.incidents).toHaveLength(2);
    expect(structured.unavailable).toMatchObject([
      { parts: ['failing_data_centres'], missing_permission: 'Zone > Analytics > Read' },
    ]);
  });

  it('refuses when the page is switched off, and says by which setting and where to look', async () => {
    const session = await open({ statusUrl: null });
    const { isError, text } = await session.call(TOOL, { zone });
    expect(isError).toBe(true);
    expect(text).toMatch(/CLOUDFLARE_STATUS_URL=off.*Next: .*cloudflarestatus\.com/);
    expect(session.asked()).toEqual([]);
  });
});

describe('what may be concluded', () => {
  const page = (world: World) => {
    world.status_page = quietStatusPage(NOW);
    const shop = world.zones.find(({ name }) => name === zone)!;
    const since = '2026-11-23T17:20:00Z';
    const failing = {
      since,
      hosts: [zone, 'shop.example.com'],
      share: 0.9,
      edge_status: 502,
      origin_status: 0,
    };
    shop.traffic.outages = [{ ...failing, only: { coloCode: ['LHR'] } }];
    return world.status_page;
  };

  it.each([
    ['London', (name: string) => name === 'London, United Kingdom - (LHR)'],
    ['no place', () => false],
  ])('of a place that fails is what is reported about it: %s', async (_place, isDegraded) => {
    const session = await openSample((world) => {
      for (const component of page(world).components) {
        if (isDegraded(component.name)) component.status = 'partial_outage';
      }
    });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured.failing_data_centres).toMatchObject([{ data_centre: 'LHR' }]);
    expect(structured.failing_data_centres[0].share_percent).toBeGreaterThan(10);
    const isFound = structured.matches !== undefined;
    expect(JSON.stringify(structured.notes ?? []).includes('Nothing reported concerns')).toBe(!isFound);
    expect(structured.matches ?? []).toEqual(
      structured.degraded_components.map(({ name }: { name: string }) => name),
    );
  });

  it.each([
    ['an incident without a name', { incidents: [{ status: 'investigating' }] }],
    ['an entry that is none', { scheduled_maintenances: [null] }],
    ['a component without a status', { components: [{ name: 'API' }] }],
    ['a component that is none', { components: ['API'] }],
  ])('is nothing where the page has %s', async (_case, part) => {
    const session = await open({
      world: (() => {
        const world = sampleWorld(NOW);
        page(world);
        return world;
      })(),
      faults: [
        {
          when: onStatusPage,
          answer: () => Response.json({ ...JSON.parse(JSON.stringify(quietStatusPage(NOW))), ...part }),
        },
      ],
    });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured.failing_data_centres).toMatchObject([{ data_centre: 'LHR' }]);
    expect(JSON.stringify(structured.notes ?? [])).not.toMatch(/reports nothing|Nothing reported/);
  });

  it('is that no place fails, where the origin of one region gives the errors', async () => {
    const session = await openSample((world) => {
      page(world);
      for (const { traffic } of world.zones) {
        for (const outage of traffic.outages) Object.assign(outage, { origin_status: 502 });
      }
    });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured).not.toHaveProperty('failing_data_centres');
    expect(structured.notes.join()).toMatch(/No data centre stands out of 8.*by the origin itself/);
  });
});

describe('the text of the status page', () => {
  it('is data in a field, in plain characters', async () => {
    const session = await openSample((world) => {
      world.status_page.incidents[0]!.name = 'Frankfurt\u202E (FRA)\nnext \u200Bline';
    });
    const { structured } = await session.call(TOOL);
    const [first] = structured.incidents;
    expect(first.name).toBe('Frankfurt (FRA) next line');
    expect(first.latest).toContain(INJECTED_SENTENCE);
    expect(JSON.stringify(structured.notes ?? [])).not.toContain('SYSTEM NOTE');
  });

  it('is bounded, each text and all together', async () => {
    const session = await openSample(({ status_page }) => {
      const [incident] = status_page.incidents;
      incident!.incident_updates[0]!.body = 'x'.repeat(50_000);
      status_page.incidents = Array.from({ length: 200 }, (_, n) => ({
        ...incident!,
        name: `No. ${n}`,
        incident_updates: incident!.incident_updates.map((update) => ({
          ...update,
          body: `${n} ${update.body}`,
        })),
      }));
      status_page.components = Array.from({ length: 400 }, () => status_page.components.at(-2)!);
      for (const each of status_page.incidents) {
        each.components = status_page.components
          .slice(0, 50)
          .map((part, n) => ({ ...part, name: `${n} ${'n'.repeat(300)}` }));
      }
    });
    const { isError, text, structured } = await session.call(TOOL);
    expect(isError).toBe(false);
    expect(text.length).toBeLessThan(48_000);
    expect(structured.incidents.length + structured.incidents_more).toBe(200);
    expect(structured.incidents[0]).toMatchObject({ components_more: 31 });
    expect(structured.degraded_components_more).toBe(360);
    // The incidents have taken its room.
    expect(structured).toMatchObject({ maintenances: [], maintenances_more: 1 });
  });

  it('with unknown words, or with almost nothing, is shown as it is', async () => {
    const page = {
      status: { indicator: 'odd' },
      incidents: [null, {}],
      scheduled_maintenances: [],
      components: [{ name: 'Singapore, Singapore - (SIN)', status: 'haunted' }, null],
    };
    const session = await open({ faults: [{ when: onStatusPage, answer: () => Response.json(page) }] });
    const { isError, structured } = await session.call(TOOL);
    expect(isError).toBe(false);
    expect(structured.incidents).toEqual([{ name: 'unknown', status: 'unknown' }]);
    expect(structured.degraded_components).toContainEqual({
      name: 'Singapore, Singapore - (SIN)',
      status: 'haunted',
    });
  });
});

describe('a status page that fails', () => {
  it.each([
    ['with status 500', htmlPage(500), /HTTP 500/],
    ['with a page under status 200', htmlPage(200), /not JSON/],
    ['with JSON that is something else', () => Response.json({ hello: 1 }), /HTTP 200/],
    [
      'with lists that are none',
      () =>
        Response.json({
          status: { indicator: 'none' },
          components: null,
          incidents: [],
          scheduled_maintenances: [],
        }),
      /HTTP 200/,
    ],
    ['by refusing the connection', connectionRefused(), /ECONNREFUSED/],
  ])('%s is reported, and is not taken for a quiet page', async (_case, answer, said) => {
    const session = await open({ faults: [{ when: onStatusPage, answer }] });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(true);
    expect(text).toMatch(said);
    expect(text).toMatch(
      /status page could not be read.*says nothing about Cloudflare.*Next: .*get_http_errors/,
    );
    expect(text).not.toMatch(/<|reports nothing|has trouble:|cannot be reached/);
  });

  it('does not hide what was found about the zone', async () => {
    const session = await open({ faults: [{ when: onStatusPage, answer: htmlPage(502) }] });
    const { isError, structured } = await session.call(TOOL, { zone });
    expect(isError).toBe(false);
    expect(structured.notes.join()).toMatch(/No data centre stands out/);
    expect(structured).not.toHaveProperty('overall');
    expect(structured.unavailable).toEqual([
      { parts: ['status_page'], reason: "Cloudflare's status page could not be read (HTTP 502)" },
    ]);
  });
});
