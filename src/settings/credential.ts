/** The credential out of the environment: an e-mail decides its kind, and a certain mistake is named before any request. */
import { readFileSync } from 'node:fs';
import { type Environment, settingOf, type Variable } from './environment.ts';

export type Credential =
  | { readonly kind: 'api_token'; readonly token: string }
  | { readonly kind: 'global_api_key'; readonly key: string; readonly email: string };

/** What must never be shown. */
export function secretOf(credential: Credential): string {
  return credential.kind === 'api_token' ? credential.token : credential.key;
}

/** What to tell the person who configures: `problems` stop the start, `warnings` may be right after all. */
export interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

const WHERE_TOKENS = 'https://dash.cloudflare.com/profile/api-tokens';
export const HEX_32 = /^[0-9a-f]{32}$/i;
const UNEXPANDED = ' (the client passed a variable reference that it did not expand)';
/** What a header value may hold: Node's HTTP client throws on anything else. */
const SENDABLE = /^[\x20-\x7e\x80-\xff]+$/;

/** Undefined only together with a problem. */
export function readCredential(env: Environment, findings: Findings): Credential | undefined {
  const problemsBefore = findings.problems.length;
  const token = readSecret(env, 'CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_TOKEN_FILE', findings);
  const key = readSecret(env, 'CLOUDFLARE_API_KEY', 'CLOUDFLARE_API_KEY_FILE', findings);
  const email = settingOf(env, 'CLOUDFLARE_EMAIL');
  // A file that cannot be read has been named; that its secret is missing as well would be said twice.
  const isExplained = findings.problems.length > problemsBefore;
  const isUnexpanded = env.CLOUDFLARE_API_TOKEN?.includes('${') === true;
  return email === undefined
    ? apiToken(token, key, { isExplained, isUnexpanded }, findings)
    : globalApiKey(email, token, key, isExplained, findings);
}

/** A secret from its variable, or from the file that the other one names. */
export function readSecret(
  env: Environment,
  name: Variable,
  fileName: Variable,
  { problems }: Findings,
): string | undefined {
  const direct = settingOf(env, name);
  const file = settingOf(env, fileName);
  if (file === undefined) return direct;
  if (direct !== undefined) {
    problems.push(`${name} and ${fileName} are both set: keep one of them.`);
    return direct;
  }
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (content !== '') return content;
    problems.push(`${fileName} names an empty file.`);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    // Not the name itself: the secret may have been put in its place.
    problems.push(`${fileName} does not name a file that can be read (${reason}).`);
  }
  return undefined;
}

function apiToken(
  token: string | undefined,
  key: string | undefined,
  { isExplained, isUnexpanded }: { isExplained: boolean; isUnexpanded: boolean },
  { problems, warnings }: Findings,
): Credential | undefined {
  if (key !== undefined) {
    problems.push(
      'CLOUDFLARE_API_KEY is a Global API Key and needs CLOUDFLARE_EMAIL, the e-mail of the Cloudflare login it belongs ' +
        'to. To use an API token instead, put it in CLOUDFLARE_API_TOKEN and remove CLOUDFLARE_API_KEY.',
    );
  }
  if (token === undefined) {
    if (key === undefined && !isExplained) {
      problems.push(
        `CLOUDFLARE_API_TOKEN is missing${isUnexpanded ? UNEXPANDED : ''}. Create a token with read permissions at ${WHERE_TOKENS} ` +
          '(or give a Global API Key together with CLOUDFLARE_EMAIL).',
      );
    }
    return undefined;
  }
  if (token.startsWith('cfk_')) {
    problems.push(
      'CLOUDFLARE_API_TOKEN holds a Global API Key (cfk_…): set CLOUDFLARE_EMAIL to the e-mail of its Cloudflare login, ' +
        `or create an API token at ${WHERE_TOKENS}.`,
    );
  } else if (HEX_32.test(token)) {
    problems.push(
      'CLOUDFLARE_API_TOKEN holds 32 hexadecimal digits: that is an account or zone ID, not a token. ' +
        `Put an account ID in CLOUDFLARE_ACCOUNT_ID and create a token at ${WHERE_TOKENS}.`,
    );
  } else if (!SENDABLE.test(token)) {
    problems.push(
      'CLOUDFLARE_API_TOKEN has line breaks or characters that no token has, or still holds a placeholder: copy it again.',
    );
  } else if (/^[0-9a-f]{33,45}$/.test(token)) {
    warnings.push(
      'CLOUDFLARE_API_TOKEN looks like a Global API Key: if it is one, set CLOUDFLARE_EMAIL as well.',
    );
  } else if (!/^(cf[a-z]+_[A-Za-z0-9_-]+|[A-Za-z0-9_-]{40})$/.test(token)) {
    warnings.push(
      'CLOUDFLARE_API_TOKEN does not look like an API token (quotes, "Bearer " or a part missing?).',
    );
  }
  return { kind: 'api_token', token };
}

function globalApiKey(
  email: string,
  token: string | undefined,
  key: string | undefined,
  isExplained: boolean,
  { problems, warnings }: Findings,
): Credential | undefined {
  const chosen = key ?? token;
  const name = key === undefined ? 'CLOUDFLARE_API_TOKEN' : 'CLOUDFLARE_API_KEY';
  if (!SENDABLE.test(email)) problems.push('CLOUDFLARE_EMAIL has characters that no e-mail address has.');
  else if (!/^[^\s@]+@[^\s@]+$/.test(email))
    warnings.push('CLOUDFLARE_EMAIL does not look like an e-mail address.');
  if (chosen === undefined) {
    if (!isExplained) {
      problems.push(
        'CLOUDFLARE_EMAIL is set, so a Global API Key is expected in CLOUDFLARE_API_KEY or CLOUDFLARE_API_TOKEN ' +
          `(${WHERE_TOKENS}, "Global API Key"). To use an API token, leave CLOUDFLARE_EMAIL out.`,
      );
    }
    return undefined;
  }
  if (/^cf(ut|at)_/.test(chosen)) {
    problems.push(
      `${name} holds an API token (${chosen.slice(0, 5)}…), which goes without an e-mail: remove CLOUDFLARE_EMAIL.`,
    );
  } else if (HEX_32.test(chosen)) {
    problems.push(
      `${name} holds 32 hexadecimal digits: that is an account or zone ID, not a Global API Key.`,
    );
  } else if (!SENDABLE.test(chosen)) {
    problems.push(`${name} has line breaks or characters that no key has: copy it again.`);
  } else if (!/^(cfk_[A-Za-z0-9_-]+|[0-9a-f]{33,45})$/.test(chosen)) {
    warnings.push(
      `${name} does not look like a Global API Key; for an API token, leave CLOUDFLARE_EMAIL out.`,
    );
  }
  if (key !== undefined && token !== undefined && key !== token) {
    warnings.push('CLOUDFLARE_EMAIL is set: CLOUDFLARE_API_KEY is used and CLOUDFLARE_API_TOKEN is not.');
  }
  return { kind: 'global_api_key', key: chosen, email };
}
