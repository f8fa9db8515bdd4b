/** list_changes over more entries than one page, one call or one answer holds: each is returned exactly once. */
import { describe, expect, it } from 'vitest';
import { AUDIT_PAGES_MAX } from '../../src/limits/cloudflare.ts';
import { onPath } from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { open, walk } from '../client.ts';

const TOOL = 'list_changes';
const SMALL_PAGE = 400;
/** Cloudflare may return smaller pages than requested: then one call reads fewer entries. */
const smallPages: Fault = {
  when: onPath(/logs\/audit$/),
  answer: ({ query }, _signal, proceed) => {
    query.set('limit', String(SMALL_PAGE));
    return proceed();
  },
};
/** As many entries as one call reads. */
const WHOLE_CALL = AUDIT_PAGES_MAX * SMALL_PAGE;
const MORE_THAN_A_CALL = WHOLE_CALL + 500;

/** @param together how many entries share each moment, as those of a script do. */
function manyEntries(count: number, together = 1) {
  const now = new Date();
  const world = sampleWorld(now);
  const [first] = world.audit_log;
  world.audit_log = Array.from({ length: count }, (_, n) => ({
    ...first!,
    id: `entry-${n}`,
    action: {
      ...first!.action,
      time: new Date(now.getTime() - 60_000 - Math.floor(n / together) * 1_000).toISOString(),
    },
    resource: {
      ...first!.resource,
      type: 'thing',
      id: `thing-${n}`,
      request: undefined,
      response: undefined,
    },
  }));
  return world;
}

const things = (count: number) => Array.from({ length: count }, (_, n) => `thing-${n}`);

describe('the audit log', () => {
  it('that is longer than a page is read by its own cursor, which the SDK does not follow', async () => {
    const session = await open({ world: manyEntries(1_500) });
    const { structured } = await session.call(TOOL, { since: '2h', limit: 5 });
    expect(structured).toMatchObject({ returned: 5, total: 1_500 });
    const pages = session.simulator.requests.map(({ query }) => query);
    expect(pages).toHaveLength(2);
    expect(pages[0]!.has('cursor')).toBe(false);
    expect(pages[1]!.get('cursor')).toBeTruthy();
    for (const query of pages) {
      expect([...query.keys()].sort().join()).toMatch(/^before,(cursor,)?direction,limit,since$/);
      expect(query.get('since')).toBe(pages[0]!.get('since'));
      expect(query.get('before')).toBe(pages[0]!.get('before'));
    }
  });

  it.each([
    [1_500, 1],
    [MORE_THAN_A_CALL, 1],
    [MORE_THAN_A_CALL, 7],
    [WHOLE_CALL, 1],
  ])(
    'of %i entries, %i of them at each moment, is returned entry by entry over our cursor',
    async (count, together) => {
      const session = await open({ world: manyEntries(count, together), faults: [smallPages] });
      const pages = await walk(session, TOOL, { since: '3h', limit: 400 });
      const rows = pages.flatMap(({ structured }) => structured.changes);
      const seen = rows.map(({ on }) => on);
      expect(seen.toSorted()).toEqual(things(count).toSorted());
      const times = rows.map(({ time }) => time);
      expect(times).toEqual([...times].sort().reverse());
    },
  );

  it('that is longer than one call reads says how far back it was read, and gives no total', async () => {
    const session = await open({ world: manyEntries(MORE_THAN_A_CALL), faults: [smallPages] });
    const { structured } = await session.call(TOOL, { since: '3h' });
    expect(structured.total).toBeUndefined();
    expect(structured.next_cursor).toBeTruthy();
    expect(structured.notes.join()).toMatch(/Read back to \S+Z only\. next_cursor continues/);
  });

  it('is not asked again for ever: the empty cursor of its last page ends it', async () => {
    const session = await open({ world: manyEntries(1_000) });
    await session.call(TOOL, { since: '2h' });
    expect(session.asked()).toHaveLength(1);
  });

  it('keeps the records and settings for the part that was read', async () => {
    const world = manyEntries(MORE_THAN_A_CALL);
    const session = await open({ world, faults: [smallPages] });
    const input = { zone: 'example.com', since: '4h', limit: 1000 };
    // The records changed 130 minutes ago, earlier than what the first call reads, and the log does not have them.
    for (const entry of world.audit_log) entry.zone = { id: session.simulator.world.zones[0]!.id, name: 'x' };
    const pages = await walk(session, TOOL, input);
    const sources = pages.map(
      ({ structured }) => new Set(structured.changes.map(({ source }: { source?: string }) => source)),
    );
    expect(sources[0]!.has('dns_records')).toBe(false);
    const all = pages.flatMap(({ structured }) => structured.changes);
    expect(all.filter(({ source }) => source === 'dns_records')).toHaveLength(3);
    expect(all.map(({ time }) => time)).toEqual(
      all
        .map(({ time }) => time)
        .toSorted()
        .toReversed(),
    );
  });

  it('refuses the cursor of another question', async () => {
    const session = await open({ world: manyEntries(1_500) });
    const { structured } = await session.call(TOOL, { since: '2h', limit: 5 });
    const { next_cursor: cursor } = structured;
    const { isError, text } = await session.call(TOOL, { since: '2h', zone: 'example.com', cursor });
    expect(isError).toBe(true);
    expect(text).toMatch(/cursor/);
  });
});
