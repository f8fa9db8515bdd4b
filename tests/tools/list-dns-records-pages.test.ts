/** list_dns_records: its cursors give each record once, in one zone and over all of them, and answers keep their size. */
import { describe, expect, it } from 'vitest';
import { lyingTotal, onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { type Answer, open, type Row, token, walk } from '../client.ts';

const TOOL = 'list_dns_records';
const ZONE = 'zone-0001.example';

const openMany = (world: World, faults: Fault[] = []) =>
  open({ world, faults, credential: token(MANY_ZONES_TOKEN), accountId: MANY_ZONES_ACCOUNT_ID });

const namesIn = (pages: Answer[]) =>
  pages.flatMap(({ structured }) => structured.records.map(({ name }: Row) => name));
const longest = (pages: Answer[]) => Math.max(...pages.map(({ text }) => text.length));
const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index + 1).padStart(4, '0'));
const hostsOf = (zone: string, count: number) => numbers(count).map((number) => `host-${number}.${zone}`);

/** Records with as much text as Cloudflare allows. */
function withBigRows(world: World): World {
  for (const zone of world.zones) {
    for (const record of zone.records) {
      Object.assign(record, {
        type: 'TXT',
        content: `"${record.id} ${'k'.repeat(1_900)}"`,
        comment: 'c'.repeat(100),
      });
    }
  }
  return world;
}

describe('the pages of one zone', () => {
  it.each([1, 3, 99, 100, 101, 250, 1000])('give each of 250 records once, with limit %i', async (limit) => {
    const session = await openMany(manyZones(1, 250, new Date()));
    const pages = await walk(session, TOOL, { zone: ZONE, limit });
    expect(namesIn(pages)).toEqual(hostsOf(ZONE, 250));
    expect(pages.map(({ structured }) => structured.total)).toEqual(pages.map(() => 250));
  });

  it('give each of 250 records once without a limit, below 20,000 characters', async () => {
    const session = await openMany(manyZones(1, 250, new Date()));
    const pages = await walk(session, TOOL, { zone: ZONE });
    expect(namesIn(pages)).toEqual(hostsOf(ZONE, 250));
    expect(longest(pages)).toBeLessThan(20_000);
  });

  it.each([
    [{}, 20_000],
    [{ limit: 1000 }, 50_000],
  ] as const)('with big rows and %j give each record once and hold their size', async (input, charsMax) => {
    const session = await openMany(withBigRows(manyZones(1, 130, new Date())));
    const pages = await walk(session, TOOL, { zone: ZONE, ...input });
    expect(namesIn(pages)).toEqual(hostsOf(ZONE, 130));
    expect(longest(pages)).toBeLessThan(charsMax);
    expect(longest(pages)).toBeGreaterThan(charsMax / 3);
  });

  it('may have different limits', async () => {
    const session = await openMany(manyZones(1, 40, new Date()));
    const first = await session.call(TOOL, { zone: ZONE, limit: 7 });
    const second = await session.call(TOOL, { zone: ZONE, limit: 5, cursor: first.structured.next_cursor });
    const third = await session.call(TOOL, { zone: ZONE, limit: 90, cursor: second.structured.next_cursor });
    expect(namesIn([first, second, third])).toEqual(hostsOf(ZONE, 40));
  });

  it.each([10, 9_999])('come to their end when Cloudflare says that there are %i records', async (total) => {
    const faults = [{ when: onPath(/dns_records$/), answer: lyingTotal(total) }];
    const session = await openMany(manyZones(1, 130, new Date()), faults);
    expect(namesIn(await walk(session, TOOL, { zone: ZONE, limit: 20 }))).toEqual(hostsOf(ZONE, 130));
  });

  it('do not call a zone empty when some of its records were deleted between two pages', async () => {
    const session = await openMany(manyZones(1, 40, new Date()));
    const first = await session.call(TOOL, { zone: ZONE, limit: 20 });
    session.simulator.world.zones[0]!.records.splice(5);
    const last = await session.call(TOOL, { zone: ZONE, cursor: first.structured.next_cursor });
    expect(last.structured).toMatchObject({ returned: 0, total: 5 });
    expect(last.text).not.toContain('has no DNS records');
  });

  it('refuse the cursor of another zone', async () => {
    const session = await openMany(manyZones(2, 20, new Date()));
    const { structured } = await session.call(TOOL, { zone: ZONE, limit: 5 });
    const cursor = structured.next_cursor;
    const { isError, text } = await session.call(TOOL, { zone: 'zone-0002.example', cursor });
    expect(isError).toBe(true);
    expect(text).toMatch(/belongs to another question.*exactly the arguments/);
  });
});

describe('the pages of a search over all zones', () => {
  it.each([20, 33, 100])('give each record once, with limit %i', async (limit) => {
    const session = await open();
    const question = { type: 'A', name: 'host-*' };
    const expected = sampleWorld(new Date())
      .zones.filter(({ name }) => name !== 'fabrikam.example')
      .flatMap(({ records }) => records.map(({ name }) => name).filter((name) => name.startsWith('host-')));
    const found = namesIn(await walk(session, TOOL, { ...question, limit }));
    expect(new Set(found).size).toBe(found.length);
    expect([...found].sort()).toEqual(expected.sort());
  });

  it.each([1, 4, 5, 23])('end within a zone and go on there, with limit %i', async (limit) => {
    const session = await openMany(manyZones(6, 9, new Date()));
    const found = namesIn(await walk(session, TOOL, { type: 'A', limit }));
    expect(found).toEqual(numbers(6).flatMap((number) => hostsOf(`zone-${number}.example`, 9)));
  });

  it('have at most as many rows as the limit', async () => {
    const session = await openMany(manyZones(6, 9, new Date()));
    const pages = await walk(session, TOOL, { type: 'A', limit: 5 });
    expect(pages.slice(0, -1).map(({ structured }) => structured.returned)).toEqual(
      pages.slice(1).map(() => 5),
    );
  });

  it.each([
    [{}, 20_000],
    [{ limit: 1000 }, 50_000],
  ] as const)('with big rows and %j give each record once and hold their size', async (input, charsMax) => {
    const session = await openMany(withBigRows(manyZones(60, 2, new Date())));
    const pages = await walk(session, TOOL, { type: 'TXT', ...input });
    expect(namesIn(pages)).toEqual(numbers(60).flatMap((number) => hostsOf(`zone-${number}.example`, 2)));
    expect(longest(pages)).toBeLessThan(charsMax);
  });

  it('continue after five hundred zones, the most that one call searches', async () => {
    const session = await openMany(manyZones(510, 1, new Date()));
    const pages = await walk(session, TOOL, { content: '10.0.0.1', limit: 1000 });
    expect(pages.length).toBeGreaterThan(1);
    expect(namesIn(pages)).toEqual(numbers(510).map((number) => `host-0001.zone-${number}.example`));
  });
});
