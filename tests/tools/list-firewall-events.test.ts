/** list_firewall_events, as an agent meets it: real users blocked, or an attack? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { CLIENTS, linesOf, open, rowsOf, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_firewall_events';
const ATTACKED = 'northwind.example';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

const SECRET = 'pl4nted-by-the-test';
/** Single events as given, and the rest from the simulator. */
function openWithEvents(events: object[]) {
  const when = ({ body }: { body?: string }) => body?.includes('events: firewallEventsAdaptive(') === true;
  const answer = () => Response.json({ data: { viewer: { zones: [{ events }] } }, errors: null });
  return open({ world: sampleWorld(NOW), faults: [{ when, answer }] });
}

describe('list_firewall_events', () => {
  it.each(CLIENTS)('shows client %s the flood against the quiet hour before', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured, text } = await session.call(TOOL, { zone: ATTACKED });
    expect(JSON.parse(text)).toEqual(structured);
    const { top, samples, total, total_before, ...rest } = structured;
    expect(rest).toEqual({
      zone: ATTACKED,
      window: { since: '2026-11-23T17:00:00Z', before: '2026-11-23T18:00:00Z' },
      notes: ['Client addresses are masked: show_client_ips shows them whole.'],
    });
    expect(total).toBeGreaterThan(10_000);
    expect(total_before).toBeLessThan(100);
    expect(top.columns).toEqual(['by', 'value', 'events', 'before']);
    const first = (by: string) => linesOf(top).find((line) => line.startsWith(`${by} | `));
    expect(first('action')).toBe('action | managed_challenge | 10800 | 0');
    expect(first('source')).toBe('source | l7ddos | 10800 | 0');
    expect(first('path')).toBe('path | /login | 10800 | 0');
    expect(first('country')).toMatch(/^country \| NL \| \d+ \| 0$/);
    expect(first('as')).toMatch(/^as \| EXAMPLE-BULLETPROOF-HOSTING \| \d+ \| 0$/);
    expect(first('host')).toMatch(/^host \| northwind\.example \| /);
    expect(new Set(rowsOf(top).map(({ by }) => by)).size).toBe(7);
    const shown = rowsOf(samples);
    expect(shown).toHaveLength(6);
    for (const { ray_id, rule, time } of shown) {
      expect(ray_id).toMatch(/^[0-9a-f]{16}$/);
      expect(rule).toBe('HTTP requests from known botnets (signature #4)');
      expect(Date.parse(time)).toBeLessThan(NOW.getTime());
    }
  });

  it('asks for the zone, the limits, the counts and the samples, and for no more fields than it shows', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone: ATTACKED });
    const { requests } = session.simulator;
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /zones',
      ...Array(3).fill('POST /graphql'),
    ]);
    const documents = requests.slice(1).map(({ body }) => JSON.parse(body!).query as string);
    expect(documents[0]).toMatch(/settings \{.*firewallEventsAdaptiveGroups \{ enabled/);
    const counts = documents.find((each) => each.includes('total_before'))!;
    expect(counts).toMatch(/action: firewallEventsAdaptiveGroups\(limit: 8, .*dimensions \{ action \}/);
    expect(counts).toMatch(
      /action_before: firewallEventsAdaptiveGroups\(limit: 80, filter: \{datetime_geq: "2026-11-23T16:00:00Z"/,
    );
    const samples = documents.find((each) => each.includes('events: firewallEventsAdaptive('))!;
    expect(samples).toMatch(/limit: 6, .*orderBy: \[datetime_DESC\]/);
    for (const each of documents) expect(each).not.toMatch(/userAgent|clientRequestQuery|Referer|cookie/i);
  });

  it('on a plan without counts counts the newest events itself, and says so', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example', since: '6h' });
    const { total, total_before, notes, top } = structured;
    expect(total).toBeGreaterThan(5);
    expect(total_before).toBeUndefined();
    expect(notes[0]).toBe(
      `This plan does not count events: the counts are of the newest ${total} events, without a comparison.`,
    );
    expect(top.columns).toEqual(['by', 'value', 'events']);
    const actions = rowsOf(top).flatMap(({ by, events }) => (by === 'action' ? [events] : []));
    expect(actions.reduce((sum, each) => sum + each, 0)).toBe(total);
    expect(actions).toEqual(actions.toSorted((a, b) => b - a));
    const documents = session.simulator.requests.map(({ body = '' }) => body).join();
    expect(documents).not.toContain('firewallEventsAdaptiveGroups(');
    expect(documents).toContain('firewallEventsAdaptive(limit: 1000');
  });

  it('narrows the window to the plan, and leaves out the comparison behind it', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: ATTACKED, since: '30d' });
    expect(structured.window.since).toBe('2026-11-20T18:00:00Z');
    expect(structured.notes[0]).toMatch(/at most 3 days long, at most 7 days back/);
    const pro = await session.call(TOOL, { zone: 'example.org', since: '3d' });
    expect(pro.structured.total_before).toBeUndefined();
    expect(pro.structured.notes.join()).toContain('There is no comparison');
  });

  it('of a quiet zone says that nobody is blocked', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'northwind-launch.example' });
    expect(structured).toMatchObject({ total: 0, top: { rows: [] }, samples: { rows: [] } });
    expect(structured.notes.join()).toMatch(/blocks nobody/);
  });
});

describe('the client addresses', () => {
  const ADDRESSES = [
    ['203.0.113.77', '203.0.x.x', '113.77'],
    ['2001:db8:bad::1f', '2001:db8:bad::x', '1f'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::x', ':2:3'],
    ['2001:db8::5', /^2001:db8:[0:]*:x$/, '5'],
    ['2a00::5', /^2a00:[0:]*:x$/, '5'],
    ['::ffff:198.51.100.7', /^[^7]*$/, '100.7'],
  ] as const;
  it.each(ADDRESSES)('such as %s are masked to %s', async (clientIP, masked, hidden) => {
    const session = await openWithEvents([{ action: 'block', clientIP }]);
    const { structured, text } = await session.call(TOOL, { zone: ATTACKED });
    const [{ client_ip }] = rowsOf(structured.samples);
    expect(client_ip).toMatch(masked);
    expect(client_ip).not.toContain(hidden);
    expect(text).not.toContain(`"${clientIP}"`);
  });

  it('are whole when asked for, and then no note says that they are not', async () => {
    const session = await openWithEvents(ADDRESSES.map(([clientIP]) => ({ action: 'block', clientIP })));
    const { structured } = await session.call(TOOL, { zone: ATTACKED, show_client_ips: true });
    expect(rowsOf(structured.samples).map(({ client_ip }) => client_ip)).toEqual(ADDRESSES.map(([ip]) => ip));
    expect(JSON.stringify(structured.notes ?? [])).not.toContain('masked');
  });
});

describe('single events', () => {
  it('show named fields only, whatever else comes along', async () => {
    const session = await openWithEvents([
      { action: 'block', userAgent: SECRET, clientRequestQuery: `?token=${SECRET}`, cookie: { a: SECRET } },
    ]);
    const { text } = await session.call(TOOL, { zone: ATTACKED });
    expect(text).toContain('"block"');
    expect([text, ...session.log].join()).not.toContain(SECRET);
  });

  it('with unknown words, or almost nothing, are shown as they are', async () => {
    const session = await openWithEvents([{ action: 'teleport', source: 'quantum' }, { rayName: 'x' }, {}]);
    const { isError, structured } = await session.call(TOOL, { zone: ATTACKED });
    expect(isError).toBe(false);
    expect(rowsOf(structured.samples)[0]).toMatchObject({ action: 'teleport', source: 'quantum' });
  });
});

describe('a refusal', () => {
  it('names the permission', async () => {
    const session = await open({ world: worldWithout('Analytics Read') });
    const { isError, text } = await session.call(TOOL, { zone: ATTACKED });
    expect(isError).toBe(true);
    expect(text).toContain('Zone > Analytics > Read');
  });

  it('of one dataset is no answer without it', async () => {
    const faults = [
      {
        when: onPath(/graphql/),
        times: 1,
        answer: () => Response.json({ data: { viewer: { zones: [{ settings: {} }] } } }),
      },
    ];
    const session = await open({ faults });
    const { isError, text } = await session.call(TOOL, { zone: ATTACKED });
    expect(isError).toBe(true);
    expect(text).toMatch(/plan does not include this/);
  });
});
