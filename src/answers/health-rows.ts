/** Rows of get_origin_health: what is unhealthy, switched off, without a status, or healthy. */
import * as z from 'zod';
import type { HealthRow } from '../cloudflare/health/health-row.ts';
import { LOAD_BALANCERS_SHOWN_MAX } from '../limits/answers.ts';
import { toTime } from '../text/field-value.ts';

const kind = z.string().describe('origin, pool, load_balancer, health_check or tunnel');
const name = z.string().optional().describe('As at Cloudflare');
const address = z.string().optional().describe('What records point to');
const pool = z.string().optional().describe('Of an origin');

export const healthRow = z.strictObject({
  kind,
  name,
  status: z.string().describe("Cloudflare's word: unhealthy, down, …; gone: of a tunnel"),
  reason: z.string().optional().describe('Last failure, what the origin answered, what its monitor expects'),
  since: z.string().optional().describe('RFC 3339: a tunnel without connection since then'),
  address,
  pool,
  load_balancers: z.array(z.string()).optional().describe('Those that use the pool; with zone'),
  load_balancers_more: z.number().optional().describe('Not shown'),
  healthy_locations: z.number().optional().describe("Cloudflare's locations where it is healthy"),
  locations: z.number().optional().describe('Those that try'),
});
export const offRow = z.strictObject({
  kind,
  name,
  status: z.string().describe('disabled, suspended; inactive: never started'),
  since: z.string().optional().describe('RFC 3339'),
  modified: z.string().optional().describe('RFC 3339: last change, where since is not known'),
  address,
  pool,
  load_balancers: z.array(z.string()).optional().describe('Those that use the pool; with zone'),
});
export const unknownRow = z.strictObject({
  kind,
  name,
  status: z.string().describe('unknown, or a word that is not known'),
  reason: z.string().optional().describe('Why'),
  address,
  pool,
});
export const healthyOriginRow = z.strictObject({
  address: z.string().describe('Host or IP address'),
  name: z.string().optional().describe('As at Cloudflare'),
  pool: z.string().optional().describe('Its pool'),
});

export function toHealthRow(row: HealthRow): z.input<typeof healthRow> {
  const { loadBalancers = [] } = row;
  return {
    ...factsOf(row),
    reason: row.reason,
    since: toTime(row.since),
    ...balancersOf(row),
    ...(loadBalancers.length > LOAD_BALANCERS_SHOWN_MAX && {
      load_balancers_more: loadBalancers.length - LOAD_BALANCERS_SHOWN_MAX,
    }),
    healthy_locations: row.healthyLocations,
    locations: row.locations,
  };
}

export function toOffRow(row: HealthRow): z.input<typeof offRow> {
  return {
    ...factsOf(row),
    since: toTime(row.since),
    modified: toTime(row.changed),
    ...balancersOf(row),
  };
}

export function toUnknownRow(row: HealthRow): z.input<typeof unknownRow> {
  return { ...factsOf(row), reason: row.reason };
}

function factsOf({ kind: what, name: called, status, address: at, pool: within }: HealthRow) {
  return { kind: what, name: called, status, address: at, pool: within };
}

function balancersOf({ loadBalancers = [] }: HealthRow) {
  return loadBalancers.length > 0 && { load_balancers: loadBalancers.slice(0, LOAD_BALANCERS_SHOWN_MAX) };
}

/** How many are healthy, by kind. */
export function countHealthy(rows: readonly HealthRow[]) {
  const count = (kind: HealthRow['kind']) =>
    rows.filter((row) => row.kind === kind && row.state === 'healthy').length || undefined;
  return { origin: count('origin'), health_check: count('health_check'), tunnel: count('tunnel') };
}
