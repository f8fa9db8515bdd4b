/** The sample world: Northwind Outfitters, an account in the middle of an incident, and an account of someone else. */

import { lazily } from '../world/lazily.ts';
import { daysBefore } from '../world/time.ts';
import type { SimAccount, World } from '../world/world.ts';
import { zoneId } from '../world/zone-template.ts';
import { sampleAlerts } from './alert-history.ts';
import { sampleAuditLog } from './audit-log.ts';
import { sampleCredentials } from './credentials.ts';
import { sampleMonitors, samplePools } from './load-balancers.ts';
import { sampleStatusPage } from './status-page.ts';
import { sampleTunnels } from './tunnels.ts';
import { foreignZone, SHOP_ZONE, sampleZones } from './zones.ts';

export const DEMO_ACCOUNT_ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';
/** An account token with every permission that this product asks for. */
export const DEMO_API_TOKEN = 'cfat_DemoNorthwind_all_permissions_not_a_real_token__';

const FOREIGN_ACCOUNT_ID = '065e5751f75143a5f61debc267b0bc8d';

/** The same `now` always gives the same world. Ids do not depend on `now`. */
export function sampleWorld(now: Date): World {
  const northwind = makeAccount(DEMO_ACCOUNT_ID, 'Northwind Outfitters', now);
  const fabrikam = makeAccount(FOREIGN_ACCOUNT_ID, 'Fabrikam Freight', now);
  const zones = sampleZones(northwind, now);
  const world: World = {
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
    alerts: [],
    audit_log: [],
    pools: samplePools(northwind, now),
    monitors: sampleMonitors(northwind, now),
    tunnels: sampleTunnels(northwind, now),
    status_page: sampleStatusPage(now),
  };
  return lazily(world, {
    alerts: () => sampleAlerts(northwind.id, now),
    audit_log: () => sampleAuditLog(northwind, zones, now),
  });
}

function makeAccount(id: string, name: string, now: Date): SimAccount {
  const settings = { enforce_twofactor: true, abuse_contact_email: 'abuse@northwind.example' };
  return { id, name, type: 'enterprise', created_on: daysBefore(now, 1600), settings };
}
