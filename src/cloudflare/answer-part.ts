/** Answers of several parts, of which some may be missing: the rest is still worth an answer. */
import { CloudflareFailure, failureIn } from './http/failure.ts';
import { type Permission, permissionForPath } from './permissions.ts';

/** One part of an answer: its value, or the reason why it is missing. */
export type AnswerPart<T> = { readonly value: T } | { readonly missing: MissingReason };

export interface MissingReason {
  readonly failure: CloudflareFailure;
  /** The permission that the credential lacks, if that is the reason. */
  readonly permission: Permission | undefined;
}

/**
 * For an answer of several parts: a failure of one part, such as a missing permission, is returned as the reason why it
 * is missing. @throws a failure that concerns every part: a bad credential, or a cancelled call.
 */
export async function tryPart<T>(load: () => Promise<T>): Promise<AnswerPart<T>> {
  try {
    return { value: await load() };
  } catch (error) {
    // A response in an unexpected shape makes our code throw these. Only this part is missing then.
    const failure =
      error instanceof TypeError || error instanceof RangeError
        ? new CloudflareFailure('cloudflare_trouble', { code: 'unexpected shape' }, error)
        : failureIn(error);
    if (failure === undefined || !CONCERNS_ONE_PART.has(failure.kind)) throw error;
    const isPermission = failure.kind === 'permission_missing';
    return {
      missing: {
        failure,
        permission: isPermission ? permissionForPath(failure.facts.path ?? '') : undefined,
      },
    };
  }
}

const CONCERNS_ONE_PART: ReadonlySet<string> = new Set<CloudflareFailure['kind']>([
  'permission_missing',
  'plan_limit',
  'credential_kind_unsupported',
  'not_found',
  'invalid_request',
  'endpoint_retired',
  'rate_limited',
  'cloudflare_trouble',
  'unreachable',
  'proxy_unreachable',
  'proxy_refused',
  'no_answer',
  'status_page_unreadable',
]);
