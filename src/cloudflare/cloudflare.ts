/** The account as one tool call sees it: the SDK, the account's ID, and answers that may be missing in part. */

import { ACCOUNTS_NAMED_MAX, NAME_CHARS_MAX } from '../limits.ts';
import { plainText } from '../text/plain-text.ts';
import { type CloudflareApi, createApi } from './api.ts';
import type { Connection } from './connection.ts';
import { CloudflareFailure, failureIn } from './http/failure.ts';
import type { Gate } from './http/rate-limiter.ts';
import { type Call, send } from './http/retry.ts';
import { toPage } from './pages.ts';
import type { Permission } from './permissions.ts';
import { permissionForPath } from './permissions.ts';
import type { StatusPageReader } from './status-page.ts';
import { UnclearAccount } from './unclear-account.ts';
import type { ZoneMemory } from './zone-memory.ts';

/** Part of an answer, or why it is missing. */
export type Part<T> = { readonly value: T } | { readonly missing: MissingPart };

export interface MissingPart {
  readonly failure: CloudflareFailure;
  /** Set when a permission is what is missing. */
  readonly permission: Permission | undefined;
}

export class Cloudflare {
  readonly connection: Connection;
  /** Ends with the call; for what is asked beside the API. */
  readonly signal: AbortSignal;
  readonly #call: Call;
  #api: CloudflareApi | undefined;
  #accountId: Promise<string> | undefined;

  constructor(connection: Connection, call: Call) {
    this.connection = connection;
    this.signal = call.signal;
    this.#call = call;
  }

  /** Not every call needs it. */
  get api(): CloudflareApi {
    const { exchange, gate } = this.connection;
    this.#api ??= createApi(exchange.baseUrl, (url, method, body) =>
      send(exchange, gate, this.#call, url, method, body),
    );
    return this.#api;
  }

  /** Undefined where it is switched off. */
  get statusPage(): StatusPageReader | undefined {
    return this.connection.statusPage;
  }

  get zones(): ZoneMemory {
    return this.connection.zones;
  }

  get configuredAccountId(): string | undefined {
    return this.connection.configuredAccountId;
  }

  /** What Cloudflare still allows this credential, as last told; undefined when nothing was told. */
  get budget(): Gate['budget'] {
    return this.connection.gate.budget;
  }

  /** The configured account, or the only one that the credential sees. */
  async accountId(): Promise<string> {
    const { connection } = this;
    const known = connection.configuredAccountId ?? connection.accountIdFound;
    if (known !== undefined) return known;
    // Only this call waits for this request: another must not fail because this one's caller went away.
    this.#accountId ??= this.#findAccount();
    connection.accountIdFound = await this.#accountId;
    return connection.accountIdFound;
  }

  /**
   * For an answer of several parts: what this credential may not read, or what failed alone, is reported instead of
   * failing the whole. The rest of the failures (credential, cancellation) are thrown, for they concern every part.
   */
  async attempt<T>(load: () => Promise<T>): Promise<Part<T>> {
    try {
      return { value: await load() };
    } catch (error) {
      // What cannot be read in an answer is missing like what was refused: the other parts still hold.
      const failure =
        error instanceof TypeError || error instanceof RangeError
          ? new CloudflareFailure('cloudflare_trouble', { code: 'unexpected shape' }, error)
          : failureIn(error);
      if (failure === undefined || !PARTIAL.has(failure.kind)) throw error;
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
    // One page only: this endpoint answers the same page for every number.
    const { rows } = toPage(await this.api.accounts.list({ page: 1, per_page: 50 }));
    const [only] = rows;
    if (only !== undefined && rows.length === 1) return only.id;
    const named = rows
      .slice(0, ACCOUNTS_NAMED_MAX)
      .map(
        ({ id, name }) =>
          `"${plainText(String(name), NAME_CHARS_MAX)}" (${plainText(String(id), NAME_CHARS_MAX)})`,
      );
    throw new UnclearAccount(rows.length, named);
  }
}

const PARTIAL: ReadonlySet<string> = new Set<CloudflareFailure['kind']>([
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
