/** One connection for each credential that callers bring: they share nothing, and idle ones are forgotten. */
import { createHash } from 'node:crypto';
import { CONNECTION_IDLE_MS, CONNECTIONS_MAX } from '../limits/callers.ts';
import type { AccountAccess } from '../settings/credential.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { RateLimiter } from './http/rate-limiter.ts';

/** Where the answers come from: the same for every credential. */
export type UpstreamOptions = Omit<ConnectionOptions, 'credential' | 'accountId' | 'rateLimiter'>;

export class ConnectionPool {
  readonly #upstream: UpstreamOptions;
  readonly #entries = new Map<string, { connection: Connection; credentialKey: string; usedAtMs: number }>();

  constructor(upstream: UpstreamOptions) {
    this.#upstream = upstream;
  }

  /** The connection of exactly this credential and account; nobody else uses its zones, budget and limits. */
  of(access: AccountAccess, credentialKey: string = credentialKeyOf(access)): Connection {
    this.#forgetIdle();
    const key = `${credentialKey} ${access.accountId ?? ''}`;
    const known = this.#entries.get(key)?.connection;
    const connection = known ?? this.#connect(access, credentialKey);
    // Moved to the end, so that the entries are in order of their last use.
    this.#entries.delete(key);
    this.#entries.set(key, { connection, credentialKey, usedAtMs: Date.now() });
    return connection;
  }

  get size(): number {
    return this.#entries.size;
  }

  #connect(access: AccountAccess, credentialKey: string): Connection {
    this.#makeRoom();
    return new Connection({
      ...access,
      ...this.#upstream,
      rateLimiter: this.#rateLimiterOf(credentialKey),
    });
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

/** A key that does not reveal the credential. It ignores the account, because limits belong to the credential. */
export function credentialKeyOf({ credential }: AccountAccess): string {
  return createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
}
