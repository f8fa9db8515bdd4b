/** The tunnels of the sample account: one well, one with half its connections, one down, one deleted. */

import type { SimConnector, SimTunnel } from '../world/origins.ts';
import { createRandom } from '../world/random.ts';
import type { SimAccount } from '../world/world.ts';
import { daysBefore, minutesBefore } from '../world/zone-template.ts';

/** Ends every tunnel's token, so that a test can look for it anywhere. */
export const TUNNEL_SECRET = 'bm90LWEtcmVhbC10dW5uZWwtc2VjcmV0';

interface TunnelFacts {
  name: string;
  status: SimTunnel['status'];
  /** The data centers that it is connected to. */
  colos: string[];
  activeSince?: string;
  inactiveSince?: string;
  deletedAt?: string;
}

/** What a CNAME record must hold to reach a tunnel. */
export function tunnelHostname(name: string): string {
  return `${tunnelId(name)}.cfargotunnel.com`;
}

export function sampleTunnels(account: SimAccount, now: Date): SimTunnel[] {
  const facts: TunnelFacts[] = [
    {
      name: 'pos-sync',
      status: 'healthy',
      colos: ['fra03', 'fra15', 'ams01', 'ams12'],
      activeSince: daysBefore(now, 41),
    },
    // A healthy tunnel has four connections.
    { name: 'warehouse-ams', status: 'degraded', colos: ['ams01'], activeSince: daysBefore(now, 5) },
    { name: 'returns-portal', status: 'down', colos: [], inactiveSince: minutesBefore(now, 312) },
    {
      name: 'old-office',
      status: 'inactive',
      colos: [],
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
    connectors: facts.colos.length > 0 ? [makeConnector(facts, now)] : [],
    token: `${Buffer.from(identity).toString('base64')}.${TUNNEL_SECRET}`,
  };
}

function makeConnector({ name, colos, activeSince }: TunnelFacts, now: Date): SimConnector {
  const random = createRandom(`connector ${name}`);
  const id = random.uuid();
  const version = '2026.10.1';
  return {
    id,
    arch: 'linux_amd64',
    version,
    run_at: activeSince ?? minutesBefore(now, 60),
    config_version: 7,
    features: ['ha-origin', 'support_datagram_v2'],
    conns: colos.map((colo) => {
      const uuid = random.uuid();
      return {
        id: uuid,
        uuid,
        client_id: id,
        client_version: version,
        colo_name: colo,
        is_pending_reconnect: false,
        opened_at: minutesBefore(now, random.integer(30, 4000)),
        origin_ip: '192.0.2.210',
      };
    }),
  };
}

function tunnelId(name: string): string {
  return createRandom(`tunnel ${name}`).uuid();
}
