/** get_zone: the ways to name a zone, and what is said when there is no such zone. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { GLOBAL_API_EMAIL, GLOBAL_API_KEY } from '../../src/simulator/sample/credentials.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { open } from '../client.ts';

const get = (zone: string) => ({ zone, sections: ['dnssec'] });

describe('a zone', () => {
  it.each([
    ['its name', 'example.com', 'example.com'],
    ['its name in capitals, with the dot of the root', ' Example.COM. ', 'example.com'],
    ['its ID', zoneId('example.com'), 'example.com'],
    ['its ID in capitals', zoneId('example.com').toUpperCase(), 'example.com'],
    ['a host in it', 'shop.example.com', 'example.com'],
    ['a host deep in it', 'a.b.c.d.shop.example.com', 'example.com'],
    ['a pasted address', 'https://shop.example.com:8443/cart?x=1#top', 'example.com'],
    ['its Unicode name', 'bücher.example', 'xn--bcher-kva.example'],
    ['its Punycode name', 'XN--bcher-kva.example', 'xn--bcher-kva.example'],
    ['a host in it with an underscore', '_dmarc.example.org', 'example.org'],
  ])('is found by %s', async (_way, written, name) => {
    const session = await open();
    const { structured, isError } = await session.call('get_zone', get(written));
    expect(isError).toBe(false);
    expect(structured.overview).toMatchObject({ name, id: zoneId(name) });
  });

  it('is the most specific one that holds the host', async () => {
    const world = sampleWorld(new Date());
    const parent = world.zones.find(({ name }) => name === 'example.com')!;
    world.zones.push({ ...parent, id: 'f'.repeat(32), name: 'lab.example.com' });
    const session = await open({ world });
    const { structured } = await session.call('get_zone', get('box.lab.example.com'));
    expect(structured.overview.name).toBe('lab.example.com');
  });

  it('is looked up with one request for each name that it could have', async () => {
    const session = await open();
    await session.call('get_zone', get('a.shop.example.com'));
    const lookups = session.asked().filter((path) => path.startsWith('/zones?'));
    expect(lookups.map((path) => /[?&]name=([^&]*)/.exec(path)?.[1])).toEqual([
      'a.shop.example.com',
      'shop.example.com',
      'example.com',
    ]);
  });

  it('of another account is treated like one that does not exist, by name and by ID', async () => {
    const session = await open();
    for (const zone of ['fabrikam.example', zoneId('fabrikam.example')]) {
      const { isError, text } = await session.call('get_zone', get(zone));
      expect(isError).toBe(true);
      expect(text).toMatch(/^No zone .* in this account.*another account.*call list_zones/);
    }
  });

  it('of another account stays unknown to a Global API Key that could read it', async () => {
    const credential = { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL } as const;
    const session = await open({ credential });
    for (const zone of ['fabrikam.example', zoneId('fabrikam.example')]) {
      const { isError, text } = await session.call('get_zone', get(zone));
      expect(isError).toBe(true);
      expect(text).toContain('in this account');
      expect(text).not.toContain('Fabrikam');
    }
  });

  it('of a made-up ID does not exist', async () => {
    const session = await open();
    const { isError, text } = await session.call('get_zone', get('0'.repeat(32)));
    expect(isError).toBe(true);
    expect(text).toContain('No zone with the ID "00000000000000000000000000000000" in this account');
  });

  it.each([
    ['exmaple.com', 'example.com'],
    ['example.co', 'example.com'],
    ['northwind-pya.example', 'northwind-pay.example'],
    ['launch', 'northwind-launch.example'],
  ])('that is misspelt as %s is answered with similar names', async (written, near) => {
    const session = await open();
    const { isError, text } = await session.call('get_zone', get(written));
    expect(isError).toBe(true);
    expect(text).toContain(`No zone named "${written}" in this account. Similar names: `);
    expect(text).toContain(near);
    const [, names = ''] = /Similar names: ([^ ]+(?:, [^ ]+)*)\. /.exec(text) ?? [];
    expect(names.split(', ').length).toBeLessThanOrEqual(5);
  });

  it('that is like no other is answered without similar names', async () => {
    const session = await open();
    const { text } = await session.call('get_zone', get('completely-different-company.test'));
    expect(text).not.toContain('Similar names');
    expect(text).toContain('call list_zones');
  });

  it.each(['example.com!', '*.example.com', '../../accounts', 'exa mple.com', 'example.com,other.com'])(
    'cannot be written "%s", and no request is sent',
    async (written) => {
      const session = await open();
      const { isError, text } = await session.call('get_zone', get(written));
      expect(isError).toBe(true);
      expect(text).toMatch(/^zone: .*neither a zone name.*nor a zone ID.*list_zones/);
      expect(session.asked()).toEqual([]);
    },
  );
});
