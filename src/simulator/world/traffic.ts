/** What a zone's traffic is made of: enough to compute any minute of it, so that none has to be stored. */

export interface SimTraffic {
  /** On an average minute of the day; 0 for a zone that Cloudflare does not serve. */
  requests_per_minute: number;
  /** One in so many requests was kept, so every count is a multiple of it. */
  sample_interval: number;
  hosts: { name: string; share: number }[];
  outages: SimOutage[];
  /** Blocked or challenged requests on an ordinary day. */
  firewall_events_per_hour: number;
  attacks: SimAttack[];
}

/** While it lasts, this share of the requests to these hosts ends with another status. */
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
  /** The part of the client addresses that is the same. */
  prefix: string;
  user_agent: string;
}
