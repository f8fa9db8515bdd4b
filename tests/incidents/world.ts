/** A quiet copy of the sample account, and the ways to break it; what people changed is in `changes.ts`. */
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { quietStatusPage } from '../../src/simulator/sample/status-page.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { makeRecord, type RecordFacts } from '../../src/simulator/world/record-template.ts';
import type { SimComponent, SimStatusIncident } from '../../src/simulator/world/status-page.ts';
import { daysBefore, minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAttack, SimNetwork, SimOutage } from '../../src/simulator/world/traffic.ts';
import type { SimRecord, SimZone, World } from '../../src/simulator/world/world.ts';

export const NOW = new Date('2026-11-25T18:00:00Z');
export const ZONE = 'example.com';
const HOSTS = ['example.com', 'shop.example.com', 'checkout.example.com', 'api.example.com'];
const ORIGIN = '203.0.113.10';
/** To which the sample account moved the shop, where nothing listens. */
const LOST_ORIGIN = '198.51.100.77';
/** Most incidents begin so many minutes before now: at 17:13. */
export const BEGAN = 47;
/** The onset in an answer whose buckets are five minutes, or that looked closer. */
export const ONSET = /17:1[0-5]/;

export interface Scene {
  readonly now: Date;
  readonly world: World;
  /** example.com. */
  readonly zone: SimZone;
}

/** No outage, no change, no alert; all zones and origins are well. */
export function quietScene(now: Date = NOW): Scene {
  const world = sampleWorld(now);
  Object.assign(world, { audit_log: [], alerts: [], status_page: quietStatusPage(now) });
  for (const zone of world.zones) calm(zone, now);
  for (const pool of world.pools ?? []) {
    for (const { origins } of Object.values(pool.pop_health)) {
      for (const origin of origins) {
        for (const health of Object.values(origin)) {
          Object.assign(health, {
            healthy: true,
            failure_reason: 'No failures',
            rtt: '14.6ms',
            response_code: 200,
          });
        }
      }
    }
    pool.modified_on = daysBefore(now, 60);
  }
  world.tunnels = world.tunnels?.filter(({ name }) => name === 'pos-sync');
  return { now, world, zone: zoneOf(world, ZONE) };
}

function calm(zone: SimZone, now: Date): void {
  zone.traffic.outages = [];
  zone.traffic.attacks = [];
  zone.certificate_packs = zone.certificate_packs.filter(({ status }) => status === 'active');
  for (const { certificates } of zone.certificate_packs) {
    for (const certificate of certificates) certificate.expires_on = daysBefore(now, -60);
  }
  zone.custom_certificates = (zone.custom_certificates ?? []).filter(({ status }) => status === 'active');
  for (const certificate of zone.custom_certificates) certificate.expires_on = daysBefore(now, -90);
  for (const check of zone.healthchecks ?? []) {
    if (check.status === 'suspended') continue;
    Object.assign(check, { status: 'healthy', failure_reason: '', modified_on: daysBefore(now, 80) });
    if (check.address === LOST_ORIGIN) check.address = ORIGIN;
  }
  for (const record of zone.records) {
    if (record.content === LOST_ORIGIN) Object.assign(record, { content: ORIGIN, comment: null });
    if (Date.parse(record.modified_on) > now.getTime() - 4 * 86_400_000)
      record.modified_on = daysBefore(now, 40);
  }
  for (const setting of Object.values(zone.settings)) {
    if (setting.modified_on) setting.modified_on = daysBefore(now, 90);
  }
  if (zone.name === ZONE) {
    setting(zone, 'security_level', 'medium');
    setting(zone, 'always_online', 'off');
  }
}

function setting(zone: SimZone, id: string, value: unknown): void {
  const found = zone.settings[id];
  if (found) found.value = value;
}

export function zoneOf(world: World, name: string): SimZone {
  const zone = world.zones.find((each) => each.name === name);
  if (!zone) throw new Error(`The world has no zone ${name}.`);
  return zone;
}

export function ago({ now }: Scene, minutes: number): string {
  return minutesBefore(now, minutes);
}

/** From `BEGAN` on, unless said otherwise; hosts that are not named are fine. */
export function fails(scene: Scene, outage: Partial<SimOutage>): void {
  const { traffic } = scene.zone;
  traffic.outages.push({ since: ago(scene, BEGAN), hosts: HOSTS, share: 1, ...outage });
}

/** Requests of visitors do not arrive at Cloudflare any more. */
export function vanishes(scene: Scene, outage: Partial<SimOutage>): void {
  fails(scene, { is_lost: true, ...outage });
}

/** Requests beside the ordinary ones. */
export function comes(
  scene: Scene,
  requests_per_minute: number,
  fields: Record<string, string | number>,
  minutesAgo = BEGAN,
): void {
  scene.zone.traffic.extras ??= [];
  scene.zone.traffic.extras.push({ since: ago(scene, minutesAgo), requests_per_minute, fields });
}

/** Firewall events; the requests that they are about are a matter of `fails` or `comes`. */
export function acts(scene: Scene, attack: Partial<SimAttack> & Pick<SimAttack, 'description'>): void {
  scene.zone.traffic.attacks.push({
    since: ago(scene, BEGAN),
    events_per_minute: 12,
    host: 'shop.example.com',
    path: '/',
    method: 'GET',
    action: 'block',
    source: 'firewallCustom',
    rule_id: createRandom(`rule ${attack.description}`).hex(32),
    networks: [VISITORS],
    ...attack,
  });
}

export const VISITORS: SimNetwork = {
  asn: '64500',
  name: 'EXAMPLE-TELECOM',
  country: 'DE',
  prefix: '203.0.113.',
  user_agent:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15',
};

export function recordOf({ zone }: Scene, name: string, type = 'A'): SimRecord {
  const record = zone.records.find((each) => each.name === name && each.type === type);
  if (!record) throw new Error(`The zone has no record ${name} ${type}.`);
  return record;
}

export function addRecord(scene: Scene, facts: RecordFacts): SimRecord {
  const record = makeRecord({ modifiedOn: daysBefore(scene.now, 40), ...facts }, scene.now);
  scene.zone.records.push(record);
  return record;
}

/** Says what all locations see of one address in the pools. */
export function seen(
  scene: Scene,
  address: string,
  health: { failure_reason: string; response_code: number },
) {
  for (const pool of scene.world.pools ?? []) {
    for (const { origins } of Object.values(pool.pop_health)) {
      for (const origin of origins) {
        if (origin[address]) Object.assign(origin[address], { healthy: false, rtt: '0s', ...health });
      }
    }
  }
}

export function poolOf({ world }: Scene, name: string) {
  const pool = world.pools?.find((each) => each.name === name);
  if (!pool) throw new Error(`There is no pool ${name}.`);
  return pool;
}

/** An alert with a body as the real history has it, sent once by mail. */
export function alerted(
  { world, now }: Scene,
  alert_type: string,
  alert_body: Record<string, unknown>,
  minutesAgo = BEGAN - 2,
): void {
  const random = createRandom(`alert ${alert_type}`);
  world.alerts.push({
    account_id: world.accounts[0]?.id ?? '',
    id: random.hex(32),
    name: alert_type.replaceAll('_', ' '),
    description: '',
    alert_body,
    alert_type,
    mechanism: 'oncall@northwind.example',
    mechanism_type: 'email',
    policy_id: random.uuid(),
    sent: minutesBefore(now, minutesAgo),
  });
}

/** An incident on Cloudflare's status page, in the form of Statuspage. */
export function reported(
  scene: Scene,
  incident: { name: string; impact: SimStatusIncident['impact']; body: string; minutesAgo?: number },
  affected: Record<string, SimComponent['status']> = {},
): void {
  const { status_page } = scene.world;
  const at = ago(scene, incident.minutesAgo ?? BEGAN - 15);
  const id = createRandom(`incident ${incident.name}`).hex(12);
  const components = status_page.components.filter(({ name }) => Object.hasOwn(affected, name));
  for (const component of components) component.status = affected[component.name] ?? 'operational';
  status_page.status = { indicator: incident.impact, description: 'Service Outage' };
  status_page.incidents.push({
    id,
    name: incident.name,
    status: 'investigating',
    impact: incident.impact,
    shortlink: `https://stspg.io/${id}`,
    page_id: status_page.page.id,
    created_at: at,
    started_at: at,
    updated_at: at,
    monitoring_at: null,
    resolved_at: null,
    incident_updates: [
      {
        id: `${id}1`,
        incident_id: id,
        status: 'investigating',
        body: incident.body,
        created_at: at,
        updated_at: at,
        display_at: at,
        affected_components: [],
        deliver_notifications: true,
        custom_tweet: null,
        tweet_id: null,
      },
    ],
    components,
  });
}
