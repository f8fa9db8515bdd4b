/** Finds out which permissions a credential has, by trying the probe of each: granted, missing, or not known for sure. */
import { tryPart } from './answer-part.ts';
import type { Cloudflare } from './cloudflare.ts';
import { type CredentialState, fetchCredentialState } from './credential-check.ts';
import { CloudflareFailure } from './http/failure.ts';
import { describeFailure, referenceDetails } from './http/failure-words.ts';
import { ACCOUNT_SETTINGS_READ, PERMISSIONS, type Permission, ZONE_READ } from './permissions.ts';
import { isReadable } from './zones/zone-choice.ts';

export interface ProbeResult {
  readonly permission: Permission;
  /** `granted_or_empty`: an empty list, which Cloudflare also sends in place of a refusal. */
  readonly state: 'granted' | 'granted_or_empty' | 'missing' | 'unknown';
  /** Why it is not known for sure. */
  readonly note?: string;
}

export interface ProbeResults {
  readonly accountName: string | undefined;
  readonly zonesTotal: number | undefined;
  readonly results: readonly ProbeResult[];
}

/**
 * The credential and its permissions, asked side by side. What is wrong with the credential itself is told first: it is why
 * the probes are refused.
 * @throws CloudflareFailure
 */
export async function checkConnection(
  cloudflare: Cloudflare,
): Promise<ProbeResults & { readonly credential: CredentialState }> {
  const probing = probePermissions(cloudflare);
  probing.catch(() => undefined);
  const credential = await fetchCredentialState(cloudflare);
  if (credential.status !== 'active') {
    throw new CloudflareFailure('credential_refused', {
      code: /^\w{1,20}$/.test(credential.status) ? credential.status : 'unknown',
    });
  }
  return { credential, ...(await probing) };
}

/**
 * The probes of the account run in parallel. The probes of a zone come after them, because they need a zone that one of
 * the first has found.
 * @throws CloudflareFailure if Cloudflare answered none of the probes: then the network or Cloudflare is the problem.
 */
export async function probePermissions(cloudflare: Cloudflare): Promise<ProbeResults> {
  const parts = await probeAll(cloudflare, 'account', await cloudflare.accountId());
  const zones = answerOf(ZONE_READ, parts);
  const zone = zones?.rows.find(isReadable);
  if (zone !== undefined) {
    for (const [permission, part] of await probeAll(cloudflare, 'zone', zone.id)) parts.set(permission, part);
  }
  throwIfNoneAnswered(parts);
  return {
    accountName: answerOf(ACCOUNT_SETTINGS_READ, parts)?.name,
    zonesTotal: zones?.total,
    results: PERMISSIONS.map((permission) => ({ permission, ...stateOf(permission, parts.get(permission)) })),
  };
}

type ProbePart = Awaited<ReturnType<typeof tryPart>>;

async function probeAll(
  cloudflare: Cloudflare,
  scope: Permission['scope'],
  id: string,
): Promise<Map<Permission, ProbePart>> {
  const probed = PERMISSIONS.filter((permission) => permission.scope === scope).map(
    async (permission): Promise<[Permission, ProbePart]> => [
      permission,
      await tryPart(() => permission.probe(cloudflare, id)),
    ],
  );
  return new Map(await Promise.all(probed));
}

function answerOf<Answer>(
  permission: Permission<Answer>,
  parts: ReadonlyMap<Permission, ProbePart>,
): Answer | undefined {
  const part = parts.get(permission);
  return part && 'value' in part ? (part.value as Answer) : undefined;
}

function throwIfNoneAnswered(parts: ReadonlyMap<Permission, ProbePart>): void {
  // A refusal because the permission is missing is an answer, too.
  const failures = [...parts.values()].flatMap((part) =>
    'missing' in part && part.missing.permission === undefined ? part.missing.failure : [],
  );
  if (failures[0] !== undefined && failures.length === parts.size) throw failures[0];
}

function stateOf(asked: Permission, part: ProbePart | undefined): Omit<ProbeResult, 'permission'> {
  if (part === undefined) return { state: 'unknown', note: 'no zone to try it on' };
  if ('value' in part) {
    if (asked.isRefusalSeen || !isEmptyList(part.value)) return { state: 'granted' };
    return { state: 'granted_or_empty', note: 'granted, or nothing there: the list is empty' };
  }
  const { failure, permission } = part.missing;
  if (permission !== undefined) return { state: 'missing' };
  return { state: 'unknown', note: `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd() };
}

function isEmptyList(answer: unknown): boolean {
  const { rows, result } = (answer ?? {}) as { rows?: unknown; result?: unknown };
  const list = rows ?? result;
  return Array.isArray(list) && list.length === 0;
}
