/** Which permission Cloudflare wants for which path. */
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT_SETTINGS_READ,
  ANALYTICS_READ,
  DNS_READ,
  HEALTH_CHECKS_READ,
  LOAD_BALANCERS_READ,
  NOTIFICATIONS_READ,
  PERMISSIONS,
  POOLS_READ,
  permissionForPath,
  SSL_READ,
  TUNNEL_READ,
  ZONE_READ,
  ZONE_SETTINGS_READ,
} from '../../src/cloudflare/permissions.ts';

const ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';

describe('the permission for a path', () => {
  it.each([
    ['/zones', ZONE_READ],
    [`/zones/${ID}`, ZONE_READ],
    [`/zones/${ID}/dns_records`, DNS_READ],
    [`/zones/${ID}/dns_records/${ID}`, DNS_READ],
    [`/zones/${ID}/dnssec`, DNS_READ],
    [`/zones/${ID}/settings/ssl`, ZONE_SETTINGS_READ],
    [`/zones/${ID}/ssl/universal/settings`, SSL_READ],
    [`/zones/${ID}/ssl/certificate_packs`, SSL_READ],
    [`/zones/${ID}/custom_certificates`, SSL_READ],
    [`/zones/${ID}/load_balancers`, LOAD_BALANCERS_READ],
    [`/zones/${ID}/healthchecks`, HEALTH_CHECKS_READ],
    ['/graphql', ANALYTICS_READ],
    [`/accounts/${ID}/load_balancers/pools`, POOLS_READ],
    [`/accounts/${ID}/load_balancers/pools/${ID}/health`, POOLS_READ],
    [`/accounts/${ID}/cfd_tunnel`, TUNNEL_READ],
    [`/accounts/${ID}/logs/audit`, ACCOUNT_SETTINGS_READ],
    ['/accounts', ACCOUNT_SETTINGS_READ],
    [`/accounts/${ID}`, ACCOUNT_SETTINGS_READ],
    [`/accounts/${ID}/alerting/v3/history`, NOTIFICATIONS_READ],
    [`/accounts/${ID}/tokens/verify`, undefined],
    ['/user/tokens/verify', undefined],
    ['/user', undefined],
    ['', undefined],
  ])('%s is the right one', (path, permission) => {
    expect(permissionForPath(path)).toBe(permission);
  });

  it("comes from one list of eleven, the four required first, each labelled as the dashboard's form spells it", () => {
    expect(PERMISSIONS.map(({ isRequired }) => isRequired)).toEqual([
      ...Array(4).fill(true),
      ...Array(7).fill(false),
    ]);
    expect(new Set(PERMISSIONS.map(({ label }) => label)).size).toBe(11);
    for (const { label } of PERMISSIONS) expect(label).toMatch(/^(Account|Zone) > [\w :]+ > Read$/);
  });
});
