/** Everything one tool call needs to ask Cloudflare: the SDK, the account's ID, and what is known of the connection. */
import { ACCOUNTS_NAMED_MAX, NAME_CHARS_MAX } from '../limits.ts';
import { plainText } from '../text/plain-text.ts';
import { type CloudflareApi, createApi } from './api.ts';
import type { Connection } from './connection.ts';
import type { RateLimiter } from './http/rate-limiter.ts';
import { type Call, sendWithRetries } from './http/retry.ts';
import { toPage } from './pages.ts';
import type { StatusPageClient } from './status-page.ts';
import { UnclearAccount } from './unclear-account.ts';
import type { ZoneMemory } from './zone-memory.ts';

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
      );
    throw new UnclearAccount(rows.length, named);
  }
}
