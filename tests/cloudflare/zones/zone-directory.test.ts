/** Finding zones by name, by a host in them, or by ID; similar names when there is none; and pages of all zones. */
import { describe, expect, it, vi } from 'vitest';
import { Cloudflare } from '../../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../../src/cloudflare/connection.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import {
  fetchZonePages,
  fetchZonesFrom,
  findZone,
  findZoneOfHost,
} from '../../../src/cloudflare/zones/zone-directory.ts';
import { Refusal } from '../../../src/refusal.ts';
import { BASE_URL_DEFAULT } from '../../../src/settings/config.ts';
import { errorAnswer, lyingTotal, onPath } from '../../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  ZONE_LIMITED_TOKEN,
} from '../../../src/simulator/sample/credentials.ts';
import {
  MANY_ZONES_ACCOUNT_ID,
  MANY_ZONES_TOKEN,
  manyZones,
} from '../../../src/simulator/sample/many-zones.ts';
import { createSimulator, type Fault } from '../../../src/simulator/simulator.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';

interface Setting {
  world?: World;
  token?: string;
  accountId?: string;
  faults?: Fault[];
}

function open({
  world = sampleWorld(new Date()),
  token = DEMO_API_TOKEN,
  accountId = DEMO_ACCOUNT_ID,
  faults = [],
}: Setting = {}) {
  const simulator = createSimulator({ world, faults });
  const isKey = token === GLOBAL_API_KEY;
  const connection = new Connection({
    credential: isKey
      ? { kind: 'global_api_key', key: token, email: GLOBAL_API_EMAIL }
      : { kind: 'api_token', token },
    accountId,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  return { simulator, cloudflare: new Cloudflare(connection, call) };
}
const many = (count: number, faults: Fault[] = []) =>
  open({
    world: manyZones(count, 0, new Date()),
    token: MANY_ZONES_TOKEN,
    accountId: MANY_ZONES_ACCOUNT_ID,
    faults,
  });

describe('a zone', () => {
  it.each([
    ['its name', 'example.com', 'example.com'],
    ['a host in it', 'www.example.com', 'example.com'],
    ['a host deep in it', 'a.b.c.d.e.example.com', 'example.com'],
    ['its ID', zoneId('example.com'), 'example.com'],
    ['a name in Punycode', 'shop.xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a name in Unicode', 'Bücher.example', 'xn--bcher-kva.example'],
    ['a host in Unicode, in two code points a letter', 'shop.bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['the ID of a zone in Unicode', zoneId('xn--bcher-kva.example'), 'xn--bcher-kva.example'],
    ['a name that ends like another', 'northwind-pay.example', 'northwind-pay.example'],
  ])('is found by %s', async (_what, reference, name) => {
    const accountId = DEMO_ACCOUNT_ID;
    expect(await findZone(open().cloudflare, reference)).toEqual({ id: zoneId(name), name, accountId });
  });

  it('is the most specific one that contains the host', async () => {
    const world = sampleWorld(new Date());
    const [example] = world.zones;
    if (!example) expect.fail();
    world.zones.push({ ...example, id: 'c'.repeat(32), name: 'shop.example.com' });
    const { cloudflare } = open({ world });
    expect((await findZone(cloudflare, 'www.shop.example.com')).name).toBe('shop.example.com');
    expect((await findZone(cloudflare, 'myshop.example.com')).name).toBe('example.com');
  });

  it('is asked for once, then remembered by name, ID and host', async () => {
    const { simulator, cloudflare } = open();
    await findZone(cloudflare, 'www.example.com');
    const asked = simulator.requests.length;
    for (const reference of ['www.example.com', 'example.com', zoneId('example.com')]) {
      await findZone(cloudflare, reference);
    }
    expect(simulator.requests.length).toBe(asked);
  });

  it('is asked for by name within the configured account, one request for each possible zone', async () => {
    const { simulator, cloudflare } = open();
    await findZone(cloudflare, 'www.example.com');
    expect(simulator.requests.map(({ query }) => [query.get('name'), query.get('account.id')])).toEqual([
      ['www.example.com', DEMO_ACCOUNT_ID],
      ['example.com', DEMO_ACCOUNT_ID],
    ]);
  });
});

describe('a zone that is not found', () => {
  const explained = (reference: string, setting?: Setting) =>
    findZone(open(setting).cloudflare, reference).then(
      () => expect.fail('it was found'),
      (error: unknown) => {
        expect(error).toBeInstanceOf(Refusal);
        return (error as Refusal).message;
      },
    );

  it.each([
    ['exmaple.com', 'example.com'],
    ['northwind-pay.exampl', 'northwind-pay.example'],
    ['bucher.example', 'bücher.example (xn--bcher-kva.example)'],
    ['büher.example', 'bücher.example (xn--bcher-kva.example)'],
  ])('such as %s leads to the suggestion %s', async (typo, name) => {
    const text = await explained(typo);
    expect(text).toMatch(/No zone named ".*" in this account.*Next: call list_zones/s);
    expect(/Similar names: (.*?)\. /.exec(text)?.[1]?.split(', ')).toContain(name);
  });

  it('leads to at most five suggestions, and to none when no name is similar', async () => {
    const similar = await explained('northwind.exampel');
    expect(/Similar names: (.*?)\. /.exec(similar)?.[1]?.split(', ').length).toBeLessThanOrEqual(5);
    expect(await explained('completely-different-thing.museum')).not.toContain('Similar names');
  });

  it.each([
    ['an ID that no zone has', '0'.repeat(32), undefined],
    ["a stranger's ID", zoneId('fabrikam.example'), undefined],
    ["a stranger's name", 'fabrikam.example', undefined],
    [
      'the ID of a zone in another account of the same login',
      zoneId('fabrikam.example'),
      { token: GLOBAL_API_KEY },
    ],
    [
      'the name of a zone in another account of the same login',
      'fabrikam.example',
      { token: GLOBAL_API_KEY },
    ],
    ['a zone beyond the limits of the token', 'example.org', { token: ZONE_LIMITED_TOKEN }],
  ])('may be %s: the error does not tell which', async (_what, reference, setting) => {
    expect(await explained(reference, setting)).toContain('Next: call list_zones');
  });

  it('is not reported when Cloudflare refused: a missing permission stays one', async () => {
    const refused = errorAnswer(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
    const { cloudflare } = open({ faults: [{ when: onPath(/^\/zones/), answer: refused }] });
    for (const reference of ['example.com', zoneId('example.com')]) {
      const error = await findZone(cloudflare, reference).catch((thrown: unknown) => thrown);
      expect(failureIn(error)?.kind).toBe('permission_missing');
    }
  });

  it('for a host is not an error: its DNS is elsewhere', async () => {
    expect(await findZoneOfHost(open().cloudflare, 'www.elsewhere.test')).toBeUndefined();
  });
});

describe('pages of zones', () => {
  async function fetchAll(count: number, from = 0, max = 1_000, faults: Fault[] = []) {
    const { simulator, cloudflare } = many(count, faults);
    const totals = new Set<number | undefined>();
    const names: string[] = [];
    const hasMore: boolean[] = [];
    for await (const page of fetchZonePages(cloudflare, from, max)) {
      names.push(...page.zones.map(({ name }) => name));
      totals.add(page.total);
      hasMore.push(page.hasMore);
    }
    return { names, totals: [...totals], hasMore, requests: simulator.requests.length };
  }
  const namesOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => `zone-${String(from + n + 1).padStart(4, '0')}.example`);

  it.each([
    [0, 0, 1_000, 0, 1],
    [50, 0, 1_000, 50, 1],
    [51, 0, 1_000, 51, 2],
    [120, 0, 1_000, 120, 3],
    [120, 49, 1_000, 120, 3],
    [120, 50, 1_000, 120, 2],
    [120, 73, 1_000, 120, 2],
    [120, 0, 60, 60, 2],
    [120, 20, 30, 50, 1],
    [120, 60, 60, 120, 2],
    [60, 20, 35, 55, 2],
  ])(
    'of %i from index %i, at most %i, end at %i after %i requests',
    async (count, from, max, to, requests) => {
      const { names, totals, hasMore, requests: sent } = await fetchAll(count, from, max);
      expect(names).toEqual(namesOf(from, to));
      expect(sent).toBe(requests);
      expect(totals).toEqual([count]);
      expect(hasMore.slice(0, -1)).not.toContain(false);
      expect(hasMore.at(-1)).toBe(to < count);

      const { simulator, cloudflare } = many(count);
      const { zones, ...inOne } = await fetchZonesFrom(cloudflare, from, max);
      expect(zones.map(({ name }) => name)).toEqual(names);
      expect(inOne).toEqual({ total: count, hasMore: to < count });
      expect(simulator.requests).toHaveLength(requests);
    },
  );

  it.each([3, 1_000])('go on to the end although their total is said to be %i', async (total) => {
    const faults = [{ when: () => true, answer: lyingTotal(total) }];
    const { names } = await fetchAll(120, 0, 1_000, faults);
    expect(names).toEqual(namesOf(0, 120));
    const { zones, hasMore } = await fetchZonesFrom(many(120, faults).cloudflare, 0, 1_000);
    expect([zones.map(({ name }) => name), hasMore]).toEqual([names, false]);
  });

  it('are fetched ahead, one page at a time', async () => {
    const { simulator, cloudflare } = many(200);
    const pages = fetchZonePages(cloudflare, 0, 1_000);
    await pages.next();
    await vi.waitFor(() => expect(simulator.requests).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(simulator.requests).toHaveLength(2);
  });
});
