/** Describes the traffic of a zone; `analytics/` computes each minute from it, so that none is stored. */

export interface SimTraffic {
  /** The average over a day; 0 for a zone that Cloudflare does not serve. */
  requests_per_minute: number;
  /** One of so many requests is kept as a sample, so every count is a multiple of it. */
  sample_interval: number;
  hosts: { name: string; share: number }[];
  outages: SimOutage[];
  /** Requests beside the ordinary ones: a flood, the visitors of a new host, a client that comes back. */
  extras?: SimExtra[];
  /** Without those of attacks. */
  firewall_events_per_hour: number;
  attacks: SimAttack[];
}

/** While it lasts, this share of the requests to these hosts is answered in another way, or does not arrive. */
export interface SimOutage {
  since: string;
  until?: string;
  hosts: string[];
  /** Only requests whose fields have one of these values; the names are those of the dataset. */
  only?: Record<string, (string | number)[]>;
  share: number;
  /** The status is as before when absent. */
  edge_status?: number;
  origin_status?: number;
  /** Other fields that change. */
  becomes?: Record<string, string | number>;
  /** The visitors' requests do not reach Cloudflare. */
  is_lost?: boolean;
  /** How long the answer took; as before when absent. */
  durations?: SimDurations;
}

export interface SimDurations {
  /** Until the first byte left for the visitor. */
  first_byte_ms: number;
  /** The part of it that Cloudflare waited for the origin; 0 when the origin was not asked. */
  origin_ms: number;
}

export interface SimExtra {
  since: string;
  until?: string;
  requests_per_minute: number;
  /** The fields that are not those of an ordinary request for `/`. */
  fields: Record<string, string | number>;
}

export interface SimAttack {
  since: string;
  until?: string;
  events_per_minute: number;
  host: string;
  path: string;
  /** POST when absent. */
  method?: string;
  action: string;
  source: string;
  rule_id: string;
  description: string;
  networks: SimNetwork[];
  /** The Ray IDs of the first event of each minute, oldest first. Those of the others are made up. */
  ray_ids?: string[];
}

export interface SimNetwork {
  asn: string;
  name: string;
  country: string;
  /** What all its client addresses begin with. */
  prefix: string;
  user_agent: string;
}
