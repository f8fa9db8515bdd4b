/** Is the credential itself alive? Each kind has its own place to ask. */
import { CREDENTIAL_MEMORY_MS } from '../limits.ts';
import type { Cloudflare } from './cloudflare.ts';
import { CloudflareFailure, failureIn } from './http/failure.ts';

export interface CredentialState {
  readonly method: 'api_token' | 'global_api_key';
  /** Whose token it is; unknown when it is neither told by its prefix nor by the endpoint that knows it. */
  readonly token_owner?: 'user' | 'account' | undefined;
  /** `active`, `disabled`, `expired`, or a word that Cloudflare adds one day. */
  readonly status: string;
  readonly expires_on?: string | undefined;
  readonly not_before?: string | undefined;
}

/** @throws CloudflareFailure when Cloudflare does not accept the credential, or cannot be reached. */
export async function readCredentialState(cloudflare: Cloudflare): Promise<CredentialState> {
  const { credential } = cloudflare.connection;
  if (credential.kind === 'global_api_key') {
    // There is no verify endpoint for keys: an answer about its user is the proof.
    await cloudflare.api.user.get();
    cloudflare.connection.activeSinceMs = Date.now();
    return { method: 'global_api_key', status: 'active' };
  }
  const state = await readTokenState(cloudflare, credential.token);
  if (state.status === 'active') cloudflare.connection.activeSinceMs = Date.now();
  return state;
}

/**
 * The same with exactly one request, for probes. Where the place to ask is not known (a token without prefix, an account
 * token without its account), the list of accounts is asked: it answers every kind of live token.
 * @returns `active`, or what Cloudflare says instead. @throws CloudflareFailure
 */
export async function readReadiness(cloudflare: Cloudflare): Promise<string> {
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
  await api.accounts.list({ page: 1, per_page: 5 });
  return 'active';
}

/**
 * Cloudflare says 10000 "Authentication error" for a token that is dead and for one that lacks a permission.
 * Asking once whether the credential is alive tells them apart.
 */
export async function tellDeadCredential(
  cloudflare: Cloudflare,
  failure: CloudflareFailure,
): Promise<CloudflareFailure> {
  const isAmbiguous =
    failure.facts.code === 10000 &&
    (failure.kind === 'permission_missing' || failure.kind === 'credential_refused');
  if (!isAmbiguous) return failure;
  const isKnownAlive = await isAlive(cloudflare);
  if (isKnownAlive === undefined) return failure;
  const kind = isKnownAlive ? 'permission_missing' : 'credential_refused';
  return kind === failure.kind ? failure : new CloudflareFailure(kind, failure.facts, failure);
}

/** Undefined when the question cannot be asked now. */
async function isAlive(cloudflare: Cloudflare): Promise<boolean | undefined> {
  const { activeSinceMs } = cloudflare.connection;
  if (activeSinceMs !== undefined && Date.now() - activeSinceMs < CREDENTIAL_MEMORY_MS) return true;
  try {
    return (await readCredentialState(cloudflare)).status === 'active';
  } catch (error) {
    const kind = failureIn(error)?.kind;
    return kind === 'credential_refused' || kind === 'key_unknown' ? false : undefined;
  }
}

async function readTokenState(cloudflare: Cloudflare, token: string): Promise<CredentialState> {
  const { api } = cloudflare;
  const asAccount = async (): Promise<CredentialState> => {
    const state = await api.accounts.tokens.verify({ account_id: await cloudflare.accountId() });
    return { method: 'api_token', token_owner: 'account', ...named(state) };
  };
  if (token.startsWith('cfat_')) return asAccount();
  try {
    return { method: 'api_token', token_owner: 'user', ...named(await api.user.tokens.verify()) };
  } catch (error) {
    const failure = failureIn(error);
    const mayBeAccountToken =
      failure?.kind === 'credential_refused' || failure?.kind === 'permission_missing';
    if (token.startsWith('cfut_') || !mayBeAccountToken) throw error;
    // Neither endpoint knows a dead token: then the first answer is the truth.
    return asAccount().catch(() => {
      throw error;
    });
  }
}

/** Named fields only: the answer also holds the token's ID. */
function named(state: { status: string; expires_on?: string; not_before?: string }) {
  return { status: state.status, expires_on: state.expires_on, not_before: state.not_before };
}
