/** Describes the traffic of a zone; `analytics/` computes each minute from it, so that none is stored. */

export interface SimTraffic {
  /** The average over a day; 0 for a zone that Cloudflare does not serve. */
  requests_per_minute: number;
  /** One of so many requests is kept as a sample, so every count is a multiple of it. */
  sample_interval: number;
  hosts: { name: string; share: number }[];
  outages: SimOutage[];
  /** Without those of attacks. */
  firewall_events_per_hour: number;
  attacks: SimAttack[];
}

/** While it lasts, this share of the requests to these hosts is answered with another status. */
export interface SimOutage {
  since: string;
  until?: string;
  hosts: string[];
  share: number;
  edge_status: number;
  origin_status: number;
}

export interface SimAttack {
  since: string;
  until: string;
  events_per_minute: number;
  host: string;
  path: string;
  action: string;
  source: string;
  rule_id: string;
  description: string;
  networks: SimNetwork[];
}

export interface SimNetwork {
  asn: string;
  name: string;
  country: string;
  /** What all its client addresses begin with. */
  prefix: string;
  user_agent: string;
}
