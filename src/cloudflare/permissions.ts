/** Cloudflare's read permissions that this server uses: stated once, for the README, the 403 answer and the connection test. */

/** `label` is the permission as the dashboard's token form spells it: scope, group, level. */
export interface Permission {
  readonly label: string;
  readonly purpose: string;
  /** The four that everyone is asked for; the others are needed by single sections or tools. */
  readonly isRequired: boolean;
}

const permission = (label: string, purpose: string, isRequired: boolean): Permission => ({
  label,
  purpose,
  isRequired,
});

export const ACCOUNT_SETTINGS_READ = permission(
  'Account > Account Settings > Read',
  'the account and its name',
  true,
);
export const NOTIFICATIONS_READ = permission('Account > Notifications > Read', 'alert history', true);
export const ZONE_READ = permission('Zone > Zone > Read', 'zones, found by name or ID', true);
export const DNS_READ = permission('Zone > DNS > Read', 'DNS records and DNSSEC', true);
export const ZONE_SETTINGS_READ = permission(
  'Zone > Zone Settings > Read',
  'SSL and security settings of a zone',
  false,
);
export const SSL_READ = permission(
  'Zone > SSL and Certificates > Read',
  'certificates and Universal SSL',
  false,
);

export const ANALYTICS_READ = permission('Zone > Analytics > Read', 'HTTP errors and firewall events', false);
export const LOAD_BALANCERS_READ = permission(
  'Zone > Load Balancers > Read',
  'load balancers of a zone',
  false,
);
export const POOLS_READ = permission(
  'Account > Load Balancing: Monitors and Pools > Read',
  'pools and origins of load balancers',
  false,
);
export const HEALTH_CHECKS_READ = permission(
  'Zone > Health Checks > Read',
  'stand-alone health checks',
  false,
);
export const TUNNEL_READ = permission('Account > Cloudflare Tunnel > Read', 'tunnels', false);

/** In the order in which the connection test reports them: the required four first. */
export const PERMISSIONS: readonly Permission[] = [
  ACCOUNT_SETTINGS_READ,
  NOTIFICATIONS_READ,
  ZONE_READ,
  DNS_READ,
  ZONE_SETTINGS_READ,
  SSL_READ,
  ANALYTICS_READ,
  LOAD_BALANCERS_READ,
  POOLS_READ,
  HEALTH_CHECKS_READ,
  TUNNEL_READ,
];

/** First match wins. Paths are those below the API's base URL. */
const PERMISSION_OF_PATH: readonly [RegExp, Permission][] = [
  [/^\/zones\/[^/]+\/(dns_records|dnssec)/, DNS_READ],
  [/^\/zones\/[^/]+\/settings/, ZONE_SETTINGS_READ],
  [/^\/zones\/[^/]+\/(ssl|custom_certificates)/, SSL_READ],
  [/^\/zones\/[^/]+\/load_balancers/, LOAD_BALANCERS_READ],
  [/^\/zones\/[^/]+\/healthchecks/, HEALTH_CHECKS_READ],
  [/^\/graphql/, ANALYTICS_READ],
  [/^\/accounts\/[^/]+\/load_balancers/, POOLS_READ],
  [/^\/accounts\/[^/]+\/cfd_tunnel/, TUNNEL_READ],
  [/^\/zones/, ZONE_READ],
  [/^\/accounts\/[^/]+\/alerting/, NOTIFICATIONS_READ],
  [/^\/accounts/, ACCOUNT_SETTINGS_READ],
];

/** The permission that Cloudflare wants for this API path; undefined where none is needed. */
export function permissionForPath(path: string): Permission | undefined {
  if (path.includes('/tokens/verify')) return undefined;
  return PERMISSION_OF_PATH.find(([pattern]) => pattern.test(path))?.[1];
}
