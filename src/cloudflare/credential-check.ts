/** Is the credential itself valid? Each kind of credential has its own endpoint to find out. */
import { CREDENTIAL_MEMORY_MS, PAGE_SIZE_MIN } from '../limits/cloudflare.ts';
import type { Cloudflare } from './cloudflare.ts';
import { CloudflareFailure, failureIn } from './http/failure.ts';

export interface CredentialState {
  readonly method: 'api_token' | 'global_api_key';
  /** Who owns the token: known from its prefix or from the endpoint that verified it. */
  readonly token_owner?: 'user' | 'account' | undefined;
  /** `active`, `disabled`, `expired`, or a status that Cloudflare adds later. */
  readonly status: string;
  readonly expires_on?: string | undefined;
  readonly not_before?: string | undefined;
}

/** @throws CloudflareFailure when Cloudflare does not accept the credential, or cannot be reached. */
export async function fetchCredentialState(cloudflare: Cloudflare): Promise<CredentialState> {
  const { credential } = cloudflare.connection;
  if (credential.kind === 'global_api_key') {
    // There is no endpoint to verify a key. If Cloudflare shows its user, the key is valid.
    await cloudflare.api.user.get();
    cloudflare.connection.activeSinceMs = Date.now();
    return { method: 'global_api_key', status: 'active' };
  }
  const state = await fetchTokenState(cloudflare, credential.token);
  if (state.status === 'active') cloudflare.connection.activeSinceMs = Date.now();
  return state;
}

/**
 * The status alone, with exactly one request, for readiness probes. If it is not known where to verify the token (it has no
 * prefix, or it is an account token whose account is unknown), asks for the list of accounts, which every valid token may read.
 * @returns `active`, or the status that Cloudflare gives instead. @throws CloudflareFailure
 */
export async function fetchCredentialStatus(cloudflare: Cloudflare): Promise<string> {
  const { api, connection } = cloudflare;
  const { credential } = connection;
  if (credential.kind === 'global_api_key') {
    await api.user.get();
    return 'active';
  }
  if (credential.token.startsWith('cfut_')) return (await api.user.tokens.verify()).status;
  const account_id = connection.configuredAccountId ?? connection.accountIdFound;
  if (credential.token.startsWith('cfat_') && account_id !== undefined) {
    return (await api.accounts.tokens.verify({ account_id })).status;
  }
  await api.accounts.list({ page: 1, per_page: PAGE_SIZE_MIN });
  return 'active';
}

/**
 * Cloudflare answers with code 10000 "Authentication error" both when the credential is invalid and when it lacks a permission.
 * Checks the credential once to find out which, and returns the failure with the right kind.
 */
export async function resolveAmbiguousRefusal(
  cloudflare: Cloudflare,
  failure: CloudflareFailure,
): Promise<CloudflareFailure> {
  const isAmbiguous =
    failure.facts.code === 10000 &&
    (failure.kind === 'permission_missing' || failure.kind === 'credential_refused');
  if (!isAmbiguous) return failure;
  const isValid = await isCredentialValid(cloudflare);
  if (isValid === undefined) return failure;
  const kind = isValid ? 'permission_missing' : 'credential_refused';
  return kind === failure.kind ? failure : new CloudflareFailure(kind, failure.facts, failure);
}

/** Undefined when Cloudflare gives no clear answer now. */
async function isCredentialValid(cloudflare: Cloudflare): Promise<boolean | undefined> {
  const { activeSinceMs } = cloudflare.connection;
  if (activeSinceMs !== undefined && Date.now() - activeSinceMs < CREDENTIAL_MEMORY_MS) return true;
  try {
    return (await fetchCredentialState(cloudflare)).status === 'active';
  } catch (error) {
    const kind = failureIn(error)?.kind;
    return kind === 'credential_refused' || kind === 'key_unknown' ? false : undefined;
  }
}

async function fetchTokenState(cloudflare: Cloudflare, token: string): Promise<CredentialState> {
  const { api } = cloudflare;
  const asAccount = async (): Promise<CredentialState> => {
    const state = await api.accounts.tokens.verify({ account_id: await cloudflare.accountId() });
    return { method: 'api_token', token_owner: 'account', ...toStatus(state) };
  };
  if (token.startsWith('cfat_')) return asAccount();
  try {
    return { method: 'api_token', token_owner: 'user', ...toStatus(await api.user.tokens.verify()) };
  } catch (error) {
    const failure = failureIn(error);
    const mayBeAccountToken =
      failure?.kind === 'credential_refused' || failure?.kind === 'permission_missing';
    if (token.startsWith('cfut_') || !mayBeAccountToken) throw error;
    // An invalid token is unknown to both endpoints. The error to report is then the first one.
    return asAccount().catch(() => {
      throw error;
    });
  }
}

/** Picks these fields, because the response also has the token's ID. */
function toStatus(state: { status: string; expires_on?: string; not_before?: string }) {
  return { status: state.status, expires_on: state.expires_on, not_before: state.not_before };
}
