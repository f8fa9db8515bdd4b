/** Alerts that repeat are one row, and each alert is in exactly one. */
import { describe, expect, it } from 'vitest';
import { foldRepeated, toAlertRow } from '../../src/answers/alert-rows.ts';
import type { Alert } from '../../src/cloudflare/alerts.ts';
import { ZoneMemory } from '../../src/cloudflare/zone-memory.ts';

const NOW = Date.parse('2026-11-23T18:00:00Z');
const alert = (minutesAgo: number, facts: Partial<Alert> = {}): Alert => ({
  sentMs: NOW - minutesAgo * 60_000,
  type: 'http_alert_origin_error',
  policy: 'Origin 5xx',
  mechanisms: new Set(['email']),
  zone: 'example.com',
  zoneId: undefined,
  affected: [],
  subject: 'shop.example.com',
  hosts: [],
  event: undefined,
  news: undefined,
  oldState: undefined,
  newState: undefined,
  reason: 'HTTP 521',
  details: [],
  texts: [],
  ...facts,
});
const rowsOf = (alerts: Alert[]) =>
  foldRepeated(alerts).map((repeated) => toAlertRow(repeated, undefined, new ZoneMemory()));
const minutesOf = (alerts: Alert[]) =>
  foldRepeated(alerts).map((row) => row.alerts.map(({ sentMs }) => (NOW - sentMs) / 60_000));

describe('the same alert, sent again', () => {
  it('is one row with its first and last time, how often, and every way in which it was sent', () => {
    const rows = rowsOf([alert(1), alert(11, { mechanisms: new Set(['webhook', 'email']) }), alert(21)]);
    expect(rows).toEqual([
      expect.objectContaining({
        sent: '2026-11-23T17:59:00Z',
        first: '2026-11-23T17:39:00Z',
        times: 3,
        mechanisms: ['email', 'webhook'],
      }),
    ]);
  });

  it('is one row although another reason came in between', () => {
    const other = { reason: 'Elevated 521 errors' };
    expect(minutesOf([alert(1), alert(2, other), alert(3), alert(4, other)])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('is another row when its subject was in another state in between', () => {
    const down = { newState: 'Unhealthy' };
    const up = { newState: 'Healthy' };
    expect(minutesOf([alert(1, down), alert(2, down), alert(3, up), alert(4, down), alert(5, up)])).toEqual([
      [1, 2],
      [3],
      [4],
      [5],
    ]);
  });

  it('is not another row because something else was in another state', () => {
    const other = { subject: 'api', newState: 'Healthy' };
    expect(minutesOf([alert(1), alert(2, other), alert(3)])).toEqual([[1, 3], [2]]);
  });

  it.each<[string, Partial<Alert>]>([
    ['type', { type: 'real_origin_monitoring' }],
    ['zone', { zone: 'example.net' }],
    ['subject', { subject: 'checkout.example.com' }],
    ['hosts', { hosts: ['example.com'] }],
    ['state', { newState: 'down' }],
    ['former state', { oldState: 'down' }],
    ['event', { event: 'ssl.certificate.validation.failed' }],
    ['news', { news: 'bad' }],
    ['other zones', { affected: [{ zone: 'example.org', host: undefined }] }],
    ['reason', { reason: 'HTTP 522' }],
    ['policy', { policy: 'Another' }],
  ])('is another row with another %s', (_field, facts) => {
    expect(minutesOf([alert(1), alert(2, facts)])).toEqual([[1], [2]]);
  });

  it('has neither first nor times when it was sent once', () => {
    const [row] = rowsOf([alert(1)]);
    expect(row).not.toHaveProperty('first');
    expect(row).not.toHaveProperty('times');
  });
});
