/** Which permission Cloudflare wants for which path. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import {
  ACCOUNT_SETTINGS_READ,
  ANALYTICS_READ,
  DNS_READ,
  HEALTH_CHECKS_READ,
  LOAD_BALANCERS_READ,
  NOTIFICATIONS_READ,
  PERMISSIONS,
  type Permission,
  POOLS_READ,
  permissionForPath,
  SSL_READ,
  TUNNEL_READ,
  ZONE_READ,
  ZONE_SETTINGS_READ,
} from '../../src/cloudflare/permissions.ts';

const ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';

const PATHS: [string, Permission | undefined][] = [
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
  [`/zones/${ID}/unknown`, undefined],
];

describe('the permission for a path', () => {
  it.each(PATHS)('%s is the right one', (path, permission) => {
    expect(permissionForPath(path)).toBe(permission);
  });

  it('matches the paths of that permission only', () => {
    const matching = PATHS.map(([path]) => PERMISSIONS.filter((permission) => permission.path.test(path)));
    expect(matching).toEqual(PATHS.map(([, permission]) => (permission ? [permission] : [])));
  });
});

describe('the list of permissions', () => {
  it('begins with the four that the guide requires', () => {
    const required = PERMISSIONS.filter(({ isRequired }) => isRequired);
    expect(required).toEqual([ACCOUNT_SETTINGS_READ, NOTIFICATIONS_READ, ZONE_READ, DNS_READ]);
    expect(PERMISSIONS.slice(0, 4)).toEqual(required);
  });

  it("labels each as the dashboard's form spells it, and none twice", () => {
    expect(new Set(PERMISSIONS.map(({ label }) => label)).size).toBe(PERMISSIONS.length);
    for (const { label } of PERMISSIONS) expect(label).toMatch(/^(Account|Zone) > [\w :]+ > Read$/);
  });

  it('has every permission that a tool needs, and no other', () => {
    const needed = new Set(catalog.flatMap(({ permissions }) => permissions));
    expect(new Set(PERMISSIONS)).toEqual(needed);
  });
});
