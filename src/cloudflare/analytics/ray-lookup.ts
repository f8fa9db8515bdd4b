/** A request by its Ray ID, where the firewall does not know it: what it asked, and how it was answered. */
import { RAY_REQUESTS_MAX } from '../../limits/cloudflare.ts';
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { queryZone, toLiteral, windowFilter } from './analytics.ts';
import { toRows } from './graphql.ts';

/** With only the fields that are asked for. */
export interface RayRequest {
  readonly datetime?: unknown;
  readonly clientRequestHTTPHost?: unknown;
  readonly clientRequestPath?: unknown;
  readonly clientCountryName?: unknown;
  readonly edgeResponseStatus?: unknown;
  readonly originResponseStatus?: unknown;
}

const FIELDS =
  'datetime clientRequestHTTPHost clientRequestPath clientCountryName edgeResponseStatus originResponseStatus';

/** Cloudflare keeps a sample of all requests: one that is not found may have been made all the same. */
export async function fetchRequestsOfRay(
  cloudflare: Cloudflare,
  zoneId: string,
  window: TimeWindow,
  rayName: string,
): Promise<readonly RayRequest[]> {
  const where = toLiteral({ ...windowFilter(window), rayName });
  const { requests } = await queryZone(
    cloudflare,
    zoneId,
    `requests: httpRequestsAdaptive(limit: ${RAY_REQUESTS_MAX}, filter: ${where}) { ${FIELDS} }`,
  );
  return toRows(requests, 'requests');
}
