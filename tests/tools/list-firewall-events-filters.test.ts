/** list_firewall_events asked for one rule, host or Ray ID, and for all zones. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAttack } from '../../src/simulator/world/traffic.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { open, openSampleAt, type Row, type Session } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_firewall_events';
const ZONE = 'example.com';
const RAY = '8f2d3c4b5a697887';
const NETWORK = { asn: '64500', name: 'N', country: 'DE', prefix: '203.0.113.', user_agent: 'x' };

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

function act(world: World, attack: Partial<SimAttack> & Pick<SimAttack, 'description'>, name = ZONE) {
  world.zones
    .find((zone) => zone.name === name)!
    .traffic.attacks.push({
      since: minutesBefore(NOW, 40),
      events_per_minute: 10,
      host: 'shop.example.com',
      path: '/',
      action: 'block',
      source: 'firewallCustom',
      rule_id: createRandom(attack.description).hex(32),
      networks: [NETWORK],
      ...attack,
    });
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields the tool answers with.
type Asked = Record<string, any> & { session: Session };

async function ask(input: object, change: (world: World) => void = () => undefined): Promise<Asked> {
  const session = await openSampleAt(NOW, change);
  const { isError, text, structured } = await session.call(TOOL, { zone: ZONE, ...input });
  return { ...structured, isError, text, session };
}

const buried = (world: World) => {
  act(world, { description: 'Log all logins', action: 'log', path: '/login', events_per_minute: 600 });
  act(world, {
    description: 'No orders from anonymous proxies',
    path: '/checkout/pay',
    since: minutesBefore(NOW, 20),
    until: minutesBefore(NOW, 18),
    events_per_minute: 1,
    ray_ids: [RAY],
  });
};

describe('three blocks among thousands of logs', () => {
  it('are the first rule, the first sample and an effect of their own', async () => {
    const { effects, top, samples } = await ask({}, buried);
    expect(effects.map(({ effect }: Row) => effect)).toEqual(['blocked', 'challenged', 'logged']);
    expect(effects.find(({ effect }: Row) => effect === 'logged').events).toBeGreaterThan(20_000);
    expect(samples[0].action).toBe('block');
    const rules = top.filter(({ by }: Row) => by === 'rule').map(({ value }: Row) => value);
    expect(rules.indexOf('No orders from anonymous proxies')).toBeLessThan(rules.indexOf('Log all logins'));
    expect(samples.map(({ rule }: Row) => rule)).toContain('No orders from anonymous proxies');
  });

  it('make no surge: a log stops nobody', async () => {
    expect((await ask({}, buried)).surge).toBeUndefined();
  });
});

describe('a filter', () => {
  it.each([
    [{ path: '/checkout/*' }, '/checkout/pay'],
    [{ path: '/checkout/pay?a=1' }, '/checkout/pay'],
    [{ rule: 'anonymous proxies' }, '/checkout/pay'],
    [{ rule: createRandom('No orders from anonymous proxies').hex(32) }, '/checkout/pay'],
    [{ action: 'LOG', path: '/login' }, '/login'],
  ])('%j leaves only what fits', async (input, path) => {
    const { top, samples, events } = await ask(input, buried);
    expect(events).toBeGreaterThan(0);
    expect(top.filter(({ by }: Row) => by === 'path').map(({ value }: Row) => value)).toEqual([path]);
    expect(new Set(samples.map((sample: Row) => sample.path))).toEqual(new Set([path]));
  });

  it('by country and by address is asked of Cloudflare', async () => {
    const { session } = await ask({ country: 'de', client_ip: '203.0.113.7', host: 'shop.example.com' });
    const counts = session.simulator.requests
      .map(({ body = '' }) => body)
      .find((body) => body.includes('harmful'))!;
    const filter = JSON.parse(counts).query as string;
    expect(filter).toContain(
      'clientRequestHTTPHost: "shop.example.com", clientCountryName: "DE", clientIP: "203.0.113.7"',
    );
  });

  it.each([
    [{ country: 'Germany' }, /two letters/],
    [{ client_ip: '203.0.113.*' }, /one whole IPv4 or IPv6 address/],
    [{ ray_id: 'abc' }, /16 hex digits/],
    [{ path: '/a_*' }, /"_"/],
    [{ ray_id: RAY, zone: undefined }, /needs zone/],
  ])('that no event can have is refused: %j', async (input, said) => {
    const { isError, text } = await ask(input);
    expect(isError).toBe(true);
    expect(text).toMatch(said);
  });

  it('that finds nothing does not say that nobody is blocked', async () => {
    const { events, notes } = await ask({ path: '/nowhere' });
    expect(events).toBe(0);
    expect(notes.join()).not.toMatch(/blocks nobody|did nothing/);
  });
});

describe('a Ray ID', () => {
  it.each([RAY, `${RAY.toUpperCase()}-FRA`])(
    '%s is found, also hours later, in one question',
    async (ray_id) => {
      const { samples, events, session } = await ask({ ray_id }, buried);
      expect(events).toBe(1);
      expect(samples[0]).toMatchObject({
        ray_id: RAY,
        rule: 'No orders from anonymous proxies',
        path: '/checkout/pay',
        action: 'block',
      });
      expect(session.asked().filter((path) => path === '/graphql')).toHaveLength(2);
    },
  );

  const asRequest = (world: World) => {
    const { traffic } = world.zones.find(({ name }) => name === ZONE)!;
    traffic.extras = [
      {
        since: minutesBefore(NOW, 200),
        until: minutesBefore(NOW, 199),
        requests_per_minute: 1,
        fields: {
          clientRequestHTTPHost: 'shop.example.com',
          clientRequestPath: '/cart',
          edgeResponseStatus: 403,
          originResponseStatus: 403,
          rayName: RAY,
        },
      },
    ];
  };

  it('that the firewall does not know is looked for in requests', async () => {
    const { samples, events, notes } = await ask({ ray_id: RAY }, asRequest);
    expect(events).toBe(0);
    expect(samples[0]).toMatchObject({ host: 'shop.example.com', path: '/cart' });
    expect(notes.join()).toMatch(/answered 403, by the origin 403/);
  });

  it('that is nowhere may have been made all the same', async () => {
    const { samples, notes } = await ask({ ray_id: RAY });
    expect(samples).toEqual([]);
    expect(notes.join()).toMatch(/only a sample is kept/);
  });

  it('in requests that may not be asked is not called unknown to Cloudflare', async () => {
    const when = ({ body = '' }: { body?: string }) => body.includes('requests: httpRequestsAdaptive(');
    const errors = [{ message: "zone 'x' does not have access to the path" }];
    const faults = [{ when, answer: () => Response.json({ data: null, errors }) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL, { zone: ZONE, ray_id: RAY });
    expect(structured.notes.join()).toMatch(/Requests could not be asked: .*plan/);
  });
});

describe('an event without a rule', () => {
  it('is named by what acted, in counts and samples', async () => {
    const { top, samples } = await ask({ path: '/br' }, (world) =>
      act(world, { description: '', rule_id: '', source: 'country', path: '/br' }),
    );
    const row = top.find(({ by }: Row) => by === 'rule');
    expect(row.value).toBe('IP Access rule: country');
    expect(row).not.toHaveProperty('rule_id');
    expect(samples[0].rule).toBe('IP Access rule: country');
  });
});

describe('without zone', () => {
  it('each zone with events is one row, the most blocked first, ten zones a request', async () => {
    const session = await openSampleAt(NOW, (world) =>
      act(world, { description: 'Block scrapers', events_per_minute: 30 }),
    );
    const { structured } = await session.call(TOOL);
    const [first, second] = structured.zones;
    expect(first).toMatchObject({ zone: 'northwind.example', challenged: 10_800 });
    expect(second).toMatchObject({ zone: ZONE });
    expect(second.blocked).toBeGreaterThan(1_000);
    expect(structured.searched.zones).toBe(structured.searched.of);
    const asked = session.asked().filter((path) => path === '/graphql').length;
    expect(asked).toBeLessThanOrEqual(Math.ceil(structured.searched.of / 10) * 3);
  });

  it('a zone that may not be read is skipped and named, and nothing is called quiet', async () => {
    const world = sampleWorld(NOW);
    const [hidden] = world.zones;
    for (const { traffic } of world.zones)
      Object.assign(traffic, { firewall_events_per_hour: 0, attacks: [] });
    const errors = [{ message: `zones [${hidden!.id}] are not authorized` }];
    const when = ({ body = '' }: { body?: string }) => body.includes(hidden!.id);
    const session = await open({
      world,
      faults: [{ when, answer: () => Response.json({ data: null, errors }) }],
    });
    const { structured } = await session.call(TOOL);
    expect(structured.searched).toMatchObject({
      skipped: 1,
      skipped_zones: [{ zone: hidden!.name, reason: expect.stringContaining('Analytics') }],
    });
    expect(structured.notes.join()).toContain('Incomplete');
    expect(structured.notes.join()).not.toMatch(/blocks nobody/);
  });

  it('an account without events is quiet, as far as every zone was read', async () => {
    const session = await openSampleAt(NOW, (world) => {
      for (const { traffic } of world.zones)
        Object.assign(traffic, { firewall_events_per_hour: 0, attacks: [] });
    });
    const { structured } = await session.call(TOOL);
    expect(structured).toMatchObject({ events: 0, zones: [] });
    expect(structured.notes.join()).toMatch(/blocks nobody/);
  });

  it('a zone that is paused is not called quiet: nothing passes it', async () => {
    const session = await openSampleAt(NOW, (world) => {
      const zone = world.zones.find(({ name }) => name === ZONE)!;
      Object.assign(zone, { paused: true });
      Object.assign(zone.traffic, { firewall_events_per_hour: 0, attacks: [] });
    });
    const { structured } = await session.call(TOOL, { zone: ZONE });
    expect(structured.notes).toEqual([
      'No event: example.com is paused: Cloudflare answers DNS only, and no traffic passes it.',
    ]);
  });
});
