/** The facts of the sample account on which the demo and other tests rely. */
import { expect, it } from 'vitest';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import { NOW } from '../client.ts';

const world = sampleWorld(NOW);
const hoursAgo = (time: string) => (NOW.getTime() - Date.parse(time)) / 3_600_000;

it('is the same for the same time, and has the same ids at any time', () => {
  expect(sampleWorld(NOW)).toEqual(world);
  const later = sampleWorld(new Date(NOW.getTime() + 86_400_000));
  expect(later.zones.map(({ id }) => id)).toEqual(world.zones.map(({ id }) => id));
  expect(later.alerts.map(({ id }) => id)).toEqual(world.alerts.map(({ id }) => id));
});

it('never uses an id twice', () => {
  const ids = [...world.zones, ...world.zones.flatMap(({ records }) => records), ...world.alerts].map(
    ({ id }) => id,
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('has an origin that was changed shortly before the first 521 error', () => {
  const shop = world.zones.find(({ name }) => name === 'example.com');
  const changed = shop?.records.filter(({ comment }) => comment?.startsWith('CHG-4711')) ?? [];
  expect(changed).toHaveLength(3);
  const firstError = Math.max(
    ...world.alerts
      .filter(({ alert_type }) => alert_type === 'http_alert_origin_error')
      .map(({ sent }) => hoursAgo(sent)),
  );
  expect(firstError).toBeLessThan(2);
  for (const { modified_on } of changed) expect(hoursAgo(modified_on)).toBeCloseTo(2 + 1 / 6);
});

it('has alert bodies in all three forms, and all three kinds of destination', () => {
  const forms = world.alerts.map(({ alert_body: body }) => {
    if (typeof body !== 'string') return 'object';
    return body.startsWith('{') ? 'json' : 'text';
  });
  expect(new Set(forms)).toEqual(new Set(['object', 'json', 'text']));
  expect(new Set(world.alerts.map(({ mechanism_type }) => mechanism_type)).size).toBe(3);
});

it('has thirty days of alerts', () => {
  const ages = world.alerts.map(({ sent }) => hoursAgo(sent) / 24);
  expect(Math.min(...ages)).toBeGreaterThan(0);
  expect(Math.max(...ages)).toBeGreaterThan(28);
  expect(Math.max(...ages)).toBeLessThan(30);
});

it('has a certificate renewal that fails because of its CAA records', () => {
  const payment = world.zones.find(({ name }) => name === 'northwind-pay.example');
  const stuck = payment?.certificate_packs.find(({ status }) => status === 'pending_validation');
  expect(stuck?.validation_errors?.[0]?.message).toContain('prevents issuance by letsencrypt.org');
  const allowed = payment?.records.filter(({ type }) => type === 'CAA').map(({ content }) => content);
  expect(allowed).toEqual(['0 issue "pki.goog"']);
});

it('has the same development mode in a zone and in its settings', () => {
  for (const { development_mode: seconds, settings } of world.zones) {
    expect(settings.development_mode?.time_remaining ?? 0).toBe(seconds);
    expect(settings.development_mode?.value).toBe(seconds > 0 ? 'on' : 'off');
  }
});
