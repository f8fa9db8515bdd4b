/** Zones with letters beyond ASCII: Cloudflare's list of zones spells them in Unicode, its DNS records in Punycode. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { catalog } from '../../../src/catalog.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { open, openSampleAt } from '../../client.ts';
import { get, NOW, sample } from '../../simulator/client.ts';

afterEach(() => {
  vi.useRealTimers();
});
const ASCII = 'xn--bcher-kva.example';
const ID = zoneId(ASCII);
const withZone = catalog.filter(({ input }) => 'zone' in input.shape).map(({ name }) => name);

describe('the simulator', () => {
  it('spells one zone as Cloudflare does: Unicode in the zone, Punycode in its records', async () => {
    const simulator = sample();
    const zones = await get(simulator, `/zones?name=${ASCII}`);
    expect(zones.result.map(({ name }) => name)).toEqual(['bücher.example']);
    const records = await get(simulator, `/zones/${ID}/dns_records?name=www.${ASCII}`);
    expect(records.result.map(({ name }) => name)).toEqual([`www.${ASCII}`]);
  });
});

describe.each(withZone)('%s', (tool) => {
  it('finds a zone by each of its spellings, and answers alike', async () => {
    // Else a second may pass between two answers, and move their window.
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    const session = await openSampleAt(NOW);
    const answers = [];
    for (const zone of [ASCII, 'bücher.example', 'BÜCHER.Example.', 'bu\u0308cher.example', ID]) {
      const { isError, text } = await session.call(tool, { zone });
      expect(isError, `${zone}: ${text}`).toBe(false);
      answers.push(text);
    }
    expect(answers[0]).not.toContain('No zone');
    expect(new Set(answers).size).toBe(1);
  });
});

describe('list_dns_records', () => {
  const namesFound = async (input: Record<string, unknown>) => {
    const session = await open();
    const { isError, text, structured } = await session.call('list_dns_records', input);
    expect(isError, text).toBe(false);
    const names: string[] = structured.records.map(({ name }: { name: string }) => name);
    return { names: [...new Set(names)], structured };
  };

  it.each([
    [{ name: 'www.bücher.example' }],
    [{ name: `www.${ASCII}` }],
    [{ zone: ID, name: 'www' }],
    [{ zone: 'bücher.example', name: 'www' }],
    [{ zone: ASCII, name: 'www.bücher.example' }],
  ])('finds the host with %j', async (input) => {
    const { names, structured } = await namesFound(input);
    expect(names).toEqual([`www.${ASCII}`]);
    expect(structured.zone).toBe(ASCII);
  });

  it('finds the zone itself as @, and its hosts by a relative name in every zone', async () => {
    expect((await namesFound({ zone: ID, name: '@', type: 'MX' })).names).toEqual([ASCII]);
    expect((await namesFound({ name: 'www' })).names).toContain(`www.${ASCII}`);
  });

  it.each(['*büch*', '*ücher.example', 'www.bü*', 'www.bücher.*', '*.bücher.example', '*.BÜCHER.*'])(
    'finds a part of a name in Unicode: %s',
    async (name) => {
      for (const where of [{}, { zone: ID }]) {
        const { names, structured } = await namesFound({ ...where, name });
        expect(names).toContain(`www.${ASCII}`);
        expect(names.filter((each) => !each.endsWith(ASCII))).toEqual([]);
        expect(structured.total).toBe(structured.returned);
      }
    },
  );

  it('finds no more than the part that was asked for, page by page', async () => {
    const session = await open();
    const all = (await session.call('list_dns_records', { zone: ID, name: '*büch*' })).structured;
    const first = (await session.call('list_dns_records', { zone: ID, name: '*büch*', limit: 2 })).structured;
    const input = { zone: ID, name: '*büch*', limit: 2, cursor: first.next_cursor };
    const second = (await session.call('list_dns_records', input)).structured;
    expect([...first.records, ...second.records]).toEqual(all.records.slice(0, 4));
    expect(first.total).toBe(all.total);
    expect((await namesFound({ zone: ID, name: '*büh*' })).names).toEqual([]);
  });
});

describe('list_zones', () => {
  it.each(['bücher.example', ASCII, '*üch*', 'bü*', '*.example', '*cher.example', '*xn--bcher-kva*'])(
    'finds the zone by %s',
    async (name) => {
      const session = await open();
      const { structured } = await session.call('list_zones', { name });
      expect(structured.zones).toContainEqual(expect.objectContaining({ id: ID, name: ASCII }));
    },
  );
});

describe('completion', () => {
  it.each([
    ['bü', ['bücher.example']],
    ['BU\u0308C', ['bücher.example']],
    ['xn--b', [ASCII]],
    ['xn--no', []],
  ])('of %s is %j', async (value, names) => {
    const session = await open();
    const ref = { type: 'ref/prompt' as const, name: 'investigate_incident' };
    const { completion } = await session.client.complete({ ref, argument: { name: 'zone', value } });
    expect(completion.values).toEqual(names);
  });
});

describe('a zone that was added in Unicode below another', () => {
  it('is the one that its hosts belong to', async () => {
    const world = sampleWorld(new Date());
    const [example] = world.zones;
    if (example === undefined) expect.fail();
    world.zones.push({ ...example, id: 'c'.repeat(32), name: 'läden.example.com' });
    const session = await open({ world });
    const { structured } = await session.call('get_zone', { zone: 'www.läden.example.com' });
    expect(structured.overview).toMatchObject({ id: 'c'.repeat(32), name: 'xn--lden-loa.example.com' });
  });
});
