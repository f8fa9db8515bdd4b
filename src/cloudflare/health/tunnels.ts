/** Tunnels of the account, and the records of a zone that point at them. */
import { TUNNEL_RECORDS_READ_MAX, TUNNELS_PAGE_SIZE } from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { toPage } from '../pages.ts';
import { TUNNEL_READ } from '../permissions.ts';
import { parseRecordFilters } from '../records/record-filters.ts';
import { fetchRecordsInZone } from '../records/record-search.ts';
import type { ZoneName } from '../zone-memory.ts';
import { type HealthRow, type HealthRows, type HealthState, type Json, toJson } from './health-row.ts';

const TUNNEL_HOST = '.cfargotunnel.com';

export interface TunnelRows extends HealthRows {
  /** Cloudflare answers an empty list to a token without the permission, too. */
  readonly isEmpty: boolean;
}

/** Tunnels that are not deleted. Their secrets have an endpoint of their own, which this server never calls. */
export async function fetchTunnels(cloudflare: Cloudflare): Promise<TunnelRows> {
  const { rows, total } = toPage(
    await cloudflare.api.zeroTrust.tunnels.cloudflared.list({
      account_id: await cloudflare.accountId(),
      is_deleted: false,
      page: 1,
      per_page: TUNNELS_PAGE_SIZE,
    }),
  );
  return {
    rows: rows.map((tunnel) => toRow(toJson(tunnel))),
    // A tunnel without an ID may be any that is looked for.
    isCut:
      (total ?? 0) > rows.length ||
      rows.length >= TUNNELS_PAGE_SIZE ||
      rows.some((tunnel) => !UUID.test(String(toJson(tunnel).id))),
    isEmpty: rows.length === 0,
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const STATES: Readonly<Record<string, HealthState>> = {
  healthy: 'healthy',
  degraded: 'unhealthy',
  down: 'unhealthy',
  // It was never started.
  inactive: 'off',
};

function toRow(tunnel: Json): HealthRow {
  const status = toText(tunnel.status) ?? 'unknown';
  const state = STATES[status] ?? 'unknown';
  const since = toText(tunnel.conns_inactive_at) ?? toText(tunnel.conns_active_at);
  return {
    kind: 'tunnel',
    name: toText(tunnel.name) ?? '',
    address: `${toText(tunnel.id) ?? ''}${TUNNEL_HOST}`,
    state,
    status,
    ...(status === 'down' && { reason: 'no connection: its hosts answer 530 (error 1033)', since }),
    ...(status === 'degraded' && { reason: 'some of its connections are lost' }),
    ...(status === 'inactive' && { reason: 'never connected' }),
  };
}

export interface TunnelRecord {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: unknown;
}

/** @returns the records of the zone whose content is a tunnel. */
export async function fetchTunnelRecords(
  cloudflare: Cloudflare,
  zone: ZoneName,
): Promise<{ records: readonly TunnelRecord[]; isCut: boolean }> {
  const filters = parseRecordFilters({ content: `*${TUNNEL_HOST}` });
  const { rows, hasMore } = await fetchRecordsInZone(cloudflare, zone, filters, 0, TUNNEL_RECORDS_READ_MAX);
  const records = rows.map(({ name, type, content, proxied }) => ({
    name: toText(name) ?? '',
    type: toText(type) ?? '',
    content: (toText(content) ?? '').toLowerCase().replace(/\.$/, ''),
    proxied,
  }));
  return { records, isCut: hasMore || records.some(({ content }) => !isTunnelAddress(content)) };
}

/**
 * The tunnels of these addresses, which a zone needs: one that was never started is as bad as one that is down, and one
 * that is not in the list is gone.
 */
export function neededTunnels(
  { rows, isCut, isEmpty }: TunnelRows,
  addresses: ReadonlySet<string>,
): HealthRow[] {
  const known = new Set(rows.map(({ address }) => address));
  const needed = rows
    .filter(({ address = '' }) => addresses.has(address))
    .map((row) => (row.state === 'off' ? { ...row, state: 'unhealthy' as const, reason: NEVER } : row));
  const others = [...addresses].filter((address) => !known.has(address));
  return [...needed, ...others.map((address) => toLostRow(address, isCut, isEmpty))];
}

const NEVER = 'never connected: its hosts answer 530 (error 1033)';

function toLostRow(address: string, isCut: boolean, isEmpty: boolean): HealthRow {
  const row = { kind: 'tunnel', name: address.slice(0, -TUNNEL_HOST.length), address } as const;
  if (!isCut && !isEmpty) {
    const reason = 'the tunnel no longer exists in this account: its hosts answer 530 (error 1033)';
    return { ...row, state: 'unhealthy', status: 'gone', reason };
  }
  const reason = isEmpty
    ? `no tunnel is listed: it no longer exists, or the token lacks ${TUNNEL_READ.label}`
    : 'the account has more tunnels than were read';
  return { ...row, state: 'unknown', status: 'unknown', reason };
}

export function isTunnelAddress(address: string): boolean {
  return address.endsWith(TUNNEL_HOST);
}
