/** A connection for each credential that callers bring: nothing of one reaches another, and idle ones are forgotten. */
import { createHash } from 'node:crypto';
import { CONNECTION_IDLE_MS, CONNECTIONS_MAX } from '../limits.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import type { Gate } from './http/rate-limiter.ts';

/** What connections of several credentials have in common. */
export type SharedOptions = Omit<ConnectionOptions, 'credential' | 'accountId' | 'gate'>;

export type OwnOptions = Pick<ConnectionOptions, 'credential' | 'accountId'>;

export class ConnectionPool {
  readonly #shared: SharedOptions;
  readonly #entries = new Map<string, { connection: Connection; credentialKey: string; usedAtMs: number }>();

  constructor(shared: SharedOptions) {
    this.#shared = shared;
  }

  /** The connection of exactly this credential and account: its zones, budget and limits are nobody else's. */
  of(own: OwnOptions): Connection {
    this.#forgetIdle();
    const key = keyOf(own);
    const known = this.#entries.get(key)?.connection;
    if (known === undefined) this.#makeRoom();
    const credentialKey = credentialKeyOf(own);
    const connection =
      known ?? new Connection({ ...own, ...this.#shared, gate: this.#gateOf(credentialKey) });
    // Put at the end: the first entries are those used longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, { connection, credentialKey, usedAtMs: Date.now() });
    return connection;
  }

  get size(): number {
    return this.#entries.size;
  }

  #gateOf(credentialKey: string): Gate | undefined {
    for (const entry of this.#entries.values()) {
      if (entry.credentialKey === credentialKey) return entry.connection.gate;
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

/** A name for a credential and account, from which neither can be found. */
function keyOf({ credential, accountId }: OwnOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([credential, accountId]))
    .digest('base64url');
}

/** The same for a credential alone: whatever account it is used for, its limits are its own. */
export function credentialKeyOf({ credential }: OwnOptions): string {
  return createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
}
