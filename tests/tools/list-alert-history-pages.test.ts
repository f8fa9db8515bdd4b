/** list_alert_history: its cursors give each alert once, whatever happens meanwhile, and answers keep their size. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAlert } from '../../src/simulator/world/world.ts';
import { type Answer, open, walk } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_alert_history';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Numbered alerts a minute apart, the newest first, each sent to `destinations` addresses. */
function worldWith(count: number, destinations: number, words = '') {
  const world = sampleWorld(NOW);
  const [first] = world.alerts;
  world.alerts = Array.from({ length: count * destinations }, (_, at): SimAlert => {
    const number = Math.floor(at / destinations);
    return {
      ...first!,
      id: `entry-${at}`,
      alert_body: `alert ${number} ${words}`,
      mechanism: `on-call-${at % destinations}@northwind.example`,
      sent: minutesBefore(NOW, number + 1 - (at % destinations) / 60),
    };
  });
  return world;
}

const numbersIn = (pages: Answer[]) =>
  pages.flatMap(({ structured }) =>
    structured.alerts.map(({ reason }: { reason: string }) => Number(/^alert (\d+)/.exec(reason)?.[1])),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const longest = (pages: Answer[]) => Math.max(...pages.map(({ text }) => text.length));

describe('the pages of list_alert_history', () => {
  it.each([1, 7, 22, 1000])(
    'give each row once, and with their repetitions all 42 alerts, with limit %i',
    async (limit) => {
      const session = await open({ world: sampleWorld(NOW) });
      const whole = await session.call(TOOL, {});
      const pages = await walk(session, TOOL, { limit });
      const rows: { times?: number }[] = pages.flatMap(({ structured }) => structured.alerts);
      expect(rows).toEqual(whole.structured.alerts);
      expect(rows.reduce((sum, { times = 1 }) => sum + times, 0)).toBe(42);
      expect(pages.map(({ structured }) => structured.total)).toEqual(pages.map(() => rows.length));
    },
  );

  it('keep their window while time goes by and new alerts come in', async () => {
    const world = worldWith(30, 1);
    const session = await open({ world });
    const first = await session.call(TOOL, { limit: 10 });
    vi.setSystemTime(new Date(NOW.getTime() + 10 * 60_000));
    world.alerts.push({
      ...world.alerts[0]!,
      id: 'new',
      sent: minutesBefore(NOW, -5),
      alert_body: 'alert 99',
    });
    const cursor = first.structured.next_cursor;
    const rest = await walk(session, TOOL, { limit: 10, cursor });
    const second = await session.call(TOOL, { limit: 1000, cursor });
    expect(numbersIn([first, second])).toEqual(upTo(30));
    expect(rest[0]?.structured.window).toEqual(first.structured.window);
  });

  it.each([
    [{}, 20_000],
    [{ limit: 1000 }, 50_000],
  ] as const)('with long bodies and %j give each alert once and hold their size', async (input, charsMax) => {
    const session = await open({ world: worldWith(120, 2, 'w'.repeat(3_000)) });
    const pages = await walk(session, TOOL, input);
    expect(numbersIn(pages)).toEqual(upTo(120));
    expect(longest(pages)).toBeLessThan(charsMax);
  });

  it('without a limit have a hundred rows at the most', async () => {
    const session = await open({ world: worldWith(250, 1) });
    const pages = await walk(session, TOOL, {});
    expect(numbersIn(pages)).toEqual(upTo(250));
    expect(Math.max(...pages.map(({ structured }) => structured.returned))).toBeLessThanOrEqual(100);
  });

  it('read back ten pages at a time, say so, and go on from there', async () => {
    const session = await open({ world: worldWith(3_400, 3) });
    const first = await session.call(TOOL, { limit: 1000 });
    expect(first.structured.total).toBeUndefined();
    expect(first.structured.notes.join()).toMatch(/Read back to .* only, and counted only so far/);
    expect(session.asked()).toHaveLength(10);
    const pages = await walk(session, TOOL, { limit: 1000 });
    expect(numbersIn(pages)).toEqual(upTo(3_400));
  });

  it('count each alert once where the same is sent for weeks, and each call reads a part', async () => {
    const world = worldWith(12_000, 1);
    for (const alert of world.alerts) alert.alert_body = 'the origin fails';
    const session = await open({ world });
    const pages = await walk(session, TOOL, { since: '30d', limit: 1000 });
    const rows = pages.flatMap(({ structured }) => structured.alerts);
    expect(rows.map(({ times }) => times)).toEqual([9_998, 2_002]);
    expect(rows[0].first > rows[1].sent).toBe(true);
    const counts = pages.map(({ structured }) => structured.by_alert_type[0].count);
    expect(counts).toEqual([9_998, 2_002]);
  });

  it('refuse the cursor of another question', async () => {
    const session = await open({ world: sampleWorld(NOW) });
    const { structured } = await session.call(TOOL, { limit: 5 });
    const cursor = structured.next_cursor;
    for (const other of [{ since: '6d' }, { alert_type: 'incident_alert' }]) {
      const { isError, text } = await session.call(TOOL, { ...other, cursor });
      expect(isError).toBe(true);
      expect(text).toContain('belongs to another question');
    }
  });
});
