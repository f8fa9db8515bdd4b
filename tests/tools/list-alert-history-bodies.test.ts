/** list_alert_history: alert bodies in all their forms, and what is taken out of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAlert } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { open, type Row } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_alert_history';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

/** A world whose history holds these entries only. */
function openWith(entries: Partial<SimAlert>[]) {
  const world = sampleWorld(NOW);
  const [first] = world.alerts;
  world.alerts = entries.map((entry, at) => ({ ...first!, id: `entry-${at}`, ...entry }));
  return open({ world });
}

describe('the body of an alert', () => {
  it.each([
    ['an object', (body: object) => body],
    ['JSON in text', (body: object) => JSON.stringify(body)],
  ])('reads zone, states and reason from a body that is %s', async (_form, write) => {
    const body = {
      data: {
        zone_name: 'example.net',
        health_check_name: 'api',
        old_status: 'Healthy',
        new_status: 'Unhealthy',
        reason: 'TCP connection failed',
      },
    };
    const session = await openWith([{ alert_body: write(body), sent: minutesBefore(NOW, 5) }]);
    const { structured } = await session.call(TOOL);
    expect(structured.alerts).toMatchObject([
      {
        zone: 'example.net',
        subject: 'api',
        old_state: 'Healthy',
        new_state: 'Unhealthy',
        reason: 'TCP connection failed',
      },
    ]);
  });

  it('shows a body that is text as the reason', async () => {
    const session = await openWith([{ alert_body: 'Tunnel is down', sent: minutesBefore(NOW, 5) }]);
    const { structured } = await session.call(TOOL);
    expect(structured.alerts).toMatchObject([{ reason: 'Tunnel is down' }]);
  });

  it('names the zone, not its ID, where the body says both', async () => {
    const session = await open({ world: sampleWorld(NOW) });
    const { structured } = await session.call(TOOL, {
      since: '2h',
      alert_type: 'health_check_status_notification',
    });
    expect(structured.alerts.map(({ zone }: { zone?: string }) => zone)).toEqual(
      structured.alerts.map(() => 'example.com'),
    );
    expect(structured.alerts.length).toBeGreaterThan(1);
  });

  it('has the hosts of a certificate as a list, and says how many are left out', async () => {
    const hosts = Array.from({ length: 13 }, (_, n) => `h${n}.example.net`);
    const session = await openWith([
      { alert_body: { data: { hosts: ['*.example.net', 'example.net'] } }, sent: minutesBefore(NOW, 5) },
      { alert_body: { data: { hosts } }, sent: minutesBefore(NOW, 6) },
    ]);
    const { structured } = await session.call(TOOL);
    const [few, many] = structured.alerts;
    expect(few.hosts).toEqual(['*.example.net', 'example.net']);
    expect(few).not.toHaveProperty('hosts_more');
    expect(few).not.toHaveProperty('subject');
    expect(many).toMatchObject({ hosts: hosts.slice(0, 10), hosts_more: 3 });
  });

  it.each([null, 42, '', '{broken', [], {}, [['x']]])(
    'takes the body %j without stumbling',
    async (alert_body) => {
      const session = await openWith([{ alert_body, sent: minutesBefore(NOW, 5) }]);
      const { structured, isError } = await session.call(TOOL);
      expect(isError).toBe(false);
      expect(structured.returned).toBe(1);
    },
  );

  it('takes control characters and overlong text out of bodies', async () => {
    const body = { reason: `one\u0007\u001b[2Jtwo\u2066 ${'y'.repeat(5_000)}` };
    const session = await openWith([{ alert_body: body, sent: minutesBefore(NOW, 5) }]);
    const { text, structured } = await session.call(TOOL);
    expect(text.length).toBeLessThan(3_000);
    expect(structured.alerts[0].reason).toMatch(/^one\[2Jtwo y{900}/);
  });

  it('names the zone of a certificate, of which the body has the ID only', async () => {
    const session = await open({ world: sampleWorld(NOW) });
    const { structured } = await session.call(TOOL, {
      since: '24h',
      alert_type: 'dedicated_ssl_certificate_event_type',
    });
    expect(structured.alerts).toMatchObject([
      {
        zone: 'northwind-pay.example',
        event: 'ssl.dedicated_certificate.renewal.failed',
        news: 'bad',
        new_state: 'pending_validation',
      },
    ]);
    expect(structured).not.toHaveProperty('notes');
  });

  it('asks for five names at most, and says of how many zones it knows none', async () => {
    const session = await openWith(
      Array.from({ length: 8 }, (_, n) => ({
        alert_body: { metadata: { zone: { id: zoneId(`gone-${n}.example`) } } },
        sent: minutesBefore(NOW, n + 1),
      })),
    );
    const { structured } = await session.call(TOOL);
    expect(session.asked().filter((path) => path.startsWith('/zones/'))).toHaveLength(5);
    expect(structured.alerts.map((row: Row) => row.zone_id)).toEqual(
      Array.from({ length: 8 }, (_, n) => zoneId(`gone-${n}.example`)),
    );
    expect(structured.notes.join()).toContain('8 zones are known by their IDs only');
  });

  const TWO = {
    unreachable_zones: [
      { host: 'www.example.com', zone_name: 'example.com' },
      { host: 'shop.example.net', zone_name: 'example.net' },
    ],
  };

  it.each([
    ['example.net', { zone: 'example.net', subject: 'shop.example.net' }],
    ['example.com', { zone: 'example.com', subject: 'www.example.com' }],
    [
      undefined,
      {
        affected: [
          { zone: 'example.com', host: 'www.example.com' },
          { zone: 'example.net', host: 'shop.example.net' },
        ],
      },
    ],
  ])('about two zones, asked for %s, has the zone and its own host', async (zone, facts) => {
    const session = await openWith([
      { alert_type: 'real_origin_monitoring', alert_body: TWO, sent: minutesBefore(NOW, 5) },
    ]);
    const { structured } = await session.call(TOOL, zone === undefined ? {} : { zone });
    const [{ sent: _, policy: __, mechanisms: ___, alert_type: ____, ...row }] = structured.alerts;
    expect(row).toEqual({ ...facts, news: 'bad' });
  });

  it('keeps its own zone where only the policy names the one that was asked for', async () => {
    const session = await openWith([
      {
        name: 'Origins of example.com',
        alert_body: { zone_name: 'example.net' },
        sent: minutesBefore(NOW, 5),
      },
    ]);
    const { structured } = await session.call(TOOL, { zone: 'example.com' });
    expect(structured.alerts).toMatchObject([{ zone: 'example.net' }]);
  });

  it.each([
    { zone_name: 'bücher.example' },
    { zone_name: 'xn--bcher-kva.example' },
    { text: 'The origin of www.BÜCHER.example fails.' },
    'Bu\u0308cher.example is unreachable',
  ])('%j is about the zone bücher.example, however it is asked for', async (alert_body) => {
    const session = await openWith([{ alert_body, sent: minutesBefore(NOW, 5) }]);
    for (const zone of ['bücher.example', 'xn--bcher-kva.example']) {
      const { structured } = await session.call(TOOL, { zone });
      expect(structured.alerts).toMatchObject([{ zone: 'xn--bcher-kva.example' }]);
    }
    const other = await session.call(TOOL, { zone: 'example.com' });
    expect(other.structured.alerts).toEqual([]);
  });

  it('does not need the zone of an alert to exist', async () => {
    const body = { data: { zone_tag: zoneId('gone.example') } };
    const session = await openWith([{ alert_body: body, sent: minutesBefore(NOW, 5) }]);
    const { structured } = await session.call(TOOL);
    expect(structured.alerts[0].zone_id).toBe(zoneId('gone.example'));
    expect(structured.alerts[0]).not.toHaveProperty('zone');
  });
});
