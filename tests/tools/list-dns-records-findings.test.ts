/** list_dns_records: what it points out about records, and that it says nothing where it could not read what decides. */
import { describe, expect, it } from 'vitest';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import type { SimRecord } from '../../src/simulator/world/world.ts';
import { open, type Row } from '../client.ts';

const TOOL = 'list_dns_records';
const ZONE = 'example.com';
const OWN_ADDRESS = '104.16.132.229';

/** The sample zone with these records beside its own. */
async function openWith(added: Partial<SimRecord>[], faults: Fault[] = []) {
  const world = sampleWorld(new Date());
  const zone = world.zones.find(({ name }) => name === ZONE) ?? expect.fail();
  const template = zone.records.find(({ type }) => type === 'A') ?? expect.fail();
  added.forEach((facts, index) => {
    zone.records.push({
      ...template,
      id: `added-${index}`,
      proxied: false,
      tags: [],
      comment: null,
      ...facts,
    });
  });
  return open({ world, faults });
}

async function notesOn(input: object, added: Partial<SimRecord>[], faults: Fault[] = []): Promise<string> {
  const session = await openWith(added, faults);
  const { structured, isError, text } = await session.call(TOOL, { zone: ZONE, ...input });
  if (isError) expect.fail(text);
  return (structured.notes ?? []).join('\n');
}

describe('a name without a record', () => {
  it('that the wildcard answers for has what it answers', async () => {
    expect(await notesOn({ name: 'nobody', type: 'A' }, [])).toMatch(
      /nobody\.example\.com has no record of any type, so the wildcard answers for it: \*\.example\.com CNAME/,
    );
  });

  it('of this type, but with another record, is not answered by the wildcard', async () => {
    const added = [{ name: 'nobody.example.com', type: 'TXT', content: '"x"' }];
    for (const input of [{ name: 'nobody', type: 'A' }, { name: 'nobody' }]) {
      expect(await notesOn(input, added)).toContain(
        'The wildcard *.example.com does not answer for nobody.example.com',
      );
    }
  });

  it.each([
    [{ type: 'MX', content: 'mail.example.com' }, true],
    [{ type: 'AAAA', content: '2001:db8::9' }, true],
    [{ type: 'AAAA', content: '2001:db8::9', proxied: true }, false],
    [{ type: 'A', content: '203.0.113.9' }, false],
    [{ type: 'NS', content: 'ns.other.example' }, false],
  ])('with %j alone: that the wildcard does not answer is said, also without type: %s', async (facts, is) => {
    const notes = await notesOn({ name: 'nobody' }, [{ name: 'nobody.example.com', ...facts }]);
    expect(notes.includes('The wildcard *.example.com does not answer for nobody.example.com')).toBe(is);
  });

  it('above another record, or deeper than the wildcard, is answered under a condition only', async () => {
    const below = [{ name: 'a.nobody.example.com' }];
    expect(await notesOn({ name: 'nobody' }, below)).toMatch(
      /nobody\.example\.com has records below it, so .* does not answer .* only if no record exists at or below/,
    );
    expect(await notesOn({ name: 'a.b' }, [])).toMatch(/only if no name between the two has a record/);
  });

  it.each(['startswith', 'endswith'])(
    'has no word on wildcards where %s cannot be asked',
    async (operator) => {
      const faults: Fault[] = [{ when: ({ query }) => query.has(`name.${operator}`), answer: htmlPage(502) }];
      expect(await notesOn({ name: 'nobody' }, [], faults)).not.toMatch(/so the wildcard|No wildcard/);
    },
  );

  it('such as _dmarc is not looked for among the wildcards', async () => {
    const session = await openWith([]);
    await session.call(TOOL, { zone: ZONE, name: '_nothing' });
    expect(session.asked().join()).not.toContain('startswith');
  });
});

describe('a CNAME to a name outside the zone', () => {
  it('that is in another zone of the account names that zone, where one name is asked', async () => {
    const other = sampleWorld(new Date()).zones.find(({ name }) => name !== ZONE) ?? expect.fail();
    const added = [{ name: 'led.example.com', type: 'CNAME', content: `cdn.${other.name}` }];
    const said = `cdn.${other.name} is in the zone ${other.name} of this account`;
    expect(await notesOn({ name: 'led' }, added)).toContain(said);
    expect(await notesOn({ type: 'CNAME' }, added)).not.toContain('of this account');
  });

  it('that is in none, or cannot be looked up, has no note on it', async () => {
    const added = [{ name: 'led.example.com', type: 'CNAME', content: 'shops.partner.test' }];
    const faults: Fault[] = [
      { when: ({ query }) => query.get('name') === 'shops.partner.test', answer: htmlPage(502) },
    ];
    expect(await notesOn({ name: 'led' }, added)).toBe('');
    expect(await notesOn({ name: 'led' }, added, faults)).toBe('');
  });
});

describe('an address', () => {
  it("of Cloudflare's own is pointed out, in one zone and in all", async () => {
    const added = [{ name: 'looped.example.com', content: OWN_ADDRESS, proxied: true }];
    const said = new RegExp(
      `looped\\.example\\.com A ${OWN_ADDRESS}: .*Cloudflare's own network.*error 1000`,
    );
    expect(await notesOn({ name: 'looped' }, added)).toMatch(said);
    expect(await notesOn({ zone: undefined, content: OWN_ADDRESS }, added)).toMatch(said);
  });

  it('has no note where the ranges cannot be read, or are no ranges', async () => {
    const added = [{ name: 'looped.example.com', content: OWN_ADDRESS }];
    for (const answer of [
      htmlPage(502),
      () => Response.json({ success: true, result: { ipv4_cidrs: ['?'] } }),
    ]) {
      expect(await notesOn({ name: 'looped' }, added, [{ when: onPath(/^\/ips$/), answer }])).toBe('');
    }
  });

  it('that is public and unproxied is found with exposed, in one zone and in all', async () => {
    const added = [
      { name: 'open.example.com', content: '203.0.113.9' },
      { name: 'open6.example.com', type: 'AAAA', content: '2001:db8::9' },
      { name: 'inside.example.com', content: '10.1.2.3' },
      { name: 'hidden.example.com', content: '203.0.113.9', proxied: true },
    ];
    const session = await openWith(added);
    for (const zone of [ZONE, undefined]) {
      const { structured } = await session.call(TOOL, { zone, exposed: true });
      const names = structured.records.map(({ name }: Row) => name);
      expect(names).toEqual(expect.arrayContaining(['open.example.com', 'open6.example.com']));
      expect(names).not.toContain('inside.example.com');
      for (const row of structured.records) {
        expect(row).toMatchObject({ type: expect.stringMatching(/^A{1,4}$/), proxied: false });
        expect(row.content).not.toMatch(/^(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))\./);
      }
      expect(structured.total).toBe(names.length);
    }
  });

  it('cannot be proxied and exposed', async () => {
    const { isError, text } = await (await open()).call(TOOL, { zone: ZONE, exposed: true, proxied: true });
    expect(isError).toBe(true);
    expect(text).toContain('leave out proxied');
  });
});

describe('a record', () => {
  const mail = { name: 'mx1.example.com', content: '203.0.113.25' };

  it.each([
    ['MX', 'mx1.example.com'],
    ['SRV', '5 5060 mx1.example.com'],
  ])('of type %s whose target is proxied is pointed out, read whole or by type', async (type, content) => {
    const added = [
      { ...mail, proxied: true },
      { name: 'm.example.com', type, content },
    ];
    const said = `${type} of m.example.com points at mx1.example.com, which is proxied`;
    expect(await notesOn({}, added)).toContain(said);
    expect(await notesOn({ type }, added)).toContain(said);
    if (type === 'MX') expect(await notesOn({ name: 'mx1' }, added)).toContain(said);
    const unproxied = [mail, ...added.slice(1)];
    expect(await notesOn({ name: 'mx1.example.com' }, unproxied)).not.toContain('points at');
    expect(await notesOn({ type }, unproxied)).not.toContain('mx1.example.com, which is proxied');
  });

  it('that NS records of a name above take away is pointed out, with their names', async () => {
    const added = [
      { name: 'v1.sub.example.com' },
      { name: 'sub.example.com', type: 'NS', content: 'ns1.platform.example' },
    ];
    for (const input of [{}, { name: 'v1.sub' }]) {
      expect(await notesOn(input, added)).toMatch(
        /Not answered by this zone: v1\.sub\.example\.com \(A\).*sub\.example\.com NS ns1\.platform\.example/,
      );
    }
  });

  const missing = "this zone has no record of the target's name";

  it.each([{}, { name: 'gone' }])(
    'that points at a name that nothing in its zone answers for does not resolve: %j',
    async (input) => {
      const inside = [{ name: 'gone.example.com', type: 'CNAME', content: 'x.y.example.com' }];
      // The wildcard of the zone may answer for the target.
      expect(await notesOn(input, inside)).not.toContain(missing);
      const session = await openWith(inside);
      const zone = session.simulator.world.zones.find(({ name }) => name === ZONE) ?? expect.fail();
      zone.records = zone.records.filter(({ name }) => !name.startsWith('*'));
      const notes = async () =>
        (await session.call(TOOL, { zone: ZONE, ...input })).structured.notes?.join() ?? '';
      expect(await notes()).toContain(
        `gone.example.com CNAME x.y.example.com: ${missing}. Unless a load balancer`,
      );
      const [record = expect.fail()] = zone.records;
      const delegation = {
        ...record,
        id: 'f'.repeat(32),
        name: 'y.example.com',
        type: 'NS',
        content: 'ns1.example.net',
      };
      for (const answering of [
        delegation,
        { ...delegation, name: 'x.y.example.com', type: 'A', content: '192.0.2.1' },
      ]) {
        zone.records = [...zone.records.filter(({ id }) => id !== answering.id), answering as typeof record];
        expect(await notes()).not.toContain(missing);
      }
    },
  );

  it('that points at a name of another zone is not said to dangle', async () => {
    const added = [{ name: 'gone.example.com', type: 'CNAME', content: 'x.nothing.example.net' }];
    expect(await notesOn({}, added)).not.toContain(missing);
    expect(await notesOn({ name: 'gone' }, added)).not.toContain(missing);
  });
});
