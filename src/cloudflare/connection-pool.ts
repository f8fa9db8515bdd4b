/** One connection for each credential that callers bring: they share nothing, and idle ones are forgotten. */
import { createHash } from 'node:crypto';
import { CONNECTION_IDLE_MS, CONNECTIONS_MAX } from '../limits.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { RateLimiter } from './http/rate-limiter.ts';

/** What the connections of all callers have in common. */
export type SharedOptions = Omit<ConnectionOptions, 'credential' | 'accountId' | 'rateLimiter'>;

/** What each caller brings. */
export type OwnOptions = Pick<ConnectionOptions, 'credential' | 'accountId'>;

export class ConnectionPool {
  readonly #shared: SharedOptions;
  readonly #entries = new Map<string, { connection: Connection; credentialKey: string; usedAtMs: number }>();

  constructor(shared: SharedOptions) {
    this.#shared = shared;
  }

  /** The connection for exactly this credential and account. What it remembers is used for nobody else. */
  of(own: OwnOptions): Connection {
    this.#forgetIdle();
    const key = keyOf(own);
    const known = this.#entries.get(key)?.connection;
    if (known === undefined) this.#makeRoom();
    const credentialKey = credentialKeyOf(own);
    const rateLimiter = this.#rateLimiterOf(credentialKey);
    const connection = known ?? new Connection({ ...own, ...this.#shared, rateLimiter });
    // Moved to the end, so that the entries are in order of their last use.
    this.#entries.delete(key);
    this.#entries.set(key, { connection, credentialKey, usedAtMs: Date.now() });
    return connection;
  }

  get size(): number {
    return this.#entries.size;
  }

  #rateLimiterOf(credentialKey: string): RateLimiter | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.credentialKey === credentialKey) return entry.connection.rateLimiter;
    }
    return undefined;
  }

  #forgetIdle(): void {
    for (const [key, { usedAtMs }] of this.#entries) {
      if (Date.now() - usedAtMs <= CONNECTION_IDLE_MS) return;
      this.#entries.delete(key);
    }
  }

  #makeRoom(): void {
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= CONNECTIONS_MAX && oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** A hash, so that neither the credential nor the account can be read from it. */
function keyOf({ credential, accountId }: OwnOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([credential, accountId]))
    .digest('base64url');
}

/** A hash of the credential alone, because its limits are the same for all its accounts. */
export function credentialKeyOf({ credential }: OwnOptions): string {
  return createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
}
