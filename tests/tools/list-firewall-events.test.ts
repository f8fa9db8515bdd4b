/** list_firewall_events, as an agent meets it: real users blocked, or an attack? */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { CLIENTS, open, worldWithout } from '../client.ts';

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
/** Single events as given, and the rest from the simulator. The newest are none, so that those of each rule are asked for. */
function openWithEvents(events: object[]) {
  const aliasesIn = ({ body }: { body?: string }) =>
    [...(body ?? '').matchAll(/(\w+): firewallEventsAdaptive\(/g)].map(([, alias = '']) => alias);
  const when = (request: { body?: string }) => aliasesIn(request).length > 0;
  const answer = (request: { body?: string }) => {
    // Several questions in one: the first gets all events.
    const isFirst = (alias: string) => alias === 'events' || alias === 'events_0';
    const zone = Object.fromEntries(aliasesIn(request).map((alias) => [alias, isFirst(alias) ? events : []]));
    return Response.json({ data: { viewer: { zones: [zone] } }, errors: null });
  };
  return open({ world: sampleWorld(NOW), faults: [{ when, answer }] });
}

type Row = Record<string, unknown>;
const BOTNET = 'HTTP requests from known botnets (signature #4)';

describe('list_firewall_events', () => {
  it.each(CLIENTS)('shows client %s the flood against the quiet hour before', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured, text } = await session.call(TOOL, { zone: ATTACKED });
    expect(JSON.parse(text)).toEqual(structured);
    const { top, samples, events, events_before, requests, effects, surge, ...rest } = structured;
    const ofEffect = (wanted: string) => effects.find(({ effect }: Row) => effect === wanted);
    expect(ofEffect('challenged')).toEqual({
      effect: 'challenged',
      events: 10_800,
      events_before: 0,
      percent_of_requests: expect.any(Number),
    });
    expect(ofEffect('blocked').events).toBeLessThan(10);
    expect(requests).toBeGreaterThan(10_800);
    // 48 minutes ago, until 3 minutes ago.
    expect(surge).toMatchObject({ began: '2026-11-23T17:12:00Z', per_minute: 240 });
    expect(surge.per_minute_usual).toBeLessThan(1);
    expect(rest).toEqual({
      zone: ATTACKED,
      window: { since: '2026-11-23T17:00:00Z', until: '2026-11-23T18:00:00Z' },
    });
    expect(events).toBeGreaterThan(10_000);
    expect(events_before).toBeLessThan(100);
    const first = (by: string) => top.find((row: Row) => row.by === by);
    const flood = { events: 10_800, events_before: 0 };
    expect(first('action')).toEqual({ by: 'action', value: 'managed_challenge', ...flood });
    expect(first('source')).toEqual({ by: 'source', value: 'l7ddos', ...flood });
    expect(first('path')).toEqual({ by: 'path', value: '/login', ...flood });
    const rule = top.find(({ value }: Row) => value === BOTNET);
    expect(rule).toEqual({ by: 'rule', value: BOTNET, rule_id: expect.any(String), ...flood });
    expect(first('country')).toMatchObject({ value: 'NL', events_before: 0 });
    expect(first('as')).toMatchObject({ value: 'EXAMPLE-BULLETPROOF-HOSTING', events_before: 0 });
    expect(first('host')).toMatchObject({ value: 'northwind.example' });
    expect(new Set(top.map(({ by }: Row) => by)).size).toBe(7);
    for (const row of top as Row[]) expect('rule_id' in row).toBe(row.by === 'rule');
    // What was blocked comes first, and the flood does not fill all rows.
    expect(samples[0].action).toBe('block');
    const flooded = samples.filter((sample: Row) => sample.rule === BOTNET);
    expect(flooded.length).toBeGreaterThan(1);
    expect(flooded.length).toBeLessThan(samples.length);
    for (const { ray_id, rule_id, time } of flooded) {
      expect(ray_id).toMatch(/^[0-9a-f]{16}$/);
      expect(rule_id).toBe(rule.rule_id);
      expect(time).toMatch(/^2026-11-23T17:\d\d:\d\dZ$/);
    }
  });

  it('asks for the zone, the limits, the counts and the samples, and for no more fields than it shows', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone: ATTACKED });
    const { requests } = session.simulator;
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /zones',
      // The limits; the counts, the newest events, all requests; and samples of a rule whose events the flood hides.
      ...Array(5).fill('POST /graphql'),
    ]);
    const documents = requests.slice(1).map(({ body }) => JSON.parse(body!).query as string);
    expect(documents[0]).toMatch(/settings \{.*firewallEventsAdaptiveGroups \{ enabled/);
    const counts = documents.find((each) => each.includes('total_before'))!;
    expect(counts).toMatch(/ action: firewallEventsAdaptiveGroups\(limit: 40, .*dimensions \{ action \}/);
    expect(counts).toMatch(/ path: firewallEventsAdaptiveGroups\(limit: 8, /);
    expect(counts).toMatch(
      /action_before: firewallEventsAdaptiveGroups\(limit: 80, filter: \{datetime_geq: "2026-11-23T16:00:00Z"/,
    );
    const newest = documents.find((each) => each.includes('harmful: firewallEventsAdaptive('))!;
    expect(newest).toMatch(/all: firewallEventsAdaptive\(limit: 50, .*orderBy: \[datetime_DESC\]/);
    const samples = documents.at(-1)!;
    expect(samples).toMatch(/events_\d: firewallEventsAdaptive\(limit: 2, .*orderBy: \[datetime_DESC\]/);
    // The flood's own are among the newest.
    expect(samples).not.toContain('l7ddos');
    for (const each of documents) expect(each).not.toMatch(/userAgent|clientRequestQuery|Referer|cookie/i);
  });

  it.each([ATTACKED, 'outfitters.example'])(
    'names the rules of %s alike in counts and samples, also where Cloudflare does not count',
    async (zone) => {
      const session = await openSample();
      const { structured } = await session.call(TOOL, { zone, since: '12h' });
      const rules = structured.top.filter(({ by }: Row) => by === 'rule');
      const ids = new Map(rules.map(({ rule_id, value }: Row) => [rule_id, value]));
      expect(ids.size).toBe(rules.length);
      for (const { rule, rule_id } of structured.samples) expect(ids.get(rule_id)).toBe(rule);
      for (const { value, rule_id } of rules) expect(value).not.toBe(rule_id);
    },
  );

  it('cuts long paths and descriptions, in counts and samples alike', async () => {
    const long = (word: string) => `/${word}`.repeat(300);
    const session = await openWithEvents([
      { action: 'block', ruleId: 'r1', description: long('rule'), clientRequestPath: long('path') },
    ]);
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example' });
    const valueBy = (by: string) => structured.top.find((row: Row) => row.by === by).value;
    const [{ rule, path }] = structured.samples;
    expect([valueBy('rule'), valueBy('path')]).toEqual([rule, path]);
    expect(path).toMatch(/^\/path.{290,300}… \(1200 more characters\)$/);
  });

  it('keeps rules of one description apart, and shows the ID of a rule without one', async () => {
    const event = { action: 'block', description: 'Block scanners' };
    const session = await openWithEvents([
      { ...event, ruleId: 'r1' },
      { ...event, ruleId: 'r2' },
      { ...event, ruleId: 'r2' },
      { action: 'block', ruleId: 'r3', description: '' },
    ]);
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example' });
    expect(structured.top.filter(({ by }: Row) => by === 'rule')).toEqual([
      { by: 'rule', value: 'Block scanners', rule_id: 'r2', events: 2 },
      { by: 'rule', value: 'Block scanners', rule_id: 'r1', events: 1 },
      { by: 'rule', value: 'r3', rule_id: 'r3', events: 1 },
    ]);
    expect(structured.samples.map(({ rule, rule_id }: Row) => [rule, rule_id])).toEqual([
      ['Block scanners', 'r1'],
      ['Block scanners', 'r2'],
      ['Block scanners', 'r2'],
      ['r3', 'r3'],
    ]);
  });

  it('counts the newest events itself on a plan without counts, and says so', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'outfitters.example', since: '6h' });
    const { events: total, events_before, notes, top } = structured;
    expect(total).toBeGreaterThan(5);
    expect(events_before).toBeUndefined();
    expect(notes[0]).toBe(
      `This plan does not count events: the counts are of the newest ${total} events, without a comparison.`,
    );
    for (const row of top as Row[]) expect(row).not.toHaveProperty('events_before');
    const actions: number[] = top.flatMap(({ by, events }: Row) => (by === 'action' ? [events] : []));
    expect(actions.reduce((sum, each) => sum + each, 0)).toBe(total);
    expect(actions).toEqual(actions.toSorted((a, b) => b - a));
    const documents = session.simulator.requests.map(({ body = '' }) => body).join();
    expect(documents).not.toContain('firewallEventsAdaptiveGroups(');
    expect(documents).toContain('firewallEventsAdaptive(limit: 1000');
  });

  it('narrows the window to the plan, and leaves out the comparison if it would be too old', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: ATTACKED, since: '30d' });
    expect(structured.window.since).toBe('2026-11-20T18:00:00Z');
    expect(structured.notes[0]).toMatch(/at most 3 days long, at most 7 days back/);
    const pro = await session.call(TOOL, { zone: 'example.org', since: '3d' });
    expect(pro.structured.events_before).toBeUndefined();
    expect(pro.structured.notes.join()).toContain('There is no comparison');
  });

  it('of a quiet zone says that nobody is blocked', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'example.com', since: '1m' });
    expect(structured).toMatchObject({ events: 0, top: [], samples: [] });
    expect(structured.notes.join()).toMatch(/blocks nobody/);
  });

  it('of a zone that is not active says that nothing passes it, and nothing of its rules', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { zone: 'northwind-launch.example' });
    expect(structured).toMatchObject({ events: 0, top: [], samples: [] });
    expect(structured.notes.join()).toMatch(/^No event: northwind-launch\.example is pending.*no traffic/);
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
    const [{ client_ip }] = structured.samples;
    expect(client_ip).toMatch(masked);
    expect(client_ip).not.toContain(hidden);
    expect(text).not.toContain(`"${clientIP}"`);
  });

  it('are complete when asked for', async () => {
    const session = await openWithEvents(ADDRESSES.map(([clientIP]) => ({ action: 'block', clientIP })));
    const { structured } = await session.call(TOOL, { zone: ATTACKED, show_client_ips: true });
    expect(structured.samples.map(({ client_ip }: Row) => client_ip)).toEqual(ADDRESSES.map(([ip]) => ip));
  });
});

describe('single events', () => {
  it('show named fields only, whatever else Cloudflare sends', async () => {
    const session = await openWithEvents([
      { action: 'block', userAgent: SECRET, clientRequestQuery: `?token=${SECRET}`, cookie: { a: SECRET } },
    ]);
    const { text } = await session.call(TOOL, { zone: ATTACKED });
    expect(text).toContain('"block"');
    expect([text, ...session.log].join()).not.toContain(SECRET);
  });

  it('with unknown words, or almost nothing, are shown as they are', async () => {
    const odd = {
      action: 7,
      ruleId: { a: 1 },
      clientIP: null,
      datetime: 'soon',
      clientASNDescription: ['x'],
    };
    const session = await openWithEvents([
      { action: 'teleport', source: 'quantum' },
      { rayName: 'x' },
      {},
      odd,
    ]);
    const { isError, structured } = await session.call(TOOL, { zone: ATTACKED });
    expect(isError).toBe(false);
    expect(structured.samples[0]).toMatchObject({ action: 'teleport', source: 'quantum' });
    expect(structured.samples.slice(2)).toEqual([
      {},
      { time: 'soon', action: '7', rule: '{"a":1}', rule_id: '{"a":1}', as: '["x"]' },
    ]);
  });
});

describe('a refusal', () => {
  it('names the permission', async () => {
    const session = await open({ world: worldWithout('Analytics Read') });
    const { isError, text } = await session.call(TOOL, { zone: ATTACKED });
    expect(isError).toBe(true);
    expect(text).toContain('Zone > Analytics > Read');
  });

  it('of one dataset makes the whole answer fail', async () => {
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
