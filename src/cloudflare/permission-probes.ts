/** Which permissions a credential has: tries each with its probe. The result is granted, missing, or unknown. */
import { tryPart } from './answer-part.ts';
import type { Cloudflare } from './cloudflare.ts';
import { describeFailure, referenceDetails } from './http/failure-words.ts';
import { ACCOUNT_SETTINGS_READ, PERMISSIONS, type Permission, ZONE_READ } from './permissions.ts';

export interface ProbeResult {
  readonly permission: Permission;
  readonly state: 'granted' | 'missing' | 'unknown';
  /** Why it is unknown. */
  readonly note?: string;
}

export interface ProbeResults {
  readonly accountName: string | undefined;
  readonly zonesTotal: number | undefined;
  readonly results: readonly ProbeResult[];
}

/**
 * The probes of the account run side by side. Those of a zone follow: they need one of the zones that the account's
 * probes have listed.
 * @throws CloudflareFailure if Cloudflare answered none of the probes: then the network or Cloudflare is the problem.
 */
export async function probePermissions(cloudflare: Cloudflare): Promise<ProbeResults> {
  const parts = await probeAll(cloudflare, 'account', await cloudflare.accountId());
  const zones = answerOf(ZONE_READ, parts);
  const zone = zones?.rows[0];
  if (zone !== undefined) {
    for (const [permission, part] of await probeAll(cloudflare, 'zone', zone.id)) parts.set(permission, part);
  }
  throwIfNoneAnswered(parts);
  return {
    accountName: answerOf(ACCOUNT_SETTINGS_READ, parts)?.name,
    zonesTotal: zones?.total,
    results: PERMISSIONS.map((permission) => ({ permission, ...stateOf(parts.get(permission)) })),
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
  // A refusal for want of the permission is an answer, too.
  const failures = [...parts.values()].flatMap((part) =>
    'missing' in part && part.missing.permission === undefined ? part.missing.failure : [],
  );
  if (failures[0] !== undefined && failures.length === parts.size) throw failures[0];
}

function stateOf(part: ProbePart | undefined): Omit<ProbeResult, 'permission'> {
  if (part === undefined) return { state: 'unknown', note: 'no zone to try it on' };
  if ('value' in part) return { state: 'granted' };
  const { failure, permission } = part.missing;
  if (permission !== undefined) return { state: 'missing' };
  return { state: 'unknown', note: `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd() };
}
