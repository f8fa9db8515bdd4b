/** Makes it hard to guess tokens: an address that is refused too often has to wait. Valid tokens are never affected. */
import { ADDRESSES_REMEMBERED_MAX, REFUSALS_PER_MINUTE_MAX } from '../limits/callers.ts';
import { MINUTE_MS } from '../limits/time.ts';

export class AbuseGuard {
  readonly #refusals = new Map<string, { minute: number; count: number }>();

  /** @returns how many seconds the address has to wait; 0 as long as it was not refused too often. */
  countRefusal(address: string): number {
    const now = Date.now();
    const minute = Math.floor(now / MINUTE_MS);
    const known = this.#refusals.get(address);
    const count = known?.minute === minute ? known.count + 1 : 1;
    this.#refusals.delete(address);
    this.#refusals.set(address, { minute, count });
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > ADDRESSES_REMEMBERED_MAX && oldest !== undefined) this.#refusals.delete(oldest);
    return count > REFUSALS_PER_MINUTE_MAX ? Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1_000) : 0;
  }
}
