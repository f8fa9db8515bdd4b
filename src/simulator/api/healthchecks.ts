/** Stand-alone health checks of one zone. */

import type { SimZone } from '../world/world.ts';
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR } from './permissions.ts';
import { pageOf, sorted } from './query.ts';
import { type Call, zoneRoute } from './route.ts';

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

declare module '../world/world.ts' {
  interface SimZone {
    healthchecks?: SimHealthcheck[];
  }
}

export const healthcheckRoutes = [
  zoneRoute(
    '/zones/:zone_id/healthchecks',
    { permissions: ['Health Checks Read'], refusal: AUTHENTICATION_ERROR },
    listHealthchecks,
  ),
];

function listHealthchecks({ healthchecks = [] }: SimZone, { query }: Call): Answer {
  const rows = sorted(healthchecks, ({ name }) => name, 'asc');
  return pageOf(rows, query, { fallback: 25, min: 5, max: 1000 });
}
