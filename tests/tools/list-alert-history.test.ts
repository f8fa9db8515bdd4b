/** list_alert_history, as an agent meets it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAlert } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_alert_history';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

/** A world whose history holds these entries only. */
function openWith(entries: Partial<SimAlert>[]) {
  const world = sampleWorld(NOW);
  const [first] = world.alerts;
  world.alerts = entries.map((entry, at) => ({ ...first!, id: `entry-${at}`, ...entry }));
  return open({ world });
}

describe('list_alert_history', () => {
  it('answers with the last half hour of the incident', async () => {
    const session = await openSample();
    const { structured, text } = await session.call(TOOL, { since: '30m' });
    expect(JSON.parse(text)).toEqual(structured);
    const origin = {
      alert_type: 'http_alert_origin_error',
      zone: 'example.com',
      subject: 'shop.example.com',
      news: 'bad',
      policy: 'Origin 5xx',
      mechanisms: ['email', 'webhook'],
    };
    expect(structured).toEqual({
      alerts: [
        {
          ...origin,
          sent: '2026-11-23T17:52:02Z',
          first: '2026-11-23T17:30:02Z',
          times: 3,
          reason: 'HTTP 521',
          details: ['edge_response_status: 521', 'error_rate_percent: 92'],
        },
        {
          sent: '2026-11-23T17:34:02Z',
          alert_type: 'real_origin_monitoring',
          zone: 'example.com',
          subject: 'shop.example.com',
          news: 'bad',
          reason:
            'Cloudflare cannot reach your origin 198.51.100.77 for example.com: connection refused (521).',
          policy: 'Origin reachability',
          mechanisms: ['email', 'webhook'],
        },
      ],
      window: { since: '2026-11-23T17:30:00Z', until: '2026-11-23T18:00:00Z' },
      by_alert_type: [
        { alert_type: 'http_alert_origin_error', count: 3 },
        { alert_type: 'real_origin_monitoring', count: 1 },
      ],
      returned: 2,
      total: 2,
    });
  });

  it.each(CLIENTS)('tells client %s about seven days by default', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured } = await session.call(TOOL);
    expect(structured.window).toEqual({ since: '2026-11-16T18:00:00Z', until: '2026-11-23T18:00:00Z' });
    expect(structured.total).toBe(structured.returned);
    const counts: { count: number }[] = structured.by_alert_type;
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(42);
    const moments = structured.alerts.map(({ sent }: { sent: string }) => sent);
    expect(moments).toEqual([...moments].sort().reverse());
  });

  it('counts the alerts of each type, the most frequent first', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { since: '24h' });
    expect(structured.by_alert_type).toEqual(
      [
        ['http_alert_origin_error', 11],
        ['real_origin_monitoring', 4],
        ['health_check_status_notification', 3],
        ['dedicated_ssl_certificate_event_type', 1],
        ['advanced_ddos_attack_l7_alert', 1],
        ['maintenance_event_notification', 1],
      ].map(([alert_type, count]) => ({ alert_type, count })),
    );
  });

  it('asks one page of the history of the account, and the name of a zone that is there by its ID only', async () => {
    const session = await openSample();
    await session.call(TOOL, { since: '24h' });
    const [path, ...others] = session.asked();
    expect(others).toEqual([`/zones/${zoneId('northwind-pay.example')}`]);
    expect(path).toMatch(new RegExp(`^/accounts/${DEMO_ACCOUNT_ID}/alerting/v3/history\\?`));
    expect(path).toContain('since=2026-11-22T18:00:00.000Z');
    expect(path).toMatch(/page=1&per_page=1000$/);
  });

  it('has one row for an alert that went to three destinations, and names their kinds only', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, {
      since: '2h',
      alert_type: 'health_check_status_notification',
    });
    expect(structured.total).toBe(3);
    expect(structured.alerts.map(({ mechanisms }: { mechanisms: string[] }) => mechanisms)).toEqual(
      Array(3).fill(['email', 'pagerduty', 'webhook']),
    );
  });

  it('counts two alerts when the same text comes ten minutes later, or again to the same destination', async () => {
    const same = { alert_body: 'Origin is down', mechanism_type: 'email', mechanism: 'a@b.example' } as const;
    const session = await openWith([
      { ...same, sent: minutesBefore(NOW, 30) },
      { ...same, sent: minutesBefore(NOW, 30.5), mechanism: 'c@d.example' },
      { ...same, sent: minutesBefore(NOW, 31) },
      { ...same, sent: minutesBefore(NOW, 41) },
    ]);
    const { structured } = await session.call(TOOL, { since: '1h' });
    expect(structured.alerts).toMatchObject([{ times: 3 }]);
    expect(structured.by_alert_type).toMatchObject([{ count: 3 }]);
  });

  it('names the permission when the history may not be read', async () => {
    const answer = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const session = await open({ faults: [{ when: onPath(/alerting/), answer }] });
    const { isError, text } = await session.call(TOOL);
    expect(isError).toBe(true);
    expect(text).toContain('Account > Notifications > Read');
  });
});
