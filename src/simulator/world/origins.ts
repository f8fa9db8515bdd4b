/** What stands behind the edge: load balancers and their pools, health checks and tunnels. */

export interface SimLoadBalancer {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  proxied: boolean;
  ttl?: number;
  default_pools: string[];
  fallback_pool: string;
  steering_policy: string;
  session_affinity: string;
  created_on: string;
  modified_on: string;
}

/** A pool, whose it is, and what its health endpoint answers. */
export interface SimPool {
  account_id: string;
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  minimum_origins: number;
  monitor: string;
  check_regions: string[];
  origins: SimOrigin[];
  notification_email: string;
  created_on: string;
  modified_on: string;
  /** By region, for example `Amsterdam, NL`. */
  pop_health: Record<string, { healthy: boolean; origins: Record<string, SimOriginHealth>[] }>;
}

interface SimOrigin {
  name: string;
  address: string;
  enabled: boolean;
  weight: number;
}

export interface SimOriginHealth {
  healthy: boolean;
  failure_reason: string;
  rtt: string;
  response_code: number;
}

export interface SimHealthcheck {
  id: string;
  name: string;
  description: string;
  address: string;
  type: string;
  status: 'unknown' | 'healthy' | 'unhealthy' | 'suspended';
  failure_reason: string;
  suspended: boolean;
  check_regions: string[];
  interval: number;
  retries: number;
  timeout: number;
  consecutive_fails: number;
  consecutive_successes: number;
  http_config: { method: 'GET'; path: string; port: number; expected_codes: string[] } | null;
  tcp_config: { method: 'connection_established'; port: number } | null;
  created_on: string;
  modified_on: string;
}

/** A tunnel, and beside it what its other endpoints answer. Its account is `account_tag`. */
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
  /** Empty since the endpoint for connections took over. */
  connections: [];
  metadata: Record<string, never>;
  connectors: SimConnector[];
  /** Whoever has it can run the tunnel. */
  token: string;
}

/** One running `cloudflared`, with its connections to data centers. */
export interface SimConnector {
  id: string;
  arch: string;
  version: string;
  run_at: string;
  config_version: number;
  features: string[];
  conns: SimConnection[];
}

interface SimConnection {
  id: string;
  uuid: string;
  client_id: string;
  client_version: string;
  colo_name: string;
  is_pending_reconnect: boolean;
  opened_at: string;
  origin_ip: string;
}
