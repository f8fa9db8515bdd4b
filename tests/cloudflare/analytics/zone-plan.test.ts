/** What a zone's plan allows is asked once in some minutes, and again as soon as it no longer fits. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PLAN_MEMORY_MS } from '../../../src/limits/cloudflare.ts';
import { openSampleAt, type Session } from '../../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const ZONE = 'example.org';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});
const open = () => openSampleAt(NOW);

/** `plan` for each question about a plan, `counts` for each other document, since the last call of this function. */
function askedKinds(session: Session): string[] {
  const kinds = session.simulator.requests.flatMap(({ body }) => {
    if (body === undefined) return [];
    return body.includes('settings {') ? ['plan'] : ['counts'];
  });
  session.simulator.requests.length = 0;
  return kinds;
}

function changePlan(session: Session, plan: string): void {
  const zone = session.simulator.world.zones.find(({ name }) => name === ZONE);
  if (zone === undefined) throw new Error(`The sample has the zone ${ZONE}.`);
  zone.plan = { ...zone.plan, legacy_id: plan };
}

const ask = async (session: Session, since: string) => {
  const { structured, isError } = await session.call('get_http_errors', { zone: ZONE, since });
  return { structured, isError, kinds: askedKinds(session) };
};

it('is remembered for some minutes, by one credential', async () => {
  const session = await open();
  expect((await ask(session, '1h')).kinds).toEqual(['plan', 'counts', 'counts']);
  expect((await ask(session, '2h')).kinds).toEqual(['counts', 'counts']);
  vi.setSystemTime(Date.now() + PLAN_MEMORY_MS);
  expect((await ask(session, '1h')).kinds).toEqual(['plan', 'counts', 'counts']);
  expect((await ask(await open(), '1h')).kinds).toEqual(['plan', 'counts', 'counts']);
});

it('is asked anew, once, when Cloudflare refuses what it allowed', async () => {
  const session = await open();
  await ask(session, '25h');
  changePlan(session, 'free');
  const { kinds, structured } = await ask(session, '25h');
  // Before it, a field is left out that the plan does not include; at last, the time in which traffic moved is looked at.
  const counts = ['counts', 'counts', 'counts'];
  expect(kinds).toEqual([...counts, 'plan', ...counts]);
  expect(structured.notes[0]).toMatch(/changed to what this zone's plan allows: at most 24 hours/);
  changePlan(session, 'none');
  expect(await ask(session, '2h')).toMatchObject({ isError: true, kinds: ['counts', 'counts', 'plan'] });
});

it('is asked anew when it would narrow the window, or has no such data: it may have grown', async () => {
  const session = await open();
  changePlan(session, 'free');
  expect((await ask(session, '25h')).structured.notes[0]).toMatch(/at most 24 hours/);
  changePlan(session, 'enterprise');
  const { kinds, structured } = await ask(session, '25h');
  expect(kinds.slice(0, 3)).toEqual(['plan', 'counts', 'counts']);
  expect(JSON.stringify(structured.notes)).not.toMatch(/at most/);

  const none = await open();
  changePlan(none, 'none');
  expect((await ask(none, '1h')).isError).toBe(true);
  changePlan(none, 'pro');
  expect(await ask(none, '1h')).toMatchObject({ isError: false, kinds: ['plan', 'counts', 'counts'] });
});

it('of all zones is remembered too, and one zone that lost its plan is the only one to be skipped', async () => {
  const session = await open();
  await session.call('list_firewall_events', {});
  expect(askedKinds(session).filter((kind) => kind === 'plan')).toHaveLength(2);
  changePlan(session, 'none');
  const { structured } = await session.call('list_firewall_events', {});
  expect(structured.searched).toMatchObject({ zones: 11, skipped_zones: [{ zone: ZONE }] });
  // For the ten zones of its document, and for the zone alone.
  expect(askedKinds(session).filter((kind) => kind === 'plan')).toHaveLength(2);
});
