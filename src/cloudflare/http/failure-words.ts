/** A failure in one clause: for parts of an answer that are missing, and as the start of every explanation. */
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
  no_answer: 'Cloudflare did not answer in time',
  status_page_unreadable: "Cloudflare's status page could not be read",
  cancelled: 'the call was cancelled',
};

/** A clause without a full stop, starting in lower case but for names. */
export function inWords(failure: CloudflareFailure): string {
  return WORDS[failure.kind];
}

/** A header is text from outside, where a proxy may repeat anything: only what is a Ray ID is shown. */
export function rayOf({ ray }: FailureFacts): string | undefined {
  return ray !== undefined && /^[0-9a-f]{16}(-[A-Z]{3})?$/i.test(ray) ? ray : undefined;
}

/** `(HTTP 403, Cloudflare code 9109, Ray ID 8f2d…-FRA)`, as far as known; for support and for searching. */
export function reference({ facts }: CloudflareFailure): string {
  const parts = [
    facts.status === undefined ? undefined : `HTTP ${facts.status}`,
    facts.code === undefined
      ? undefined
      : `${typeof facts.code === 'number' ? 'Cloudflare code' : 'code'} ${facts.code}`,
    facts.permissionNamed === undefined ? undefined : `permission ${facts.permissionNamed}`,
    rayOf(facts) === undefined ? undefined : `Ray ID ${facts.ray}`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? `(${parts.join(', ')})` : '';
}
