/** Northwind Outfitters, an account in the middle of an incident, and a stranger beside it. */

import type { SimAccount, World } from '../world/world.ts';
import { daysBefore, zoneId } from '../world/zone-template.ts';
import { sampleAlerts } from './alerts.ts';
import { sampleAudit } from './audit.ts';
import { sampleCredentials } from './credentials.ts';
import { samplePools } from './load-balancing.ts';
import { sampleStatusPage } from './status.ts';
import { sampleTunnels } from './tunnels.ts';
import { foreignZone, SHOP_ZONE, sampleZones } from './zones.ts';

export const DEMO_ACCOUNT_ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';
/** An account token with every permission that the product asks for. */
export const DEMO_API_TOKEN = 'cfat_DemoNorthwind_all_permissions_not_a_real_token__';

const FOREIGN_ACCOUNT_ID = '065e5751f75143a5f61debc267b0bc8d';

/** The same world for the same `now`; ids do not depend on `now` at all. */
export function sampleWorld(now: Date): World {
  const northwind = makeAccount(DEMO_ACCOUNT_ID, 'Northwind Outfitters', now);
  const fabrikam = makeAccount(FOREIGN_ACCOUNT_ID, 'Fabrikam Freight', now);
  const zones = sampleZones(northwind, now);
  return {
    now,
    accounts: [northwind, fabrikam],
    credentials: sampleCredentials({
      accountId: northwind.id,
      apiToken: DEMO_API_TOKEN,
      foreignAccountId: fabrikam.id,
      limitedToZones: [zoneId(SHOP_ZONE), zoneId('example.net')],
      expiredOn: daysBefore(now, 30),
    }),
    zones: [...zones, foreignZone(fabrikam, now)],
    alerts: sampleAlerts(northwind.id, now),
    audit_log: sampleAudit(northwind, zones, now),
    pools: samplePools(northwind, now),
    tunnels: sampleTunnels(northwind, now),
    status_page: sampleStatusPage(now),
  };
}

function makeAccount(id: string, name: string, now: Date): SimAccount {
  const settings = { enforce_twofactor: true, abuse_contact_email: 'abuse@northwind.example' };
  return { id, name, type: 'enterprise', created_on: daysBefore(now, 1600), settings };
}
