/** A failure in one English clause, used as the reason why a part of an answer is missing and to begin every explanation. */
import type { CloudflareFailure, FailureFacts, FailureKind } from './failure.ts';

const WORDS: Readonly<Record<FailureKind, string>> = {
  credential_refused: 'Cloudflare does not accept the credential',
  token_malformed: 'Cloudflare cannot read the API token (Invalid format for Authorization header)',
  key_malformed: 'Cloudflare cannot read the Global API Key or its e-mail (Invalid format)',
  key_unknown: 'Cloudflare does not know this Global API Key with this e-mail',
  location_refused: 'the token may not be used from this IP address',
  permission_missing: 'Cloudflare refused: the credential lacks a permission',
  plan_limit: "the zone's plan does not include this",
  credential_kind_unsupported: 'this Cloudflare endpoint does not take this kind of credential',
  not_found: 'Cloudflare knows no such object',
  invalid_request: 'Cloudflare refused the request as invalid',
  endpoint_retired: 'Cloudflare has retired this endpoint',
  rate_limited: "Cloudflare's rate limit is reached",
  cloudflare_trouble: 'Cloudflare has trouble: it gave no usable answer',
  unreachable: 'Cloudflare cannot be reached from this machine',
  proxy_unreachable: 'the proxy cannot be reached from this machine',
  proxy_refused: 'the proxy opens no connection to Cloudflare',
  no_answer: 'Cloudflare did not answer in time',
  status_page_unreadable: "Cloudflare's status page could not be read",
  cancelled: 'the call was cancelled',
};

/** A clause without a full stop, in lower case unless it starts with a name. */
export function describeFailure(failure: CloudflareFailure): string {
  return WORDS[failure.kind];
}

/** The header comes from outside, and a proxy may put anything into it. So only a well-formed Ray ID is shown. */
export function rayOf({ ray }: FailureFacts): string | undefined {
  return ray !== undefined && /^[0-9a-f]{16}(-[A-Z]{3})?$/i.test(ray) ? ray : undefined;
}

/** What helps Cloudflare's support and a web search: `(HTTP 403, Cloudflare code 9109, Ray ID 8f2d…-FRA)`, as far as known. */
export function referenceDetails({ facts }: CloudflareFailure): string {
  const { status, code, permissionNamed } = facts;
  const ray = rayOf(facts);
  const details: string[] = [];
  if (status !== undefined) details.push(`HTTP ${status}`);
  if (typeof code === 'number') details.push(`Cloudflare code ${code}`);
  else if (code !== undefined) details.push(`code ${code}`);
  if (permissionNamed !== undefined) details.push(`permission ${permissionNamed}`);
  if (ray !== undefined) details.push(`Ray ID ${ray}`);
  return details.length > 0 ? `(${details.join(', ')})` : '';
}
