/** For each kind of failure: the likely cause and the next step, worded for the audience. */
import type { CloudflareFailure, FailureKind } from '../cloudflare/http/failure.ts';
import { rayOf } from '../cloudflare/http/failure-words.ts';
import { type Permission, permissionForPath } from '../cloudflare/permissions.ts';
import { API_TOKENS_PAGE } from '../settings/access-names.ts';
import type { Wording } from './audience.ts';

export interface Explanation {
  readonly cause: string;
  readonly next: string;
}

type Explain = (wording: Wording) => Explanation;

const BY_KIND: Readonly<Record<Exclude<FailureKind, 'permission_missing'>, Explain>> = {
  credential_refused: ({ changeCredential }) => ({
    cause:
      'The token or key is wrong, revoked or expired. A user API token stops working when its user is deleted or leaves the ' +
      'account; an account API token does not.',
    next: `${changeCredential(`check it at ${API_TOKENS_PAGE} and roll or replace it`)}; asking again will not help.`,
  }),
  token_malformed: ({ names, changeCredential }) => ({
    cause:
      'Probably a Global API Key without its e-mail, or a token that has quotes around it or was not copied whole.',
    next: `${changeCredential(`set ${names.email} for a Global API Key, or use an API token from ${API_TOKENS_PAGE}`)}.`,
  }),
  key_malformed: ({ names, changeCredential }) => ({
    cause: `Probably an API token used as a Global API Key: because ${names.email} is set, the secret is sent as a key.`,
    next: `${changeCredential(`leave ${names.email} blank to use an API token, or correct key and e-mail`)}.`,
  }),
  key_unknown: ({ names, changeCredential }) => ({
    cause:
      'The Global API Key and the e-mail do not belong together, or the key was rolled, or it is an API token, which is ' +
      'used without an e-mail.',
    next: `${changeCredential(`compare both with ${API_TOKENS_PAGE}, or leave ${names.email} blank to use an API token`)}.`,
  }),
  location_refused: ({ changeCredential }) => ({
    cause:
      "The token's Client IP Address Filtering does not include the address that this server calls from.",
    next: `${changeCredential(`add that address to the token's filter at ${API_TOKENS_PAGE}`)}.`,
  }),
  plan_limit: () => ({
    cause: 'Cloudflare offers this only on a higher plan; no permission changes that.',
    next: 'use what the plan has: get_zone shows the plan, list_alert_history what Cloudflare reported.',
  }),
  credential_kind_unsupported: ({ changeCredential }) => ({
    cause: 'A few Cloudflare products do not take account API tokens, and a few take no tokens at all.',
    next: `${changeCredential('try a user API token or a Global API Key for this question')}; the other tools still work.`,
  }),
  not_found: ({ names }) => ({
    cause: 'The ID is malformed or belongs to another account, or the object no longer exists.',
    next: `call list_zones to see the zones of this account; if a zone is missing there, check ${names.accountId}.`,
  }),
  invalid_request: () => ({
    cause: 'One of the arguments has a value that Cloudflare does not take.',
    next: 'simplify the filters and ask again.',
  }),
  endpoint_retired: ({ changeServer }) => ({
    cause: 'The API has changed since this version of the server.',
    next: `${changeServer('update it')}; the other tools still work.`,
  }),
  rate_limited: () => ({
    cause:
      'More than about 1,200 requests in five minutes were sent with this credential, from here, the dashboard or other tools.',
    next: 'do not retry before the wait is over; then ask for less (one zone, a narrower filter). Earlier answers are still valid.',
  }),
  cloudflare_trouble: () => ({
    cause:
      "An error on Cloudflare's side, or a proxy between this server and Cloudflare answered in its place.",
    next: 'ask again in a minute, see https://www.cloudflarestatus.com, and quote the Ray ID to Cloudflare support.',
  }),
  unreachable: ({ names, changeServer }) => ({
    cause: 'The connection was refused or broken, or DNS, TLS, a firewall or a proxy blocks it.',
    next: `${changeServer(`check network, firewall and proxy settings (and ${names.baseUrl}, if it is set)`)}.`,
  }),
  proxy_unreachable: ({ names, changeServer }) => ({
    cause: `The proxy in ${names.proxy} is down, or its address is wrong, or this machine is in another network now.`,
    next: `${changeServer(`check ${names.proxy}, or remove it where Cloudflare is reached without a proxy`)}.`,
  }),
  proxy_refused: ({ names, changeServer }) => ({
    cause:
      "The proxy does not allow connections to Cloudflare's API, or cannot reach it. Cloudflare was not asked.",
    next: `${changeServer(`allow api.cloudflare.com, port 443, in the proxy, and check ${names.proxy}`)}.`,
  }),
  no_answer: ({ changeServer }) => ({
    cause:
      'The network is slow or drops packets, a firewall or proxy holds the connection, or Cloudflare is slow.',
    next: `ask again, for less (one zone, fewer sections). If it happens again, ${changeServer('check network, firewall and proxy')}.`,
  }),
  status_page_unreadable: ({ names }) => ({
    cause:
      `The page has a problem, or this machine does not reach its host (${names.statusUrl}). This says nothing about ` +
      "Cloudflare's API, which is on another host.",
    next: 'look at https://www.cloudflarestatus.com from another network; get_http_errors shows whether requests fail now.',
  }),
  cancelled: () => ({
    cause: 'The client ended the call.',
    next: 'ask again if the answer is still wanted.',
  }),
};

/** More precise explanations, by the code of the failed connection. The first pattern that matches is used. */
const UNREACHABLE: readonly [RegExp, Explain][] = [
  [
    /^REDIRECT$/,
    ({ names, changeServer }) => ({
      cause:
        `A proxy or a sign-in page in between redirects, or ${names.baseUrl} is wrong. The redirect was not followed, because ` +
        'that would send the credential to another address.',
      next: `${changeServer(`check network, firewall and proxy settings, and ${names.baseUrl}`)}.`,
    }),
  ],
  [
    /CERT|TLS|SSL|SIGNATURE|EPROTO/,
    ({ names, changeServer }) => ({
      cause:
        'The TLS certificate is not trusted on this machine: a proxy or firewall that inspects TLS shows its own, or the clock ' +
        'is wrong.',
      next: `${changeServer(`add the certificate of the company's authority to ${names.extraCertificates}, and check network, firewall and proxy settings`)}.`,
    }),
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    ({ names, changeServer }) => ({
      cause:
        'The host name cannot be resolved: DNS is down or filtered, the internet can be reached only through a proxy, or ' +
        `${names.baseUrl} is mistyped.`,
      next: `${changeServer(`check network, firewall and proxy settings, DNS first (and ${names.baseUrl}, if it is set)`)}.`,
    }),
  ],
];

/** @param permissions those of the tool, named when it is not known which permission the path needs. */
export function explanationOf(
  failure: CloudflareFailure,
  permissions: readonly Permission[],
  wording: Wording,
): Explanation {
  if (failure.kind === 'permission_missing') return explainPermission(failure, permissions, wording);
  return explainByFacts(failure, wording) ?? BY_KIND[failure.kind](wording);
}

/** Undefined if the facts add nothing to the kind. */
function explainByFacts({ kind, facts }: CloudflareFailure, wording: Wording): Explanation | undefined {
  const { path = '', code } = facts;
  const { names, changeServer } = wording;
  if (kind === 'unreachable') {
    return UNREACHABLE.find(([pattern]) => pattern.test(String(code)))?.[1](wording);
  }
  if (kind === 'proxy_refused' && code === 'PROXY_407') {
    return {
      cause: 'The proxy wants a user and a password (Proxy Authentication Required, HTTP 407).',
      next: `${changeServer(`set them in ${names.proxy}, as in http://user:password@proxy.example:3128`)}.`,
    };
  }
  if (kind === 'not_found' && /^\/(zones|accounts|user)$/.test(path)) {
    return {
      cause: 'These lists always exist, so it was not the API that answered.',
      next: `${changeServer(`check ${names.baseUrl}, which ends with /client/v4, or leave it out`)}.`,
    };
  }
  if (kind === 'cloudflare_trouble' && rayOf(facts) === undefined) {
    return {
      cause:
        "An error on Cloudflare's side; or, because there is no Ray ID, a proxy or sign-in page between this server and " +
        'Cloudflare answered in its place.',
      next: `ask again in a minute and see https://www.cloudflarestatus.com; if it happens again, ${changeServer('check proxies')}.`,
    };
  }
  return undefined;
}

function explainPermission(
  { facts }: CloudflareFailure,
  permissions: readonly Permission[],
  { names, changeCredential }: Wording,
): Explanation {
  const path = facts.path ?? '';
  if (path.endsWith('/tokens/verify')) {
    return {
      cause: `The token does not belong to the account in ${names.accountId}.`,
      next: `${changeCredential(`correct ${names.accountId} or leave it out`)}: an account API token knows its account.`,
    };
  }
  const exact = permissionForPath(path);
  const labels = (exact ? [exact] : permissions).map(({ label }) => label).join(', ');
  return {
    cause:
      `The credential lacks ${labels}; or the token is limited to other zones or to another account (is ` +
      `${names.accountId} right?); a few products refuse account API tokens.`,
    next:
      `${changeCredential(`add ${labels} to the token (${API_TOKENS_PAGE}, or Manage Account > Account API Tokens) and include this zone and account`)}; ` +
      'test_connection shows what is granted.',
  };
}
