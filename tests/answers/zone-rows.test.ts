/** Zones as rows: what a responder needs to tell them apart, and nothing private. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { describe, expect, it } from 'vitest';
import { countStatuses, toZoneRow, zoneRow } from '../../src/answers/zone-rows.ts';
import { NAME_SERVERS_MAX } from '../../src/limits/answers.ts';
import { recentTimeFormatter } from '../../src/text/moment.ts';
import { plainValue } from '../../src/text/plain-text.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';
const NAME_SERVERS = ['ada.ns.cloudflare.com', 'lou.ns.cloudflare.com'];

/** As it is sent. */
function sent(facts: object) {
  const zone = {
    id: ID,
    name: 'example.com',
    status: 'active',
    paused: false,
    type: 'full',
    plan: { name: 'Free Website' },
    name_servers: NAME_SERVERS,
    modified_on: '2020-01-01T00:00:00Z',
    owner: { email: 'PLANTED' },
    verification_key: 'PLANTED',
    ...facts,
  };
  return zoneRow.parse(plainValue(toZoneRow(zone as unknown as Zone, recentTimeFormatter(NOW))));
}

const ACTIVE = {
  id: ID,
  name: 'example.com',
  status: 'active',
  paused: false,
  zone_type: 'full',
  plan: 'Free',
};

describe('a zone', () => {
  it('that is active has its name, ID, state and plan', () => {
    expect(sent({})).toEqual(ACTIVE);
  });

  it('that is not active has the name servers to enter at the registrar', () => {
    const row = sent({ status: 'pending' });
    expect(row).toEqual({ ...ACTIVE, status: 'pending', name_servers: NAME_SERVERS });
    const many = Array.from({ length: 500 }, () => 'x'.repeat(1_000));
    expect(sent({ status: 'pending', name_servers: many }).name_servers).toHaveLength(NAME_SERVERS_MAX);
  });

  it('says when it was changed only if that is recent', () => {
    expect(sent({ modified_on: '2026-11-22T18:00:00.5Z' }).modified).toBe('2026-11-22T18:00:00Z');
    expect(sent({ modified_on: '2026-11-10T18:00:00Z' }).modified).toBeUndefined();
  });

  it.each([
    ['Pro Plan', 'Pro'],
    ['Enterprise Website', 'Enterprise'],
    ['Galactic', 'Galactic'],
  ])('of the plan "%s" says %s', (name, plan) => {
    expect(sent({ plan: { name } }).plan).toBe(plan);
  });

  it('without its fields is still a row', () => {
    const nothing = { id: undefined, name: null, status: '', paused: null, type: null, plan: null };
    expect(sent(nothing)).toEqual({
      id: 'unknown',
      name: 'unknown',
      status: 'unknown',
      name_servers: NAME_SERVERS,
    });
  });
});

describe('the counts of statuses', () => {
  it('have the most frequent first, and are no field when there is nothing to count', () => {
    const zones = ['pending', 'active', 'active', undefined].map((status) => ({ status }));
    expect(countStatuses(zones)).toEqual([
      { status: 'active', count: 2 },
      { status: 'pending', count: 1 },
      { status: 'unknown', count: 1 },
    ]);
    expect(countStatuses([])).toBeUndefined();
  });
});
