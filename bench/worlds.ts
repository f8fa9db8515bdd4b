/** The accounts of the bench: one as a company has it, and two with thousands of zones to search. */

import { sampleAlerts } from '../src/simulator/sample/alert-history.ts';
import { universalPack } from '../src/simulator/sample/certificates.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../src/simulator/sample/many-zones.ts';
import { ordinaryTraffic } from '../src/simulator/sample/traffic.ts';
import { makeSettings } from '../src/simulator/sample/zone-settings.ts';
import { createRandom } from '../src/simulator/world/random.ts';
import { makeRecord, type RecordFacts } from '../src/simulator/world/record-template.ts';
import type { SimAccount, SimAlert, SimZone, World } from '../src/simulator/world/world.ts';
import { makeZone, type PlanName, type ZoneFacts } from '../src/simulator/world/zone-template.ts';
import { hundredChanges } from './audit-log.ts';

export const ACCOUNT_ID = MANY_ZONES_ACCOUNT_ID;
export const TOKEN = MANY_ZONES_TOKEN;

/** One zone in a hundred has a record with this address. */
export const WANTED_ADDRESS = '192.168.1.1';
export const ZONE_OF_1000_RECORDS = 'harbor-shop.example';
export const ZONE_OF_100_RECORDS = 'harbor-mail.example';

const HOUR_MS = 3_600_000;
const FIRST_WORDS = 'harbor maple summit copper willow falcon meadow orbit cedar lantern'.split(' ');
const SECOND_WORDS = ['shop', 'mail', 'cloud', 'labs', 'pay'];
const PLANS: readonly PlanName[] = ['Free', 'Free', 'Pro', 'Business', 'Enterprise'];

export function thousandZones(now: Date): World {
  return withWanted(manyZones(1_000, 30, now));
}

export function fiveThousandZones(now: Date): World {
  return withWanted(manyZones(5_000, 3, now));
}

function withWanted(world: World): World {
  for (const [at, zone] of world.zones.entries()) {
    const [record] = zone.records;
    if (record && at % 100 === 50) record.content = WANTED_ADDRESS;
  }
  return world;
}

/** Fifty zones of different plans and states; two have many records of all kinds; a hundred alerts; a hundred changes. */
export function everydayAccount(now: Date): World {
  const world = manyZones(0, 0, now);
  const [account] = world.accounts;
  if (account === undefined) throw new Error('A world has an account.');
  const names = FIRST_WORDS.flatMap((first) => SECOND_WORDS.map((second) => `${first}-${second}.example`));
  const zones = names.map((name, at) => everydayZone(name, at, account, now));
  return { ...world, zones, alerts: hundredAlerts(now), audit_log: hundredChanges(account, zones, now) };
}

function everydayZone(name: string, at: number, account: SimAccount, now: Date): SimZone {
  const plan = PLANS[at % PLANS.length] ?? 'Free';
  const facts: ZoneFacts = {
    name,
    plan,
    ...(at % 25 === 24 && { status: 'pending' }),
    ...(at % 25 === 12 && { paused: true }),
    ...(at % 25 === 18 && { type: 'partial' }),
  };
  const sizes: Record<string, number> = { [ZONE_OF_1000_RECORDS]: 1_000, [ZONE_OF_100_RECORDS]: 100 };
  const records = Array.from({ length: sizes[name] ?? 10 }, (_, n) => makeRecord(recordFacts(name, n), now));
  const contents = {
    records,
    settings: makeSettings(name, plan, { min_tls_version: { value: '1.0' }, ssl: { value: 'full' } }, now),
    certificate_packs: [universalPack(name, now)],
    traffic: ordinaryTraffic({ name, plan }),
  };
  const zone = makeZone(facts, account, contents, now);
  // A zone that moved here from another account has other name servers than the rest.
  if (at % 10 === 7) zone.name_servers = ['kim.ns.cloudflare.com', 'rob.ns.cloudflare.com'];
  return zone;
}

/** Of twenty records, ten are addresses; every fifth has a comment, every tenth has tags. */
function recordFacts(zone: string, n: number): RecordFacts {
  const random = createRandom(`bench ${zone} ${n}`);
  const at = `${['api', 'app', 'db', 'edge', 'git', 'vpn', 'web'][random.integer(0, 6)]}-${n}.${zone}`;
  const extra = {
    ...(n % 5 === 1 && { comment: `CHG-${4_000 + n}: owner ${['web', 'data', 'mail'][n % 3]} team` }),
    ...(n % 10 === 2 && { tags: ['managed-by:terraform', `env:${n % 20 === 2 ? 'prod' : 'staging'}`] }),
  };
  const kind = n % 20;
  if (kind < 10) {
    const content = `${kind < 5 ? '203.0.113' : '10.20.30'}.${random.integer(1, 254)}`;
    return { type: 'A', name: at, content, proxied: kind < 5, ttl: kind < 8 ? 300 : 3_600, ...extra };
  }
  if (kind < 12) {
    return { type: 'AAAA', name: at, content: `2001:db8::${random.hex(4)}`, proxied: kind === 10, ...extra };
  }
  if (kind < 16)
    return { type: 'CNAME', name: at, content: `lb-${n % 7}.cdn.example`, proxied: kind < 14, ...extra };
  if (kind === 16) {
    const content = `mx${n % 3}.mail.example`;
    return { type: 'MX', name: at, content, priority: 10 * (1 + (n % 3)), ttl: 3_600, ...extra };
  }
  if (kind === 17)
    return {
      type: 'TXT',
      name: at,
      content: '"v=spf1 include:_spf.mail.example -all"',
      ttl: 3_600,
      ...extra,
    };
  if (kind === 18)
    return { type: 'TXT', name: at, content: `"site-verification=${random.hex(32)}"`, ttl: 3_600, ...extra };
  return { type: 'CAA', name: at, content: '0 issue "letsencrypt.org"', ttl: 3_600, ...extra };
}

/** Each alert has one entry: with three destinations for each alert, our answer would look three times better. */
function hundredAlerts(now: Date): SimAlert[] {
  const once = sampleAlerts(MANY_ZONES_ACCOUNT_ID, now).filter(
    ({ mechanism_type }) => mechanism_type === 'email',
  );
  const again = once.map((alert) => ({
    ...alert,
    sent: new Date(Date.parse(alert.sent) - 13 * HOUR_MS).toISOString(),
  }));
  const oldestMs = now.getTime() - 30 * 24 * HOUR_MS + HOUR_MS;
  return [...once, ...again].filter(({ sent }) => Date.parse(sent) > oldestMs).slice(0, 100);
}
