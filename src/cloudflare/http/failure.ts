/** The one class of error for failed requests to Cloudflare. Its kind comes from Cloudflare's codes, or else from the HTTP status. */

export type FailureKind =
  /** A wrong, revoked or expired token; an unknown key with its e-mail. */
  | 'credential_refused'
  /** Cloudflare cannot parse the token: code 6003 with 6111. */
  | 'token_malformed'
  /** A token configured as a key, or a malformed e-mail: code 6003 with 6103 or 6102. */
  | 'key_malformed'
  /** The key and the e-mail do not belong together: code 9103. */
  | 'key_unknown'
  /** The token's IP address filter refused this machine. */
  | 'location_refused'
  | 'permission_missing'
  /** The zone's plan does not include this: no permission would help. */
  | 'plan_limit'
  | 'credential_kind_unsupported'
  | 'not_found'
  | 'invalid_request'
  | 'endpoint_retired'
  | 'rate_limited'
  | 'cloudflare_trouble'
  /** No connection: refused, unknown host name, TLS. */
  | 'unreachable'
  /** The configured proxy does not answer. */
  | 'proxy_unreachable'
  /** The configured proxy answers, but opens no connection to Cloudflare. The code has its HTTP status. */
  | 'proxy_refused'
  /** A time-out. */
  | 'no_answer'
  /** The status page could not be read. It is on another host, so this says nothing about the API. */
  | 'status_page_unreadable'
  | 'cancelled';

export interface FailureFacts {
  readonly status?: number | undefined;
  /** Cloudflare's error code, or the error code of the operating system if the connection failed. */
  readonly code?: number | string | undefined;
  readonly ray?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** The permission that Cloudflare asks for, if it names one, such as `com.cloudflare.api.account.zone.list`. */
  readonly permissionNamed?: string | undefined;
  /** The one field of a GraphQL question that the plan does not include. */
  readonly refusedField?: string | undefined;
  /** The path below the base URL, such as `/zones/…/dnssec`. */
  readonly path?: string | undefined;
}

export class CloudflareFailure extends Error {
  readonly kind: FailureKind;
  readonly facts: FailureFacts;
  constructor(kind: FailureKind, facts: FailureFacts, cause?: unknown) {
    super(`${kind} ${facts.status ?? ''} ${facts.code ?? ''}`.trimEnd(), { cause });
    this.kind = kind;
    this.facts = facts;
  }
}

/** The failure itself, or the one inside the errors that the SDK wraps around it. Undefined for any other error. */
export function failureIn(error: unknown): CloudflareFailure | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof CloudflareFailure) return inner;
  }
  return undefined;
}

interface ErrorEntry {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error_chain?: unknown;
}

/** All entries of an envelope's `errors`, including those in `error_chain`, which have the more precise codes. */
function errorEntries(errors: unknown): { code: number; message: string }[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: ErrorEntry | null) =>
    entry === null || typeof entry !== 'object'
      ? []
      : [
          { code: Number(entry.code ?? 0), message: typeof entry.message === 'string' ? entry.message : '' },
          ...errorEntries(entry.error_chain),
        ],
  );
}

/**
 * @param errors the field `errors` of the envelope, unchecked.
 * @param facts what else is known about the response.
 */
export function toFailure(errors: unknown, facts: FailureFacts): CloudflareFailure {
  const entries = errorEntries(errors);
  const find = (code: number, message = /(?:)/) =>
    entries.find((entry) => entry.code === code && message.test(entry.message));
  const as = (kind: FailureKind, code: number | undefined = entries[0]?.code) =>
    new CloudflareFailure(kind, { ...facts, code: code || undefined });

  if (facts.status === 429 || find(971)) return as('rate_limited');
  if (find(6111)) return as('token_malformed', 6111);
  if (find(6103)) return as('key_malformed', 6103);
  if (find(6102)) return as('key_malformed', 6102);
  if (find(9103)) return as('key_unknown', 9103);
  if (find(9109, /location/i)) return as('location_refused', 9109);
  if (find(9109, /invalid access token|max auth failures/i)) return as('credential_refused', 9109);
  if (find(1000, /invalid api token/i)) return as('credential_refused', 1000);
  if (find(9106) || find(9107)) return as('credential_refused');
  if (find(9109, /invalid (zone|account) identifier/i)) return as('not_found', 9109);
  const permissionNamed = entries.map(
    (entry) => /requires permission '(com\.cloudflare\.[\w.]{1,80})'/.exec(entry.message)?.[1],
  );
  if (permissionNamed.some(Boolean)) {
    return new CloudflareFailure('permission_missing', {
      ...facts,
      permissionNamed: permissionNamed.find(Boolean),
    });
  }
  if (entries.some(({ message }) => /not_entitled/.test(message))) return as('plan_limit');
  if (find(7003) || find(7000)) return as('not_found');
  if (find(10000, /not supported/i) || find(10405) || find(1001, /account owned tokens/i)) {
    return as('credential_kind_unsupported');
  }
  if (find(10001))
    return as(find(10001, /internal error/i) ? 'cloudflare_trouble' : 'credential_kind_unsupported');
  if (facts.status === 400 && find(10000)) return as('credential_refused');
  return as(kindOfStatus(facts.status ?? 0));
}

function kindOfStatus(status: number): FailureKind {
  if (status === 401) return 'credential_refused';
  if (status === 403) return 'permission_missing';
  if (status === 404) return 'not_found';
  if (status === 405) return 'credential_kind_unsupported';
  if (status === 410) return 'endpoint_retired';
  if (status === 408) return 'no_answer';
  if (status >= 400 && status < 500) return 'invalid_request';
  return 'cloudflare_trouble';
}
