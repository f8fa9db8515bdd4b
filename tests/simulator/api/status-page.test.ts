/** Cloudflare's status page: another host, without credentials, with its own incidents. */
import { describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../src/simulator/faults.ts';
import { manyZones } from '../../../src/simulator/sample/many-zones.ts';
import { INJECTED_SENTENCE } from '../../../src/simulator/sample/status-page.ts';
import { createSimulator } from '../../../src/simulator/simulator.ts';
import type { SimStatusPage } from '../../../src/simulator/world/status-page.ts';
import { API, NOW, sample } from '../client.ts';

const HOST = 'https://www.cloudflarestatus.com';
const simulator = sample();

async function fetchDocument(path: string): Promise<SimStatusPage & Record<string, unknown>> {
  const response = await simulator.fetch(`${HOST}/api/v2${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as SimStatusPage & Record<string, unknown>;
}

describe('the status page', () => {
  it('has a summary of open incidents, maintenance and every component', async () => {
    const summary = await fetchDocument('/summary.json');
    expect(Object.keys(summary).sort()).toEqual([
      'components',
      'incidents',
      'page',
      'scheduled_maintenances',
      'status',
    ]);
    expect(summary.status).toEqual({ indicator: 'minor', description: 'Minor Service Outage' });
    const notOperational = summary.components.filter(({ status }) => status !== 'operational');
    expect(notOperational.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'Analytics: degraded_performance',
      'Amsterdam, Netherlands - (AMS): under_maintenance',
      'Frankfurt, Germany - (FRA): partial_outage',
      'Baghdad, Iraq - (BGW): major_outage',
    ]);
    const groups = new Map(summary.components.filter(({ group }) => group).map(({ id, name }) => [id, name]));
    expect(groups.get(notOperational[2]?.group_id ?? '')).toBe('Europe');
  });

  it('lists two unresolved incidents with the newest update first, one of them with a prompt injection', async () => {
    const { incidents, page } = await fetchDocument('/summary.json');
    expect(page.name).toBe('Cloudflare');
    expect(incidents.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'Network performance issues in Frankfurt: identified',
      'Delayed analytics data: monitoring',
    ]);
    expect(incidents.flatMap(({ components }) => components.map(({ name }) => name))).toEqual([
      'Frankfurt, Germany - (FRA)',
      'Analytics',
    ]);
    expect(incidents[0]?.incident_updates[0]?.body).toContain(INJECTED_SENTENCE);
    for (const { incident_updates: updates } of incidents) {
      const times = updates.map(({ created_at }) => created_at);
      expect(times).toEqual(times.toSorted().reverse());
    }
    expect(simulator.world.status_page.incidents).toHaveLength(3);
  });

  it('lists the maintenance in progress', async () => {
    const { scheduled_maintenances: active } = await fetchDocument('/summary.json');
    expect(active).toMatchObject([{ name: 'AMS (Amsterdam) scheduled maintenance', status: 'in_progress' }]);
    expect(Date.parse(active[0]?.scheduled_for ?? '')).toBeLessThan(NOW.getTime());
    expect(Date.parse(active[0]?.scheduled_until ?? '')).toBeGreaterThan(NOW.getTime());
  });

  it('has no envelope, rate limit or credentials, and its requests are recorded with their headers', async () => {
    const own = sample();
    const response = await own.fetch(`${HOST}/api/v2/summary.json`, {
      headers: { accept: 'application/json' },
    });
    expect(response.headers.has('ratelimit')).toBe(false);
    expect(await response.json()).not.toHaveProperty('success');
    expect(own.requests[0]).toMatchObject({ method: 'GET', path: '/api/v2/summary.json' });
    expect(own.requests[0]?.url.host).toBe('www.cloudflarestatus.com');
    expect(Object.fromEntries(own.requests[0]?.headers ?? [])).toEqual({ accept: 'application/json' });
  });

  it('answers nothing else, and the API does not answer for it', async () => {
    expect((await simulator.fetch(`${HOST}/api/v2/nothing.json`)).status).toBe(404);
    expect((await simulator.fetch(`${HOST}/client/v4/zones`)).status).toBe(404);
    expect((await simulator.fetch(`${HOST}/api/v2/summary.json`, { method: 'POST' })).status).toBe(405);
    expect((await simulator.fetch(`${API}/api/v2/summary.json`)).status).toBe(400);
  });

  it('fails when a fault matches its host', async () => {
    const answer = errorAnswer(503, []);
    const broken = sample([{ when: ({ url }) => url.host === 'www.cloudflarestatus.com', answer }]);
    expect((await broken.fetch(`${HOST}/api/v2/summary.json`)).status).toBe(503);
  });

  it('has no incidents in the world of many zones', async () => {
    const quiet = createSimulator({ world: manyZones(1, 1, NOW) });
    const summary = (await (await quiet.fetch(`${HOST}/api/v2/summary.json`)).json()) as SimStatusPage;
    expect(summary.status.indicator).toBe('none');
    expect(summary.components.every(({ status }) => status === 'operational')).toBe(true);
    expect(summary.incidents).toEqual([]);
  });
});
