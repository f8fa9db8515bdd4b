/** A thrown error -> what the agent is told: what happened, the likely cause, the next step. Never upstream's own words. */
import type { CloudflareFailure, FailureKind } from '../cloudflare/http/failure.ts';
import { describeFailure, rayOf, referenceDetails } from '../cloudflare/http/failure-words.ts';
import { type Permission, permissionForPath } from '../cloudflare/permissions.ts';
import { Refusal } from '../refusal.ts';

interface Explanation {
  readonly cause: string;
  readonly next: string;
}

const TOKENS = 'https://dash.cloudflare.com/profile/api-tokens';
const ASK_OPERATOR = 'the person who runs this server';

const EXPLANATIONS: Readonly<Record<Exclude<FailureKind, 'permission_missing'>, Explanation>> = {
  credential_refused: {
    cause:
      'The token or key is wrong, revoked or expired. A user API token dies with its user (deleted, or removed from the ' +
      'account); an account API token does not.',
    next: `${ASK_OPERATOR} checks it at ${TOKENS} and rolls or replaces it; asking again will not help.`,
  },
  token_malformed: {
    cause: 'Probably a Global API Key given without its e-mail, or a token with quotes or parts missing.',
    next: `${ASK_OPERATOR} sets CLOUDFLARE_EMAIL for a Global API Key, or uses an API token from ${TOKENS}.`,
  },
  key_malformed: {
    cause:
      'Probably an API token given as Global API Key: because CLOUDFLARE_EMAIL is set, the secret is sent as a key.',
    next: `${ASK_OPERATOR} leaves CLOUDFLARE_EMAIL blank to use an API token, or corrects key and e-mail.`,
  },
  key_unknown: {
    cause:
      'The Global API Key and the e-mail do not belong together, the key was rolled, or it is an API token, which goes ' +
      'without e-mail.',
    next: `${ASK_OPERATOR} compares both with ${TOKENS}, or leaves CLOUDFLARE_EMAIL blank to use an API token.`,
  },
  location_refused: {
    cause:
      "The token's Client IP Address Filtering does not include the address that this server calls from.",
    next: `${ASK_OPERATOR} adds that address to the token's filter at ${TOKENS}.`,
  },
  plan_limit: {
    cause: 'Cloudflare offers this on a higher plan only; no permission changes that.',
    next: 'use what the plan has: get_zone shows the plan, list_alert_history what Cloudflare told.',
  },
  credential_kind_unsupported: {
    cause: 'A few Cloudflare products do not take account API tokens, and a few take no tokens at all.',
    next: `${ASK_OPERATOR} tries a user API token or a Global API Key for this question; the other tools still work.`,
  },
  not_found: {
    cause: 'The ID is malformed, belongs to another account, or what it named is gone.',
    next: 'call list_zones to see the zones of this account; if none is expected to be missing, check CLOUDFLARE_ACCOUNT_ID.',
  },
  invalid_request: {
    cause: 'One of the arguments has a value that Cloudflare does not take.',
    next: 'simplify the filters and ask again.',
  },
  endpoint_retired: {
    cause: 'This server is older than the change of the API.',
    next: `${ASK_OPERATOR} updates it; the other tools still work.`,
  },
  rate_limited: {
    cause:
      'More than about 1,200 requests in five minutes went out for this credential, from here, the dashboard or other tools.',
    next: 'do not retry before the wait is over; then ask for less (one zone, a narrower filter). Answers already given hold.',
  },
  cloudflare_trouble: {
    cause:
      "An error on Cloudflare's side, or a proxy between this server and Cloudflare answered in its place.",
    next: 'ask again in a minute, see https://www.cloudflarestatus.com, and quote the Ray ID to Cloudflare support.',
  },
  unreachable: {
    cause: 'The connection was refused or broken, or DNS, TLS, a firewall or a proxy stands in the way.',
    next: `${ASK_OPERATOR} checks network, firewall and proxy settings (and CLOUDFLARE_BASE_URL, if it is set).`,
  },
  no_answer: {
    cause:
      'The network is slow or drops packets, a firewall or proxy holds the connection, or Cloudflare is slow.',
    next: `ask again, for less (one zone, fewer sections). If it stays so, ${ASK_OPERATOR} checks network, firewall and proxy.`,
  },
  status_page_unreadable: {
    cause:
      'The page, or the way from here to its host (CLOUDFLARE_STATUS_URL), has trouble. This says nothing about Cloudflare: ' +
      'its API is another host.',
    next: 'look at https://www.cloudflarestatus.com from elsewhere; get_http_errors tells whether requests fail now.',
  },
  cancelled: { cause: 'The client ended the call.', next: 'ask again if the answer is still wanted.' },
};

/** What the code of a connection tells; the first that fits. */
const UNREACHABLE: readonly [RegExp, Explanation][] = [
  [
    /^REDIRECT$/,
    {
      cause:
        'Something in between (a proxy, a sign-in page), or a wrong CLOUDFLARE_BASE_URL, redirects; the credential would go ' +
        'along, so it is not followed.',
      next: `${ASK_OPERATOR} checks network, firewall and proxy settings, and CLOUDFLARE_BASE_URL.`,
    },
  ],
  [
    /CERT|TLS|SSL|SIGNATURE|EPROTO/,
    {
      cause:
        'The certificate that was shown is not trusted here: a proxy or firewall that opens TLS shows its own, or the clock is ' +
        'wrong.',
      next:
        `${ASK_OPERATOR} gives the certificate of the company's authority with NODE_EXTRA_CA_CERTS, and checks network, ` +
        'firewall and proxy settings.',
    },
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    {
      cause:
        'The name of the host cannot be resolved: DNS is down or filtered, only a proxy leads outside, or CLOUDFLARE_BASE_URL ' +
        'is mistyped.',
      next: `${ASK_OPERATOR} checks network, firewall and proxy settings, DNS first (and CLOUDFLARE_BASE_URL, if it is set).`,
    },
  ],
];

/** One text of three sentences. An error that is nobody's to mend is called internal; the operator's log has it whole. */
export function explainError(
  error: unknown,
  failure: CloudflareFailure | undefined,
  permissions: readonly Permission[],
): string {
  if (error instanceof Refusal) return error.message;
  if (failure === undefined) {
    return (
      'Something is wrong inside this server, or an answer of Cloudflare has a shape that it does not know; nothing is ' +
      'known to be wrong with the question. ' +
      `Next: try once more; if it happens again, ${ASK_OPERATOR} finds the error in the server's log (stderr).`
    );
  }
  const { cause, next } =
    failure.kind === 'permission_missing'
      ? explainPermission(failure, permissions)
      : (byFacts(failure) ?? EXPLANATIONS[failure.kind]);
  const { retryAfterSeconds } = failure.facts;
  const wait =
    failure.kind !== 'rate_limited'
      ? ''
      : ` Wait ${retryAfterSeconds === undefined ? 'up to 300' : retryAfterSeconds} seconds.`;
  const what = `${capitalised(describeFailure(failure))} ${referenceDetails(failure)}`.trimEnd();
  return `${what}. Likely cause: ${cause}${wait} Next: ${next}`;
}

/** Where the facts tell more than the kind. */
function byFacts({ kind, facts }: CloudflareFailure): Explanation | undefined {
  const { path = '', code } = facts;
  if (kind === 'unreachable') return UNREACHABLE.find(([pattern]) => pattern.test(String(code)))?.[1];
  if (kind === 'not_found' && /^\/(zones|accounts|user)$/.test(path)) {
    return {
      cause: 'These lists are always there: what answered is not the API.',
      next: `${ASK_OPERATOR} checks CLOUDFLARE_BASE_URL, which ends with /client/v4, or leaves it out.`,
    };
  }
  if (kind === 'cloudflare_trouble' && rayOf(facts) === undefined) {
    return {
      cause:
        "An error on Cloudflare's side; or, for there is no Ray ID, a proxy or sign-in page between this server and Cloudflare " +
        'answered in its place.',
      next: `ask again in a minute and see https://www.cloudflarestatus.com; if it stays so, ${ASK_OPERATOR} checks proxies.`,
    };
  }
  return undefined;
}

function explainPermission({ facts }: CloudflareFailure, permissions: readonly Permission[]): Explanation {
  const path = facts.path ?? '';
  if (path.endsWith('/tokens/verify')) {
    return {
      cause: 'The token is not one of the account that CLOUDFLARE_ACCOUNT_ID names.',
      next: `${ASK_OPERATOR} corrects CLOUDFLARE_ACCOUNT_ID or leaves it out: an account API token knows its account.`,
    };
  }
  const exact = permissionForPath(path);
  const labels = (exact ? [exact] : permissions).map(({ label }) => label).join(', ');
  return {
    cause:
      `The credential lacks ${labels}; or the token is limited to other zones or to another account (is ` +
      'CLOUDFLARE_ACCOUNT_ID right?); a few products refuse account API tokens.',
    next:
      `${ASK_OPERATOR} adds ${labels} to the token (${TOKENS}, or Manage Account > Account API Tokens) and includes this ` +
      'zone and account; test_connection shows what is granted.',
  };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
