/** Everything one tool call needs to ask Cloudflare: the SDK, the account's ID, and answers of which parts may be missing. */

import { ACCOUNTS_NAMED_MAX, NAME_CHARS_MAX } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { plainText } from '../text/plain-text.ts';
import { type CloudflareApi, createApi } from './api.ts';
import type { Connection } from './connection.ts';
import { CloudflareFailure, failureIn } from './http/failure.ts';
import type { RateLimiter } from './http/rate-limiter.ts';
import { type Call, sendWithRetries } from './http/retry.ts';
import { toPage } from './pages.ts';
import type { Permission } from './permissions.ts';
import { permissionForPath } from './permissions.ts';
import type { StatusPageClient } from './status-page.ts';
import type { ZoneMemory } from './zone-memory.ts';

/** One part of an answer: its value, or the reason why it is missing. */
export type AnswerPart<T> = { readonly value: T } | { readonly missing: MissingReason };

export interface MissingReason {
  readonly failure: CloudflareFailure;
  /** The permission that the credential lacks, if that is the reason. */
  readonly permission: Permission | undefined;
}

export class Cloudflare {
  readonly connection: Connection;
  /** Aborted when the call ends; for requests to hosts other than the API. */
  readonly signal: AbortSignal;
  readonly #call: Call;
  #api: CloudflareApi | undefined;
  #accountId: Promise<string> | undefined;

  constructor(connection: Connection, call: Call) {
    this.connection = connection;
    this.signal = call.signal;
    this.#call = call;
  }

  /** Created when it is first needed: not every call needs it. */
  get api(): CloudflareApi {
    const { connection } = this;
    this.#api ??= createApi(connection.endpoint.baseUrl, (request) =>
      sendWithRetries(connection, this.#call, request),
    );
    return this.#api;
  }

  /** Undefined when it is switched off. */
  get statusPage(): StatusPageClient | undefined {
    return this.connection.statusPage;
  }

  get zones(): ZoneMemory {
    return this.connection.zones;
  }

  get configuredAccountId(): string | undefined {
    return this.connection.configuredAccountId;
  }

  get budget(): RateLimiter['budget'] {
    return this.connection.rateLimiter.budget;
  }

  /** The configured account, or the only one that the credential can access. */
  async accountId(): Promise<string> {
    const { connection } = this;
    const known = connection.configuredAccountId ?? connection.accountIdFound;
    if (known !== undefined) return known;
    // Not shared between calls: if the caller of one went away, the others would fail with it.
    this.#accountId ??= this.#findAccount();
    connection.accountIdFound = await this.#accountId;
    return connection.accountIdFound;
  }

  /**
   * For an answer of several parts: a failure of one part, such as a missing permission, is returned as the reason why it
   * is missing. @throws a failure that concerns every part: a bad credential, or a cancelled call.
   */
  async tryPart<T>(load: () => Promise<T>): Promise<AnswerPart<T>> {
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

  async #findAccount(): Promise<string> {
    // One page only: this endpoint returns the same page for every page number.
    const { rows } = toPage(await this.api.accounts.list({ page: 1, per_page: 50 }));
    const [only] = rows;
    if (only !== undefined && rows.length === 1) return only.id;
    const named = rows
      .slice(0, ACCOUNTS_NAMED_MAX)
      .map(
        ({ id, name }) =>
          `"${plainText(String(name), NAME_CHARS_MAX)}" (${plainText(String(id), NAME_CHARS_MAX)})`,
      )
      .join(', ');
    throw new Refusal(
      rows.length === 0
        ? 'This credential sees no account, so it is unknown which account to look into. Next: the person who ' +
            'runs this server sets CLOUDFLARE_ACCOUNT_ID (shown on the account home of https://dash.cloudflare.com) and ' +
            'checks that the credential has Account > Account Settings > Read.'
        : `This credential sees ${rows.length} accounts: ${named}. Next: the person who runs this server sets ` +
            'CLOUDFLARE_ACCOUNT_ID to the one to look into.',
    );
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
  'no_answer',
  'status_page_unreadable',
]);
