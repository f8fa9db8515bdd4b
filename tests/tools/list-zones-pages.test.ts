/** list_zones over many zones: cursors give each zone once, and answers keep their size. */
import { describe, expect, it } from 'vitest';
import { lyingTotal, onPath } from '../../src/simulator/faults.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { type Answer, open, type Row, token, walk } from '../client.ts';

function openMany(count: number, faults: Fault[] = []) {
  return open({
    world: manyZones(count, 0, new Date()),
    faults,
    credential: token(MANY_ZONES_TOKEN),
    accountId: MANY_ZONES_ACCOUNT_ID,
  });
}

const namesIn = (pages: Answer[]) =>
  pages.flatMap(({ structured }) => structured.zones.map(({ name }: Row) => name));
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `zone-${String(index + 1).padStart(4, '0')}.example`);

describe('the pages of list_zones', () => {
  it.each([1, 7, 49, 50, 51, 99, 1000])(
    'give each of 123 zones once, in order, with limit %i',
    async (limit) => {
      const pages = await walk(await openMany(123), 'list_zones', { limit });
      expect(namesIn(pages)).toEqual(numbered(123));
      expect(pages.length).toBe(Math.ceil(123 / limit));
    },
  );

  it('give each zone once without a limit', async () => {
    const pages = await walk(await openMany(123), 'list_zones', {});
    expect(namesIn(pages)).toEqual(numbered(123));
    expect(pages.map(({ structured }) => structured.returned)).toEqual([50, 50, 23]);
  });

  it('end without one more request when the last page is full', async () => {
    const session = await openMany(100);
    await walk(session, 'list_zones', { limit: 50 });
    expect(session.asked()).toHaveLength(2);
  });

  it('may have different limits', async () => {
    const session = await openMany(30);
    const first = await session.call('list_zones', { limit: 4 });
    const cursor = first.structured.next_cursor;
    const rest = await session.call('list_zones', { limit: 100, cursor });
    expect(namesIn([first, rest])).toEqual(numbered(30));
  });

  it('say the total of the whole list on each page', async () => {
    const pages = await walk(await openMany(60), 'list_zones', { limit: 25 });
    expect(pages.map(({ structured }) => structured.total)).toEqual([60, 60, 60]);
  });

  it('reach the end even if the total is too large or too small', async () => {
    for (const total of [10, 9_999]) {
      const faults = [{ when: onPath(/^\/zones$/), answer: lyingTotal(total) }];
      expect(namesIn(await walk(await openMany(123, faults), 'list_zones', {}))).toEqual(numbered(123));
    }
  });

  it('count the statuses of all zones, or of none', async () => {
    const few = await (await openMany(30)).call('list_zones', { limit: 1 });
    expect(few.structured).toMatchObject({ returned: 1, by_status: [{ status: 'active', count: 30 }] });
    const many = await (await openMany(60)).call('list_zones', { limit: 1 });
    expect(many.structured.by_status).toBeUndefined();
  });

  it('refuse a cursor that was given for other filters', async () => {
    const session = await openMany(30);
    const { structured } = await session.call('list_zones', { limit: 4 });
    const cursor = structured.next_cursor;
    session.asked();
    const { isError, text } = await session.call('list_zones', { status: 'active', cursor });
    expect(isError).toBe(true);
    expect(text).toMatch(/belongs to another question.*call list_zones again/);
    expect(session.asked()).toEqual([]);
  });

  it.each(['nonsense', 'e30', 'bnVsbA'])('refuse the cursor "%s", which nobody gave', async (cursor) => {
    const { isError, text } = await (await openMany(3)).call('list_zones', { cursor });
    expect(isError).toBe(true);
    expect(text).toContain('leave cursor out to start again');
  });

  it('do not call an account empty when some of its zones were deleted between two pages', async () => {
    const session = await openMany(60);
    const first = await session.call('list_zones', { limit: 50 });
    session.simulator.world.zones.splice(10);
    const last = await session.call('list_zones', { cursor: first.structured.next_cursor });
    expect(last.structured).toMatchObject({ returned: 0, total: 10 });
    expect(last.text).not.toContain('No zones found');
  });

  it('stay below 20,000 characters without a limit and 50,000 with limit 1000', async () => {
    const session = await openMany(700);
    for (const [input, charsMax] of [
      [{}, 20_000],
      [{ limit: 1000 }, 50_000],
    ] as const) {
      const pages = await walk(session, 'list_zones', input);
      expect(Math.max(...pages.map(({ text }) => text.length))).toBeLessThan(charsMax);
      expect(namesIn(pages)).toEqual(numbered(700));
    }
  });
});
