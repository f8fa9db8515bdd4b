/** Every endpoint of the API: finds the route of a request, checks its credential, and answers. */

import { ANALYTICS_READ, answerGraphql } from './analytics/graphql.ts';
import { accountRoutes } from './api/accounts.ts';
import { alertHistoryRoutes } from './api/alert-history.ts';
import { auditLogRoutes } from './api/audit-log.ts';
import { findCredential, parseCredentials } from './api/authentication.ts';
import { certificateRoutes } from './api/certificates.ts';
import { dnsRecordRoutes } from './api/dns-records.ts';
import { type Answer, ApiError, errorEnvelope, successEnvelope } from './api/envelope.ts';
import { healthcheckRoutes } from './api/healthchecks.ts';
import { ipRoutes } from './api/ips.ts';
import { loadBalancerRoutes } from './api/load-balancers.ts';
import type { Route } from './api/route.ts';
import { tunnelRoutes } from './api/tunnels.ts';
import { zoneSettingRoutes } from './api/zone-settings.ts';
import { zoneRoutes } from './api/zones.ts';
import type { World } from './world/world.ts';

const ROUTES: readonly Route[] = [
  accountRoutes,
  alertHistoryRoutes,
  auditLogRoutes,
  certificateRoutes,
  dnsRecordRoutes,
  healthcheckRoutes,
  ipRoutes,
  loadBalancerRoutes,
  tunnelRoutes,
  zoneRoutes,
  zoneSettingRoutes,
].flat();

/** What a token needs in order to read every endpoint of a zone or an account. */
export const ALL_PERMISSIONS: readonly string[] = [
  ...new Set([ANALYTICS_READ, ...ROUTES.flatMap(({ permission }) => permission ?? [])]),
];

const GRAPHQL = /^\/graphql\/?$/;

/** A request whose URL was taken apart; `path` is what follows `/client/v4`. */
interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body?: string;
}

/** Never throws for a bad request: what the API would refuse becomes a response with errors. */
export function answerApi(world: World, request: ApiRequest): Response {
  try {
    if (GRAPHQL.test(request.path)) return graphqlResponse(world, request);
    return successEnvelope(routeAnswer(world, request));
  } catch (error) {
    if (error instanceof ApiError) return errorEnvelope(error.status, error.errors);
    throw error;
  }
}

/** The only endpoint that takes POST. Its answers have no envelope, but a refused credential gets one. */
function graphqlResponse(world: World, { method, headers, body }: ApiRequest): Response {
  if (method !== 'POST') throw new ApiError(405, { code: 10405, message: 'Method not allowed' });
  const caller = findCredential(parseCredentials(headers), world, 'scoped');
  return answerGraphql(world, caller, body);
}

/** Checks in the order of the gateway: method, form of the headers, route, credential, permission. */
function routeAnswer(world: World, { method, path, query, headers }: ApiRequest): Answer {
  if (method !== 'GET') throw new ApiError(405, { code: 10405, message: 'Method not allowed' });
  const presented = parseCredentials(headers);
  for (const { pattern, area, answer } of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    const caller = findCredential(presented, world, area);
    return answer({ world, caller, query }, ...match.slice(1).map(decodeSegment));
  }
  const message = `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`;
  throw new ApiError(404, { code: 7003, message }, { code: 7000, message: 'No route for that URI' });
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
