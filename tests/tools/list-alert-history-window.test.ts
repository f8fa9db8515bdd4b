/** list_alert_history: windows of time, filters, and what is said when nothing is found. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { type Answer, open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_alert_history';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });
async function ask(input: Record<string, unknown>) {
  return (await openSample()).call(TOOL, input);
}

/** Alerts of the only type that was asked for. */
const countOf = ({ structured }: Answer): number => structured.by_alert_type[0].count;

describe('the window of list_alert_history', () => {
  it.each([
    [{ since: '30m' }, '2026-11-23T17:30:00Z', '2026-11-23T18:00:00Z'],
    [{ since: '24h' }, '2026-11-22T18:00:00Z', '2026-11-23T18:00:00Z'],
    [{ since: '7d ago', before: '1d' }, '2026-11-16T18:00:00Z', '2026-11-22T18:00:00Z'],
    [{ since: '2w', before: 'now' }, '2026-11-09T18:00:00Z', '2026-11-23T18:00:00Z'],
    [{ since: '2026-11-20T08:00:00Z' }, '2026-11-20T08:00:00Z', '2026-11-23T18:00:00Z'],
    [{ since: '2026-11-20T08:00:00+02:00' }, '2026-11-20T06:00:00Z', '2026-11-23T18:00:00Z'],
    [{ since: '2026-11-20', before: '2026-11-21' }, '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
  ])('%j is understood, and said', async (input, since, until) => {
    const { structured } = await ask(input);
    expect(structured.window).toEqual({ since, until });
    for (const { sent } of structured.alerts) {
      expect(sent >= since && sent < until).toBe(true);
    }
  });

  it('includes its beginning, but not its end', async () => {
    const origin = { alert_type: 'http_alert_origin_error' };
    const [newest] = (await ask(origin)).structured.alerts;
    expect(countOf(await ask({ ...origin, since: newest.sent }))).toBe(1);
    expect(countOf(await ask({ ...origin, since: '3h', before: newest.sent }))).toBe(10);
  });

  it('counts an alert once if it was sent to some destinations before its end and to others after it', async () => {
    const count = async (input: object) =>
      countOf(await ask({ alert_type: 'http_alert_origin_error', ...input }));
    for (const edge of ['2026-11-23T17:30:00Z', '2026-11-23T17:30:01Z', '2026-11-23T17:30:03Z']) {
      expect((await count({ since: '3h', before: edge })) + (await count({ since: edge }))).toBe(11);
    }
  });

  it.each(['last summer', '7 moons', '2026-13-01T00:00:00Z', '2026-02-30', '24', 'd7'])(
    'cannot begin at "%s", and no request is sent',
    async (since) => {
      const session = await openSample();
      const { isError, text } = await session.call(TOOL, { since });
      expect(isError).toBe(true);
      expect(text).toMatch(
        /^since: .*is not a time\. Next: write "30m", "24h" or "7d" for how long ago, or RFC 3339/,
      );
      expect(text).toContain(since);
      expect(session.asked()).toEqual([]);
    },
  );

  it.each([
    { since: '1h', before: '2h' },
    { since: '2026-11-20', before: '2026-11-20' },
  ])('cannot be empty: %j', async (input) => {
    const { isError, text } = await ask(input);
    expect(isError).toBe(true);
    expect(text).toMatch(/window is empty.*earlier since or a later before/);
  });

  it('cannot begin in the future', async () => {
    const { isError, text } = await ask({ since: '2099-01-01' });
    expect(isError).toBe(true);
    expect(text).toMatch(/since \(2099-01-01T00:00:00Z\) is in the future/);
  });
});

describe('the filters of list_alert_history', () => {
  it('find the alerts of one type, counted after the filter', async () => {
    const { structured } = await ask({ alert_type: 'tunnel_health_event', since: '30d' });
    expect(structured).toMatchObject({
      returned: 6,
      total: 6,
      by_alert_type: [{ alert_type: 'tunnel_health_event', count: 6 }],
      filters: { alert_type: 'tunnel_health_event' },
    });
    for (const { alert_type } of structured.alerts) expect(alert_type).toBe('tunnel_health_event');
  });

  it.each(['example.com', 'shop.example.com', zoneId('example.com'), 'EXAMPLE.COM.'])(
    'find the alerts about the zone of %s, by its name, its ID or a host in it',
    async (zone) => {
      const { structured } = await ask({ zone, since: '30d' });
      expect(structured.filters).toEqual({ zone: 'example.com' });
      expect(structured.by_alert_type).toEqual([
        { alert_type: 'http_alert_origin_error', count: 11 },
        { alert_type: 'advanced_ddos_attack_l7_alert', count: 5 },
        { alert_type: 'real_origin_monitoring', count: 4 },
        { alert_type: 'health_check_status_notification', count: 3 },
      ]);
      const ofHost =
        'shop.example.com is a host in the zone example.com; this answer is about the whole zone.';
      expect(structured.notes).toEqual(zone.startsWith('shop.') ? [ofHost] : undefined);
    },
  );

  it('do not confuse zones whose names end in the same way', async () => {
    const { structured } = await ask({ zone: 'northwind.example', since: '30d' });
    expect(structured.returned).toBe(0);
  });

  it('find a zone under its Unicode name', async () => {
    const { structured } = await ask({ zone: 'bücher.example', since: '30d' });
    expect(structured.by_alert_type).toEqual([{ alert_type: 'universal_ssl_event_type', count: 4 }]);
  });

  it('refuse a zone that does not exist, with similar names', async () => {
    const { isError, text } = await ask({ zone: 'exmaple.com' });
    expect(isError).toBe(true);
    expect(text).toContain('Similar names: example.com');
  });
});

describe('an empty alert history', () => {
  it('says its window, how long Cloudflare keeps alerts, and what that does not mean', async () => {
    const world = sampleWorld(NOW);
    world.alerts = [];
    const session = await open({ world });
    const { structured, isError } = await session.call(TOOL, { since: '24h' });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({ returned: 0, total: 0, by_alert_type: [], alerts: [] });
    const notes = structured.notes.join();
    expect(notes).toContain('from 2026-11-22T18:00:00Z to 2026-11-23T18:00:00Z');
    expect(notes).toMatch(/30 days \(90 on Enterprise\)/);
    expect(notes).toMatch(/notification policy.*does not mean that nothing happened/);
  });

  it('says how many alerts the filters left out', async () => {
    const { structured } = await ask({ alert_type: 'no_such_type', since: '24h' });
    expect(structured.returned).toBe(0);
    expect(structured.notes.join()).toMatch(/Types in this window: .*\(\d+\)/);
  });

  it('says the retention when filters were given and the window lies behind it', async () => {
    const { structured } = await ask({ alert_type: 'no_such_type', since: '60d', before: '31d' });
    expect(structured.notes.join()).toMatch(/30 days \(90 on Enterprise\)/);
  });
});
