/** A connection for each credential that callers bring: nothing of one reaches another, and idle ones are forgotten. */
import { createHash } from 'node:crypto';
import { CONNECTION_IDLE_MS, CONNECTIONS_MAX } from '../limits.ts';
import { Connection, type ConnectionOptions } from './connection.ts';

export class ConnectionPool {
  readonly #shared: Pick<ConnectionOptions, 'baseUrl' | 'fetch' | 'observer'>;
  readonly #entries = new Map<string, { connection: Connection; usedAtMs: number }>();

  constructor(shared: Pick<ConnectionOptions, 'baseUrl' | 'fetch' | 'observer'>) {
    this.#shared = shared;
  }

  /** The connection of exactly this credential and account: its zones, budget and limits are nobody else's. */
  of(own: Pick<ConnectionOptions, 'credential' | 'accountId'>): Connection {
    this.#forgetIdle();
    const key = createHash('sha256')
      .update(JSON.stringify([own.credential, own.accountId]))
      .digest('base64');
    const connection = this.#entries.get(key)?.connection ?? new Connection({ ...own, ...this.#shared });
    // Put at the end: the first entries are those used longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, { connection, usedAtMs: Date.now() });
    return connection;
  }

  get size(): number {
    return this.#entries.size;
  }

  #forgetIdle(): void {
    for (const [key, { usedAtMs }] of this.#entries) {
      const isIdle = Date.now() - usedAtMs > CONNECTION_IDLE_MS;
      if (!isIdle && this.#entries.size < CONNECTIONS_MAX) return;
      this.#entries.delete(key);
    }
  }
}
