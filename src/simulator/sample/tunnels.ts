/** The tunnels of the sample account: one healthy, one degraded, one down, one deleted. */

import type { SimTunnel } from '../api/tunnels.ts';
import { createRandom } from '../world/random.ts';
import { daysBefore, minutesBefore } from '../world/time.ts';
import type { SimAccount } from '../world/world.ts';

/** The token of every tunnel ends with it, so that a test can search for it. */
export const TUNNEL_SECRET = 'bm90LWEtcmVhbC10dW5uZWwtc2VjcmV0';

interface TunnelFacts {
  name: string;
  status: SimTunnel['status'];
  activeSince?: string;
  inactiveSince?: string;
  deletedAt?: string;
}

/** A CNAME record with this content points to the tunnel. */
export function tunnelHostname(name: string): string {
  return `${tunnelId(name)}.cfargotunnel.com`;
}

export function sampleTunnels(account: SimAccount, now: Date): SimTunnel[] {
  const facts: TunnelFacts[] = [
    {
      name: 'pos-sync',
      status: 'healthy',
      activeSince: daysBefore(now, 41),
    },
    { name: 'warehouse-ams', status: 'degraded', activeSince: daysBefore(now, 5) },
    { name: 'returns-portal', status: 'down', inactiveSince: minutesBefore(now, 312) },
    {
      name: 'old-office',
      status: 'inactive',
      inactiveSince: daysBefore(now, 71),
      deletedAt: daysBefore(now, 70),
    },
  ];
  return facts.map((each) => makeTunnel(each, account, now));
}

function makeTunnel(facts: TunnelFacts, account: SimAccount, now: Date): SimTunnel {
  const id = tunnelId(facts.name);
  const identity = JSON.stringify({ a: account.id, t: id });
  return {
    id,
    account_tag: account.id,
    name: facts.name,
    status: facts.status,
    tun_type: 'cfd_tunnel',
    config_src: 'cloudflare',
    remote_config: true,
    created_at: daysBefore(now, 600),
    deleted_at: facts.deletedAt ?? null,
    conns_active_at: facts.activeSince ?? null,
    conns_inactive_at: facts.inactiveSince ?? null,
    connections: [],
    metadata: {},
    token: `${Buffer.from(identity).toString('base64')}.${TUNNEL_SECRET}`,
  };
}

function tunnelId(name: string): string {
  return createRandom(`tunnel ${name}`).uuid();
}
