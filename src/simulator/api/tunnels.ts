/** Cloudflare Tunnels of an account: the list, the connections of one, and the secret that runs it. */

import type { SimTunnel } from '../world/origins.ts';
import { type Answer, Refusal } from './envelope.ts';
import { AUTHENTICATION_ERROR, accountFor, type Call, type Rule } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';

const TUNNELS_READ: Rule = {
  accepts: [
    'Cloudflare Tunnel Read',
    'Cloudflare One Connectors Read',
    'Cloudflare One Connector: cloudflared Read',
  ],
  lacking: AUTHENTICATION_ERROR,
};

/** Deleted tunnels are listed too, unless `is_deleted=false` leaves them out. */
export function listTunnels(call: Call, accountId: string): Answer {
  const { query } = call;
  const name = query.get('name');
  const status = query.has('status') && oneOf(query, 'status', ['inactive', 'degraded', 'healthy', 'down']);
  const deleted = query.has('is_deleted') && oneOf(query, 'is_deleted', ['true', 'false']);
  const rows = tunnelsOf(call, accountId)
    .filter((tunnel) => !name || tunnel.name === name)
    .filter((tunnel) => !status || tunnel.status === status)
    .filter((tunnel) => !deleted || (tunnel.deleted_at !== null) === (deleted === 'true'));
  const shown = sorted(rows, (tunnel) => tunnel.name, 'asc').map(
    ({ connectors, token, ...tunnel }) => tunnel,
  );
  return pageOf(shown, query, { fallback: 20, min: 1, max: 1000 });
}

export function listTunnelConnections(call: Call, accountId: string, tunnelId: string): Answer {
  return { result: tunnelFor(call, accountId, tunnelId).connectors };
}

/** A GET that answers with a secret: it is here so that a test can show that nothing of ours asks it. */
export function getTunnelToken(call: Call, accountId: string, tunnelId: string): Answer {
  return { result: tunnelFor(call, accountId, tunnelId).token };
}

function tunnelsOf(call: Call, accountId: string): SimTunnel[] {
  accountFor(call, accountId, TUNNELS_READ);
  return call.world.tunnels.filter((tunnel) => tunnel.account_tag === accountId);
}

function tunnelFor(call: Call, accountId: string, tunnelId: string): SimTunnel {
  const tunnel = tunnelsOf(call, accountId).find(({ id }) => id === tunnelId);
  if (!tunnel) throw new Refusal(404, { code: 1003, message: 'Tunnel not found' });
  return tunnel;
}
