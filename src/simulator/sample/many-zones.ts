/** A world of any size for load and pagination tests: numbered zones with numbered records. */
import { ALL_PERMISSIONS } from '../routes.ts';
import { makeRecord } from '../world/record-template.ts';
import { daysBefore } from '../world/time.ts';
import type { SimAccount, World } from '../world/world.ts';
import { makeZone } from '../world/zone-template.ts';
import { universalPack } from './certificates.ts';
import { quietStatusPage } from './status-page.ts';
import { ordinaryTraffic } from './traffic.ts';
import { makeSettings } from './zone-settings.ts';

export const MANY_ZONES_ACCOUNT_ID = '3b1939a9b4ddbe45cf642b0c3a4acdd7';
export const MANY_ZONES_TOKEN = 'cfat_ManyZones_for_load_tests_not_a_real_token______';

/**
 * Zones are named `zone-0001.example` and so on, their records `host-0001.zone-0001.example`.
 * Record n of every zone is an A record of 10.x.y.z, where x.y.z is n in base 256.
 */
export function manyZones(count: number, recordsPerZone: number, now: Date): World {
  const account: SimAccount = {
    id: MANY_ZONES_ACCOUNT_ID,
    name: 'Many Zones',
    type: 'enterprise',
    created_on: daysBefore(now, 1000),
    settings: { enforce_twofactor: false, abuse_contact_email: null },
  };
  const zones = numbers(count).map((zoneNumber) => {
    const name = `zone-${padded(zoneNumber)}.example`;
    const records = numbers(recordsPerZone).map((n) =>
      makeRecord({ type: 'A', name: `host-${padded(n)}.${name}`, content: address(n) }, now),
    );
    const settings = makeSettings(name, 'Pro', {}, now);
    return makeZone(
      { name, plan: 'Pro' },
      account,
      {
        records,
        settings,
        certificate_packs: [universalPack(name, now)],
        traffic: ordinaryTraffic({ name, plan: 'Pro' }),
      },
      now,
    );
  });
  return {
    now,
    accounts: [account],
    credentials: [
      {
        kind: 'account_token',
        token: MANY_ZONES_TOKEN,
        status: 'active',
        account_id: account.id,
        permissions: ALL_PERMISSIONS,
      },
    ],
    zones,
    alerts: [],
    audit_log: [],
    status_page: quietStatusPage(now),
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function padded(number: number): string {
  return String(number).padStart(4, '0');
}

function address(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}
