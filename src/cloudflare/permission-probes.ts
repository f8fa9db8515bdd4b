/** One cheap request for each permission: granted, missing, or not to be told. */

import { fetchDatasetLimits } from './analytics/analytics.ts';
import type { Cloudflare } from './cloudflare.ts';
import { inWords, reference } from './http/failure-words.ts';
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
  SSL_READ,
  TUNNEL_READ,
  ZONE_READ,
  ZONE_SETTINGS_READ,
} from './permissions.ts';
import type { ZoneName } from './zone-memory.ts';
import { fetchZonesPage } from './zones/zone-directory.ts';

export interface ProbeResult {
  readonly permission: Permission;
  readonly state: 'granted' | 'missing' | 'unknown';
  /** Why it is unknown. */
  readonly note?: string;
}

export interface ProbeResults {
  readonly accountName: string | undefined;
  readonly zonesTotal: number | undefined;
  readonly results: readonly ProbeResult[];
}

/** Side by side; those that need a zone follow the list of zones. */
export async function probePermissions(cloudflare: Cloudflare): Promise<ProbeResults> {
  const account_id = await cloudflare.accountId();
  const { api } = cloudflare;
  const [account, zones, alerts, pools, tunnels] = await Promise.all([
    cloudflare.attempt(async () => api.accounts.get({ account_id })),
    cloudflare.attempt(() => fetchZonesPage(cloudflare, 1, 5)),
    cloudflare.attempt(async () => api.alerting.history.list({ account_id, page: 1, per_page: 5 })),
    cloudflare.attempt(async () => api.loadBalancers.pools.list({ account_id })),
    cloudflare.attempt(async () =>
      api.zeroTrust.tunnels.cloudflared.list({ account_id, is_deleted: false, page: 1, per_page: 1 }),
    ),
  ]);
  const zone = 'value' in zones ? zones.value.rows[0] : undefined;
  const parts = new Map<Permission, AnyPart>([
    [ACCOUNT_SETTINGS_READ, account],
    [NOTIFICATIONS_READ, alerts],
    [ZONE_READ, zones],
    [POOLS_READ, pools],
    [TUNNEL_READ, tunnels],
    ...(await probeZone(cloudflare, zone)),
  ]);
  // Not one answer, neither yes nor no: then it is Cloudflare or the network that has to be talked about.
  const asked = [...parts.values()].filter((part) => part !== undefined);
  const missing = asked.flatMap((part) =>
    'missing' in part && part.missing.permission === undefined ? [part.missing] : [],
  );
  if (missing[0] !== undefined && missing.length === asked.length) throw missing[0].failure;
  return {
    accountName: 'value' in account ? account.value.name : undefined,
    zonesTotal: 'value' in zones ? zones.value.total : undefined,
    results: PERMISSIONS.map((permission) => ({ permission, ...stateOf(parts.get(permission)) })),
  };
}

type AnyPart = Awaited<ReturnType<Cloudflare['attempt']>> | undefined;

async function probeZone(
  cloudflare: Cloudflare,
  zone: ZoneName | undefined,
): Promise<[Permission, AnyPart][]> {
  if (zone === undefined) return [];
  const { api } = cloudflare;
  const zone_id = zone.id;
  const probes: [Permission, () => Promise<unknown>][] = [
    [DNS_READ, async () => api.dns.records.list({ zone_id, page: 1, per_page: 1 })],
    [ZONE_SETTINGS_READ, async () => api.zones.settings.get('ssl', { zone_id })],
    [SSL_READ, async () => api.ssl.universal.settings.get({ zone_id })],
    [ANALYTICS_READ, () => fetchDatasetLimits(cloudflare, zone_id, ['httpRequestsAdaptiveGroups'])],
    [LOAD_BALANCERS_READ, async () => api.loadBalancers.list({ zone_id })],
    [HEALTH_CHECKS_READ, async () => api.healthchecks.list({ zone_id, page: 1, per_page: 5 })],
  ];
  return Promise.all(
    probes.map(
      async ([permission, probe]): Promise<[Permission, AnyPart]> => [
        permission,
        await cloudflare.attempt(probe),
      ],
    ),
  );
}

function stateOf(part: AnyPart): Omit<ProbeResult, 'permission'> {
  if (part === undefined) return { state: 'unknown', note: 'no zone to try it on' };
  if ('value' in part) return { state: 'granted' };
  const { failure, permission } = part.missing;
  if (permission !== undefined) return { state: 'missing' };
  return { state: 'unknown', note: `${inWords(failure)} ${reference(failure)}`.trimEnd() };
}
