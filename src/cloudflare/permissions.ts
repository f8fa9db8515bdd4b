/** Cloudflare's read permissions that this server uses, each declared in one place: its purpose, its paths and its probe. */

import { PAGE_SIZE_MIN } from '../limits/cloudflare.ts';
import { fetchDatasetLimits } from './analytics/analytics.ts';
import type { Cloudflare } from './cloudflare.ts';
import { fetchZonesPage } from './zones/zone-directory.ts';

export interface Permission<Answer = unknown> {
  /** As the dashboard's token form spells it: scope, group, level. */
  readonly label: string;
  /** What this server needs it for. */
  readonly purpose: string;
  /** Four permissions are required; each of the others is for single tools or sections. */
  readonly isRequired: boolean;
  /** The API paths that need it, below the API's base URL. No path matches two permissions. */
  readonly path: RegExp;
  /** Whether the probe takes the ID of the account or of a zone. */
  readonly scope: 'account' | 'zone';
  /**
   * Whether Cloudflare has been seen to refuse this path to a token without the permission. Where it has not, an empty list
   * proves nothing: to list tunnels, for one, it answers an empty list.
   */
  readonly isRefusalSeen: boolean;
  /** One cheap request that Cloudflare refuses where this permission is missing. */
  probe(cloudflare: Cloudflare, id: string): Promise<Answer>;
}

const declared: Permission[] = [];

/** In the order of their declaration, which is the order in which they are reported: the required four first. */
export const PERMISSIONS: readonly Permission[] = declared;

function permission<Answer>(
  label: string,
  {
    isRequired = false,
    isRefusalSeen = false,
    ...facts
  }: Omit<Permission<Answer>, 'label' | 'isRequired' | 'isRefusalSeen'> & {
    isRequired?: boolean;
    isRefusalSeen?: boolean;
  },
): Permission<Answer> {
  const made = { label, isRequired, isRefusalSeen, ...facts };
  declared.push(made);
  return made;
}

export const ACCOUNT_SETTINGS_READ = permission('Account > Account Settings > Read', {
  purpose: 'the account and its name',
  isRequired: true,
  path: /^\/accounts(\/[^/]+(\/logs\/audit(\/[^/]+\/history)?)?)?$/,
  scope: 'account',
  probe: ({ api }, accountId) => api.accounts.get({ account_id: accountId }),
});

export const NOTIFICATIONS_READ = permission('Account > Notifications > Read', {
  purpose: 'alert history',
  isRequired: true,
  isRefusalSeen: true,
  path: /^\/accounts\/[^/]+\/alerting/,
  scope: 'account',
  probe: ({ api }, accountId) =>
    api.alerting.history.list({ account_id: accountId, page: 1, per_page: PAGE_SIZE_MIN }),
});

export const ZONE_READ = permission('Zone > Zone > Read', {
  purpose: 'zones, found by name or ID',
  isRequired: true,
  isRefusalSeen: true,
  path: /^\/zones(\/[^/]+)?$/,
  scope: 'account',
  probe: (cloudflare) => fetchZonesPage(cloudflare, 1, PAGE_SIZE_MIN),
});

export const DNS_READ = permission('Zone > DNS > Read', {
  purpose: 'DNS records and DNSSEC',
  isRequired: true,
  isRefusalSeen: true,
  path: /^\/zones\/[^/]+\/(dns_records|dnssec)/,
  scope: 'zone',
  probe: ({ api }, zoneId) => api.dns.records.list({ zone_id: zoneId, page: 1, per_page: 1 }),
});

export const ZONE_SETTINGS_READ = permission('Zone > Zone Settings > Read', {
  purpose: 'SSL and security settings of a zone',
  path: /^\/zones\/[^/]+\/settings/,
  scope: 'zone',
  probe: ({ api }, zoneId) => api.zones.settings.get('ssl', { zone_id: zoneId }),
});

export const SSL_READ = permission('Zone > SSL and Certificates > Read', {
  purpose: 'certificates and Universal SSL',
  path: /^\/zones\/[^/]+\/(ssl|custom_certificates)/,
  scope: 'zone',
  probe: ({ api }, zoneId) => api.ssl.universal.settings.get({ zone_id: zoneId }),
});

export const ANALYTICS_READ = permission('Zone > Analytics > Read', {
  purpose: 'HTTP errors and firewall events',
  path: /^\/graphql/,
  scope: 'zone',
  probe: (cloudflare, zoneId) => fetchDatasetLimits(cloudflare, zoneId, ['httpRequestsAdaptiveGroups']),
});

export const LOAD_BALANCERS_READ = permission('Zone > Load Balancers > Read', {
  purpose: 'load balancers of a zone',
  path: /^\/zones\/[^/]+\/load_balancers/,
  scope: 'zone',
  probe: ({ api }, zoneId) => api.loadBalancers.list({ zone_id: zoneId }),
});

export const POOLS_READ = permission('Account > Load Balancing: Monitors and Pools > Read', {
  purpose: 'pools and origins of load balancers',
  path: /^\/accounts\/[^/]+\/load_balancers/,
  scope: 'account',
  probe: ({ api }, accountId) => api.loadBalancers.pools.list({ account_id: accountId }),
});

export const HEALTH_CHECKS_READ = permission('Zone > Health Checks > Read', {
  purpose: 'stand-alone health checks',
  path: /^\/zones\/[^/]+\/healthchecks/,
  scope: 'zone',
  probe: ({ api }, zoneId) => api.healthchecks.list({ zone_id: zoneId, page: 1, per_page: PAGE_SIZE_MIN }),
});

export const TUNNEL_READ = permission('Account > Cloudflare Tunnel > Read', {
  purpose: 'tunnels',
  path: /^\/accounts\/[^/]+\/cfd_tunnel/,
  scope: 'account',
  probe: ({ api }, accountId) =>
    api.zeroTrust.tunnels.cloudflared.list({
      account_id: accountId,
      is_deleted: false,
      page: 1,
      per_page: 1,
    }),
});

/** The permission that Cloudflare wants for this API path; undefined where none is needed, or none is known. */
export function permissionForPath(path: string): Permission | undefined {
  return PERMISSIONS.find((each) => each.path.test(path));
}
