/** The table of endpoints: a path in, an envelope out. */

import { answerGraphql } from './analytics/graphql.ts';
import { getAccount, getUser, listAccounts, verifyAccountToken, verifyUserToken } from './api/accounts.ts';
import { listAlertHistory } from './api/alert-history.ts';
import { listAuditLog } from './api/audit-log.ts';
import { type Area, findCredential, readCredentials } from './api/authentication.ts';
import { getUniversalSslSettings, listCertificatePacks, listCustomCertificates } from './api/certificates.ts';
import { getDnsRecord, getDnssec, listDnsRecords } from './api/dns-records.ts';
import { type Answer, failure, Refusal, success } from './api/envelope.ts';
import { listHealthchecks } from './api/healthchecks.ts';
import { getPoolHealth, listLoadBalancers, listPools } from './api/load-balancers.ts';
import type { Call } from './api/permissions.ts';
import { listRulesets } from './api/rulesets.ts';
import { getTunnelToken, listTunnelConnections, listTunnels } from './api/tunnels.ts';
import { getZoneSetting, listZoneSettings } from './api/zone-settings.ts';
import { getZone, listZones } from './api/zones.ts';
import type { World } from './world/world.ts';

type Endpoint = (call: Call, id: string, innerId: string) => Answer;

const GRAPHQL = /^\/graphql\/?$/;
const IDENTIFIER = /^[0-9a-f]{32}$/;

/** `:id` is a zone or account id, `:inner` the id of something within it. */
const ROUTES: { path: RegExp; area: Area; endpoint: Endpoint }[] = [
  route('/zones', 'top_level', listZones),
  route('/zones/:id', 'scoped', getZone),
  route('/zones/:id/settings', 'scoped', listZoneSettings),
  route('/zones/:id/settings/:inner', 'scoped', getZoneSetting),
  route('/zones/:id/dns_records', 'scoped', listDnsRecords),
  route('/zones/:id/dns_records/:inner', 'scoped', getDnsRecord),
  route('/zones/:id/dnssec', 'scoped', getDnssec),
  route('/zones/:id/ssl/certificate_packs', 'scoped', listCertificatePacks),
  route('/zones/:id/ssl/universal/settings', 'scoped', getUniversalSslSettings),
  route('/zones/:id/custom_certificates', 'scoped', listCustomCertificates),
  route('/zones/:id/healthchecks', 'scoped', listHealthchecks),
  route('/zones/:id/load_balancers', 'scoped', listLoadBalancers),
  route('/zones/:id/rulesets', 'scoped', listRulesets),
  route('/accounts', 'top_level', listAccounts),
  route('/accounts/:id', 'scoped', getAccount),
  route('/accounts/:id/alerting/v3/history', 'scoped', listAlertHistory),
  route('/accounts/:id/cfd_tunnel', 'scoped', listTunnels),
  route('/accounts/:id/cfd_tunnel/:inner/connections', 'scoped', listTunnelConnections),
  route('/accounts/:id/cfd_tunnel/:inner/token', 'scoped', getTunnelToken),
  route('/accounts/:id/load_balancers/pools', 'scoped', listPools),
  route('/accounts/:id/load_balancers/pools/:inner/health', 'scoped', getPoolHealth),
  route('/accounts/:id/logs/audit', 'scoped', listAuditLog),
  route('/accounts/:id/tokens/verify', 'verify', verifyAccountToken),
  route('/user', 'top_level', getUser),
  route('/user/tokens/verify', 'verify', verifyUserToken),
];

/** A request after its URL was read; `path` is what follows `/client/v4`. */
interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body?: string;
}

/** Never throws for a bad request: whatever the API would refuse becomes a refusing response. */
export function answer(world: World, asked: Asked): Response {
  try {
    if (GRAPHQL.test(asked.path)) return graphql(world, asked);
    return success(find(world, asked));
  } catch (error) {
    if (error instanceof Refusal) return failure(error.status, error.errors);
    throw error;
  }
}

/** The one endpoint that is asked by POST, and that answers without the envelope; its refusals have it still. */
function graphql(world: World, { method, headers, body }: Asked): Response {
  if (method !== 'POST') throw new Refusal(405, { code: 10405, message: 'Method not allowed' });
  const caller = findCredential(readCredentials(headers), world, 'scoped');
  return answerGraphql(world, caller, body);
}

/** The order of the checks is the gateway's: method, form of the headers, route, credential, permission. */
function find(world: World, { method, path, query, headers }: Asked): Answer {
  if (method !== 'GET') throw new Refusal(405, { code: 10405, message: 'Method not allowed' });
  const presented = readCredentials(headers);
  for (const { path: pattern, area, endpoint } of ROUTES) {
    const match = pattern.exec(path);
    if (!match) continue;
    const { id = '', inner = '' } = match.groups ?? {};
    if (match.groups?.id !== undefined && !IDENTIFIER.test(id)) break;
    const caller = findCredential(presented, world, area);
    return endpoint({ world, caller, query }, id, decoded(inner));
  }
  const message = `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`;
  throw new Refusal(404, { code: 7003, message }, { code: 7000, message: 'No route for that URI' });
}

/** A slash at the end is the same path to Cloudflare, so `/zones/` lists zones. */
function route(
  path: string,
  area: Area,
  endpoint: Endpoint,
): { path: RegExp; area: Area; endpoint: Endpoint } {
  const source = path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)');
  return { path: new RegExp(`^${source}/?$`), area, endpoint };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
