/** Rows of get_origin_health: what is unhealthy, switched off, without a status, or healthy. */
import * as z from 'zod';
import type { HealthRow } from '../cloudflare/health/health-row.ts';
import { LOAD_BALANCERS_SHOWN_MAX } from '../limits/answers.ts';
import { toTime } from '../text/field-value.ts';

export const healthRow = z.strictObject({
  kind: z.string().describe('origin, pool, load_balancer, health_check or tunnel'),
  name: z.string().optional().describe('As it is called at Cloudflare'),
  status: z.string().describe("Cloudflare's word: unhealthy, down, disabled, …; gone: of a tunnel"),
  reason: z
    .string()
    .optional()
    .describe('Of the last failure, with what the origin answered and what its monitor expects'),
  since: z.string().optional().describe('RFC 3339: down or switched off since then'),
  changed: z.string().optional().describe('RFC 3339: last change, where since is not known'),
  address: z.string().optional().describe('What records point to'),
  pool: z.string().optional().describe('Of an origin: its pool'),
  load_balancers: z.array(z.string()).optional().describe('Those that use the pool; with zone'),
  load_balancers_more: z.number().optional().describe('Not shown'),
  healthy_locations: z.number().optional().describe("Cloudflare's locations where it is healthy"),
  locations: z.number().optional().describe('Those that try'),
});
export const healthyOriginRow = z.strictObject({
  address: z.string().describe('Host or IP address'),
  name: z.string().optional().describe('As it is called at Cloudflare'),
  pool: z.string().optional().describe('Its pool'),
});

export function toHealthRow(row: HealthRow): z.input<typeof healthRow> {
  const { kind, name, status, reason, address, pool, loadBalancers = [] } = row;
  return {
    kind,
    name,
    status,
    reason,
    since: toTime(row.since),
    changed: toTime(row.changed),
    address,
    pool,
    ...(loadBalancers.length > 0 && { load_balancers: loadBalancers.slice(0, LOAD_BALANCERS_SHOWN_MAX) }),
    ...(loadBalancers.length > LOAD_BALANCERS_SHOWN_MAX && {
      load_balancers_more: loadBalancers.length - LOAD_BALANCERS_SHOWN_MAX,
    }),
    healthy_locations: row.healthyLocations,
    locations: row.locations,
  };
}

/** How many are healthy, by kind. */
export function countHealthy(rows: readonly HealthRow[]) {
  const count = (kind: HealthRow['kind']) =>
    rows.filter((row) => row.kind === kind && row.state === 'healthy').length || undefined;
  return { origin: count('origin'), health_check: count('health_check'), tunnel: count('tunnel') };
}
