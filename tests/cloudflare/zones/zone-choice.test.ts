/** Several zones of one name: which one is meant, and how the others are asked. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../src/catalog.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import type { SimZone } from '../../../src/simulator/world/world.ts';
import { open } from '../../client.ts';

const NAME = 'shop.example';
const idOf = (digit: string) => digit.repeat(32);

/** The sample account with one zone of this name for each of these changes; their IDs are 1111…, 2222…, in this order. */
function worldWith(...changes: Partial<SimZone>[]) {
  const world = sampleWorld(new Date());
  const [example] = world.zones;
  if (example === undefined) expect.fail();
  const zones = changes.map((change, at) => {
    const id = idOf(String(at + 1));
    const records = example.records
      .slice(0, 1)
      .map((record) => ({ ...record, name: NAME, content: `192.0.2.${at + 1}` }));
    return { ...example, id, name: NAME, records, ...change };
  });
  world.zones.push(...zones);
  return world;
}

const asked = async (zone: string, ...changes: Partial<SimZone>[]) => {
  const session = await open({ world: worldWith(...changes) });
  return { session, ...(await session.call('list_dns_records', { zone })) };
};
const contents = ({ structured }: { structured: { records: { content: string }[] } }) =>
  structured.records.map(({ content }) => content);

describe('of several zones of one name', () => {
  it.each([
    ['the active one', [{ status: 'moved' }, { status: 'active' }], '192.0.2.2'],
    [
      'the active one, though paused',
      [{ status: 'pending' }, { status: 'active', paused: true }],
      '192.0.2.2',
    ],
    ['the one that is not paused', [{ paused: true }, { paused: false }], '192.0.2.2'],
    ['the pending one before the moved', [{ status: 'moved' }, { status: 'pending' }], '192.0.2.2'],
    ['the initializing one before the moved', [{ status: 'moved' }, { status: 'initializing' }], '192.0.2.2'],
    ['a status that is known', [{ status: 'on_fire' }, { status: 'moved' }], '192.0.2.2'],
  ])('%s is meant', async (_which, changes, content) => {
    expect(contents(await asked(NAME, ...changes))).toEqual([content]);
    expect(contents(await asked(`www.${NAME}`, ...changes))).toEqual([content]);
  });

  it('the others are named with their states and IDs, in each call', async () => {
    const { session, structured } = await asked(
      NAME,
      { status: 'moved' },
      { status: 'active' },
      { status: 'pending' },
    );
    const note =
      `This account has 3 zones named ${NAME}. Meant is the active one (${idOf('2')}); the others: ` +
      `pending (${idOf('3')}), moved (${idOf('1')}). For another, ask with its ID as zone.`;
    expect(structured.notes).toEqual([note]);
    for (const zone of [NAME, `www.${NAME}`]) {
      expect((await session.call('list_dns_records', { zone })).structured.notes).toContain(note);
    }
  });

  it('each can be asked by its ID, without changing what the name means', async () => {
    const { session } = await asked(NAME, { status: 'moved' }, { status: 'active' });
    const byId = await session.call('list_dns_records', { zone: idOf('1') });
    expect(contents(byId)).toEqual(['192.0.2.1']);
    expect(byId.structured.notes).toEqual([
      `${NAME} is moved: the public DNS no longer uses its records.`,
      'It does with the name servers ada.ns.cloudflare.com and lou.ns.cloudflare.com entered at the registrar.',
    ]);
    expect(contents(await session.call('list_dns_records', { zone: NAME }))).toEqual(['192.0.2.2']);
    const meant = await session.call('list_dns_records', { zone: idOf('2') });
    expect(meant.structured.notes).toBeUndefined();
  });

  it('by its ID first, the moved one does not stand for the name either', async () => {
    const session = await open({ world: worldWith({ status: 'moved' }, { status: 'active' }) });
    await session.call('list_dns_records', { zone: idOf('1') });
    expect(contents(await session.call('list_dns_records', { zone: NAME }))).toEqual(['192.0.2.2']);
  });

  it('no more than five are named', async () => {
    const changes = Array.from({ length: 9 }, () => ({ status: 'moved' }));
    const { structured } = await asked(NAME, ...changes);
    expect(structured.notes.join()).toMatch(/ and 3 more\. For another/);
    expect(structured.notes.join().match(/moved \([0-9]{32}\)/g)).toHaveLength(5);
  });
});

describe('every tool that takes a zone', () => {
  it.each(catalog.filter(({ input }) => 'zone' in input.shape).map(({ name }) => name))(
    '%s says that there are others of the name',
    async (tool) => {
      const session = await open({ world: worldWith({ status: 'moved' }, { status: 'active' }) });
      const { isError, text, structured } = await session.call(tool, { zone: NAME });
      expect(isError, text).toBe(false);
      expect(structured.notes.join('\n')).toContain(
        `2 zones named ${NAME}. Meant is the active one (${idOf('2')})`,
      );
    },
  );
});
