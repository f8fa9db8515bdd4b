/** What watches an origin, and what it says: the row that pools, health checks and tunnels have in common. */

type HealthKind = 'origin' | 'pool' | 'load_balancer' | 'health_check' | 'tunnel';

/** `off`: switched off by somebody. `unknown`: nothing that Cloudflare sends says whether it is well. */
export type HealthState = 'healthy' | 'unhealthy' | 'off' | 'unknown';

export interface HealthRow {
  readonly kind: HealthKind;
  readonly name: string;
  /** The address of an origin or a health check, the host name of a tunnel. */
  readonly address?: string | undefined;
  /** Of an origin: the pool that it belongs to, and the load balancers that use this pool, where they are known. */
  readonly pool?: string;
  readonly loadBalancers?: readonly string[];
  readonly state: HealthState;
  /** Cloudflare's word, or ours where Cloudflare says only yes or no. */
  readonly status: string;
  readonly reason?: string | undefined;
  /** Of an unhealthy origin: the ID of the monitor that found it so. */
  readonly monitor?: string | undefined;
  /** From so many of these of Cloudflare's locations an origin is healthy. */
  readonly healthyLocations?: number;
  readonly locations?: number;
  /** RFC 3339, as Cloudflare writes it: down or off since then. */
  readonly since?: string | undefined;
  /** The same, where Cloudflare says only when the thing was last changed. */
  readonly changed?: string | undefined;
}

/** Rows, and whether the list they come from was longer than what was read of it. */
export interface HealthRows {
  readonly rows: readonly HealthRow[];
  readonly isCut: boolean;
}

export type Json = Readonly<Record<string, unknown>>;

/** An object to read fields of, whatever was sent in its place. */
export function toJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
