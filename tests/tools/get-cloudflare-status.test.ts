/** get_cloudflare_status, as an agent meets it: is it Cloudflare? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionRefused, htmlPage, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { GLOBAL_API_EMAIL, GLOBAL_API_KEY } from '../../src/simulator/sample/credentials.ts';
import { INJECTED_SENTENCE, quietStatusPage } from '../../src/simulator/sample/status-page.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { CLIENTS, linesOf, open, openSampleAt, rowsOf, worldWithout } from '../client.ts';

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

const openSample = (change?: (world: World) => void) => openSampleAt(NOW, change);

describe('get_cloudflare_status', () => {
  it.each(CLIENTS)(
    'tells client %s what Cloudflare reports, and what of it lies where requests fail',
    async (client) => {
      const session = await open({ client, world: sampleWorld(NOW) });
      const { structured, text } = await session.call(TOOL, { zone });
      expect(JSON.parse(text)).toEqual(structured);
      const { incidents, maintenances, components, failing_data_centres, matches, ...rest } = structured;
      expect(rest).toMatchObject({ overall: 'Minor Service Outage' });
      expect(rest.unavailable).toBeUndefined();
      expect(rowsOf(incidents).map(({ name, status, impact }) => [name, status, impact])).toEqual([
        ['Network performance issues in Frankfurt', 'identified', 'minor'],
        ['Delayed analytics data', 'monitoring', 'minor'],
      ]);
      expect(rowsOf(maintenances).map(({ name, status }) => [name, status])).toEqual([
        ['AMS (Amsterdam) scheduled maintenance', 'in_progress'],
      ]);
      expect(linesOf(components)).toEqual([
        'Analytics | degraded_performance',
        'Amsterdam, Netherlands - (AMS) | under_maintenance',
        'Frankfurt, Germany - (FRA) | partial_outage',
        'Baghdad, Iraq - (BGW) | major_outage',
      ]);
      expect(failing_data_centres.toSorted()).toEqual('AMS CDG FRA IAD LAX LHR SIN TXL'.split(' '));
      expect(matches).toEqual([
        'Network performance issues in Frankfurt',
        'AMS (Amsterdam) scheduled maintenance',
        'Amsterdam, Netherlands - (AMS)',
        'Frankfurt, Germany - (FRA)',
      ]);
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
    const [{ started }] = rowsOf((await session.call(TOOL)).structured.maintenances);
    expect(started).toMatch(/^2026-11-23T15:30:00/);
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

  it('when all is quiet says that the cause is more likely here', async () => {
    const session = await openSample((world) => {
      world.status_page = quietStatusPage(NOW);
    });
    const { structured } = await session.call(TOOL, { zone });
    expect(structured).toMatchObject({ overall: 'All Systems Operational', matches: [] });
    expect(structured.notes.join()).toMatch(/reports nothing: .*on this side/);
  });

  it('of a zone in which nothing failed says so', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'northwind-launch.example' });
    expect(structured).toMatchObject({ failing_data_centres: [], matches: [] });
    expect(structured.notes.join()).toMatch(/No request of this zone failed/);
  });

  it('without the permission for analytics still tells the page', async () => {
    const session = await open({ world: worldWithout('Analytics Read') });
    const { isError, structured } = await session.call(TOOL, { zone });
    expect(isError).toBe(false);
    expect(structured.incidents.rows).toHaveLength(2);
    expect(structured.unavailable).toMatchObject([
      { parts: ['failing_data_centres'], missing_permission: 'Zone > Analytics > Read' },
    ]);
  });

  it('switched off refuses, says how, and where a person looks', async () => {
    const session = await open({ statusUrl: null });
    const { isError, text } = await session.call(TOOL, { zone });
    expect(isError).toBe(true);
    expect(text).toMatch(/CLOUDFLARE_STATUS_URL=off.*Next: .*cloudflarestatus\.com/);
    expect(session.asked()).toEqual([]);
  });
});

describe('the text of the status page', () => {
  it('is data in a cell, in plain characters', async () => {
    const session = await openSample((world) => {
      world.status_page.incidents[0]!.name = 'Frankfurt\u202E (FRA)\nnext \u200Bline';
    });
    const { structured } = await session.call(TOOL);
    const [first] = rowsOf(structured.incidents);
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
    });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(false);
    expect(text.length).toBeLessThan(48_000);
  });

  it('with unknown words, or with almost nothing, is shown as it is', async () => {
    const page = {
      ...{ status: { indicator: 'odd' }, incidents: [null, {}], scheduled_maintenances: [] },
      components: [{ name: 'Singapore, Singapore - (SIN)', status: 'haunted' }, null],
    };
    const session = await open({ faults: [{ when: onStatusPage, answer: () => Response.json(page) }] });
    const { isError, structured } = await session.call(TOOL);
    expect(isError).toBe(false);
    expect(linesOf(structured.components)).toContain('Singapore, Singapore - (SIN) | haunted');
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
  ])('%s is said, and is no sign of health', async (_case, answer, said) => {
    const session = await open({ faults: [{ when: onStatusPage, answer }] });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(true);
    expect(text).toMatch(said);
    expect(text).toMatch(
      /status page could not be read.*says nothing about Cloudflare.*Next: .*get_http_errors/,
    );
    expect(text).not.toMatch(/<|reports nothing|has trouble:|cannot be reached/);
  });

  it('leaves what was found of the zone', async () => {
    const session = await open({ faults: [{ when: onStatusPage, answer: htmlPage(502) }] });
    const { isError, structured } = await session.call(TOOL, { zone });
    expect(isError).toBe(false);
    expect(structured.failing_data_centres.length).toBeGreaterThan(0);
    expect(structured).not.toHaveProperty('overall');
    expect(structured.unavailable).toEqual([
      { parts: ['status_page'], reason: "Cloudflare's status page could not be read (HTTP 502)" },
    ]);
  });
});
