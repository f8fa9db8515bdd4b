/** Everything one tool call needs to ask Cloudflare: the SDK, the account's ID, and what is known of the connection. */
import { fetchOnlyAccountId } from './accounts-seen.ts';
import { type CloudflareApi, createApi } from './api.ts';
import type { Connection } from './connection.ts';
import type { RateLimiter } from './http/rate-limiter.ts';
import { type Call, sendWithRetries } from './http/retry.ts';
import type { StatusPageClient } from './status-page.ts';
import type { ZoneMemory, ZoneName } from './zone-memory.ts';

export class Cloudflare {
  readonly connection: Connection;
  /** Aborted when the call ends; for requests to hosts other than the API. */
  readonly signal: AbortSignal;
  readonly #call: Call;
  #api: CloudflareApi | undefined;
  #accountId: Promise<string> | undefined;
  #accountOfZone: string | undefined;
  readonly #notes = new Set<string>();

  constructor(connection: Connection, call: Call) {
    this.connection = connection;
    this.signal = call.signal;
    this.#call = call;
  }

  /** Created when it is first used, because not every call needs it. */
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

  /** What the answer must say whatever it is about, such as which of several zones of one name was meant. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** To be called with the zone that the call is about. */
  isAbout({ accountId, note }: ZoneName): void {
    this.#accountOfZone ??= accountId;
    if (note !== undefined) this.#notes.add(note);
  }

  /**
   * The configured account; else that of the zone that the call is about; else the only one that the credential sees.
   * @throws UnclearAccount
   */
  async accountId(): Promise<string> {
    const { connection } = this;
    const known = connection.configuredAccountId ?? this.#accountOfZone ?? connection.accountIdFound;
    if (known !== undefined) return known;
    // Calls do not share this request: if the caller of one went away, the others would fail too.
    this.#accountId ??= fetchOnlyAccountId(this.api);
    connection.accountIdFound = await this.#accountId;
    return connection.accountIdFound;
  }
}
