/** Cloudflare Tunnels of an account: the list, and the secret that runs one. */

import type { SimAccount } from '../world/world.ts';
import { type Answer, ApiError } from './envelope.ts';
import { type Access, AUTHENTICATION_ERROR } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';
import { accountRoute, type Call } from './route.ts';

/** A tunnel, and the secret that its token endpoint answers. Its account is `account_tag`. */
export interface SimTunnel {
  id: string;
  account_tag: string;
  name: string;
  status: 'inactive' | 'degraded' | 'healthy' | 'down';
  tun_type: 'cfd_tunnel';
  config_src: 'local' | 'cloudflare';
  remote_config: boolean;
  created_at: string;
  deleted_at: string | null;
  conns_active_at: string | null;
  conns_inactive_at: string | null;
  /** Always empty: connections have an endpoint of their own. */
  connections: [];
  metadata: Record<string, never>;
  /** Whoever has it can run the tunnel. */
  token: string;
}

declare module '../world/world.ts' {
  interface World {
    tunnels?: SimTunnel[];
  }
}

const TUNNELS_READ: Access = {
  permissions: [
    'Cloudflare Tunnel Read',
    'Cloudflare One Connectors Read',
    'Cloudflare One Connector: cloudflared Read',
  ],
  refusal: AUTHENTICATION_ERROR,
};

export const tunnelRoutes = [
  accountRoute('/accounts/:account_id/cfd_tunnel', { ...TUNNELS_READ, isEmptyInstead: true }, listTunnels),
  accountRoute('/accounts/:account_id/cfd_tunnel/:tunnel_id/token', TUNNELS_READ, getTunnelToken),
];

/** Lists deleted tunnels too, unless the query says `is_deleted=false`. */
function listTunnels(account: SimAccount, call: Call): Answer {
  const { query } = call;
  const name = query.get('name');
  const status = query.has('status') && oneOf(query, 'status', ['inactive', 'degraded', 'healthy', 'down']);
  const deleted = query.has('is_deleted') && oneOf(query, 'is_deleted', ['true', 'false']);
  const rows = tunnelsOf(account, call)
    .filter((tunnel) => !name || tunnel.name === name)
    .filter((tunnel) => !status || tunnel.status === status)
    .filter((tunnel) => !deleted || (tunnel.deleted_at !== null) === (deleted === 'true'));
  const withoutTokens = sorted(rows, (tunnel) => tunnel.name, 'asc').map(({ token, ...tunnel }) => tunnel);
  return pageOf(withoutTokens, query, { fallback: 20, min: 1, max: 1000 });
}

/** A trap: a GET that answers a secret. Tests show that this product never sends it. */
function getTunnelToken(account: SimAccount, call: Call, tunnelId: string): Answer {
  const tunnel = tunnelsOf(account, call).find(({ id }) => id === tunnelId);
  if (!tunnel) throw new ApiError(404, { code: 1003, message: 'Tunnel not found' });
  return { result: tunnel.token };
}

function tunnelsOf({ id }: SimAccount, { world: { tunnels = [] } }: Call): SimTunnel[] {
  return tunnels.filter(({ account_tag }) => account_tag === id);
}
