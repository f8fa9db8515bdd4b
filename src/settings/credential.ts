/** Parses a Cloudflare credential. Whether there is an e-mail decides its kind; clear mistakes are found before any request is sent. */
import { CREDENTIAL_CHARS_MIN } from '../limits/callers.ts';
import { type AccessNames, API_TOKENS_PAGE } from './access-names.ts';
import type { Findings } from './environment.ts';

export type Credential =
  | { readonly kind: 'api_token'; readonly token: string }
  | { readonly kind: 'global_api_key'; readonly key: string; readonly email: string };

/** What must never be shown. */
export function secretOf(credential: Credential): string {
  return credential.kind === 'api_token' ? credential.token : credential.key;
}

/** A credential, and the account to look into with it. */
export interface AccountAccess {
  readonly credential: Credential;
  /** Undefined: the only account that the credential sees. */
  readonly accountId: string | undefined;
}

/** The parts as they were found; undefined where absent. */
export interface GivenAccess {
  readonly token: string | undefined;
  readonly key?: string | undefined;
  readonly email: string | undefined;
  readonly accountId: string | undefined;
  /** Whether the token is a variable reference, such as `${TOKEN}`, that the client did not expand. */
  readonly isUnexpanded: boolean;
  /** Whether the reason why the secret is missing has already been reported. */
  readonly isMissingReported?: boolean;
}

const HEX_32 = /^[0-9a-f]{32}$/i;
const UNEXPANDED = ' (the client passed a variable reference that it did not expand)';
/** What a header value may contain: Node's HTTP client throws on anything else. */
const SENDABLE = /^[\x20-\x7e\x80-\xff]+$/;

/** If it returns undefined, it has added a problem to the findings. */
export function parseAccess(
  given: GivenAccess,
  names: AccessNames,
  findings: Findings,
): AccountAccess | undefined {
  const { email } = given;
  const credential =
    email === undefined ? parseToken(given, names, findings) : parseKey(given, email, names, findings);
  const accountId = parseAccountId(given.accountId, names, findings);
  return credential && { credential, accountId };
}

function parseAccountId(
  text: string | undefined,
  names: AccessNames,
  { problems }: Findings,
): string | undefined {
  if (text !== undefined && !HEX_32.test(text)) {
    problems.push(
      `${names.accountId} is not an account ID (32 hexadecimal digits). Find it on the account home of ` +
        'https://dash.cloudflare.com, in the address bar or under "Copy account ID"; or leave it out.',
    );
  }
  return text?.toLowerCase();
}

function parseToken(
  { token, key, isUnexpanded, isMissingReported = false }: GivenAccess,
  names: AccessNames,
  { problems, warnings }: Findings,
): Credential | undefined {
  if (key !== undefined) {
    problems.push(
      `${names.key} is a Global API Key and needs ${names.email}, the e-mail of the Cloudflare login it belongs ` +
        `to. To use an API token instead, put it in ${names.token} and remove ${names.key}.`,
    );
  }
  if (token === undefined) {
    if (key === undefined && !isMissingReported) {
      problems.push(
        `${names.token} is missing${isUnexpanded ? UNEXPANDED : ''}. Create a token with read permissions at ${API_TOKENS_PAGE} ` +
          `(or give a Global API Key together with ${names.email}).`,
      );
    }
    return undefined;
  }
  if (token.startsWith('cfk_')) {
    problems.push(
      `${names.token} holds a Global API Key (cfk_…): set ${names.email} to the e-mail of its Cloudflare login, ` +
        `or create an API token at ${API_TOKENS_PAGE}.`,
    );
  } else if (HEX_32.test(token)) {
    problems.push(
      `${names.token} holds 32 hexadecimal digits: that is an account or zone ID, not a token. ` +
        `Put an account ID in ${names.accountId} and create a token at ${API_TOKENS_PAGE}.`,
    );
  } else if (!SENDABLE.test(token)) {
    problems.push(
      `${names.token} has line breaks or characters that no token has, or still holds a placeholder: copy it again.`,
    );
  } else if (token.length < CREDENTIAL_CHARS_MIN) {
    problems.push(`${names.token} is too short to be an API token: copy all of it.`);
  } else if (/^[0-9a-f]{33,45}$/.test(token)) {
    warnings.push(`${names.token} looks like a Global API Key: if it is one, set ${names.email} as well.`);
  } else if (!/^(cf[a-z]+_[A-Za-z0-9_-]+|[A-Za-z0-9_-]{40})$/.test(token)) {
    warnings.push(`${names.token} does not look like an API token (quotes, "Bearer " or a part missing?).`);
  }
  return { kind: 'api_token', token };
}

function parseKey(
  { token, key, isMissingReported = false }: GivenAccess,
  email: string,
  names: AccessNames,
  { problems, warnings }: Findings,
): Credential | undefined {
  const chosen = key ?? token;
  const name = key === undefined ? names.token : names.key;
  if (!SENDABLE.test(email)) problems.push(`${names.email} has characters that no e-mail address has.`);
  else if (!/^[^\s@]+@[^\s@]+$/.test(email))
    warnings.push(`${names.email} does not look like an e-mail address.`);
  if (chosen === undefined) {
    if (!isMissingReported) {
      problems.push(
        `${names.email} is set, so a Global API Key is expected in ${[names.key, names.token].filter(Boolean).join(' or ')} ` +
          `(${API_TOKENS_PAGE}, "Global API Key"). To use an API token, leave ${names.email} out.`,
      );
    }
    return undefined;
  }
  if (/^cf(ut|at)_/.test(chosen)) {
    problems.push(
      `${name} holds an API token (${chosen.slice(0, 5)}…), which is used without an e-mail: remove ${names.email}.`,
    );
  } else if (HEX_32.test(chosen)) {
    problems.push(
      `${name} holds 32 hexadecimal digits: that is an account or zone ID, not a Global API Key.`,
    );
  } else if (!SENDABLE.test(chosen)) {
    problems.push(`${name} has line breaks or characters that no key has: copy it again.`);
  } else if (chosen.length < CREDENTIAL_CHARS_MIN) {
    problems.push(`${name} is too short to be a Global API Key: copy all of it.`);
  } else if (!/^(cfk_[A-Za-z0-9_-]+|[0-9a-f]{33,45})$/.test(chosen)) {
    warnings.push(`${name} does not look like a Global API Key; for an API token, leave ${names.email} out.`);
  }
  if (key !== undefined && token !== undefined && key !== token) {
    warnings.push(`${names.email} is set: ${names.key} is used and ${names.token} is not.`);
  }
  return { kind: 'global_api_key', key: chosen, email };
}
