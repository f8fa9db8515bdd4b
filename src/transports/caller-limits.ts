/** How much one caller may ask: calls at once and calls a minute, told to the agent with the wait. */
import { CALLERS_REMEMBERED_MAX, MINUTE_MS } from '../limits.ts';
import { Refusal } from '../refusal.ts';

interface Account {
  minute: number;
  callsInMinute: number;
  inFlight: number;
}

export class CallerLimits {
  readonly #callsPerMinute: number;
  readonly #callsAtOnce: number;
  readonly #accounts = new Map<string, Account>();

  constructor({ callsPerMinute, callsAtOnce }: { callsPerMinute: number; callsAtOnce: number }) {
    this.#callsPerMinute = callsPerMinute;
    this.#callsAtOnce = callsAtOnce;
  }

  /**
   * @returns what to call when the call is over.
   * @throws Refusal that says how long to wait.
   */
  enter(callerId: string): () => void {
    const now = Date.now();
    const account = this.#accountOf(callerId, Math.floor(now / MINUTE_MS));
    if (account.inFlight >= this.#callsAtOnce) {
      throw new Refusal(
        `This caller has ${account.inFlight} calls under way, the most that this server allows. ` +
          'Next: wait for one of them to be answered, then ask again.',
      );
    }
    if (account.callsInMinute >= this.#callsPerMinute) {
      const waitS = Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1_000);
      throw new Refusal(
        `This caller has made ${this.#callsPerMinute} calls in this minute, the most that this server allows. ` +
          `Next: wait ${waitS} seconds, then ask again.`,
      );
    }
    account.callsInMinute++;
    account.inFlight++;
    return () => {
      account.inFlight--;
    };
  }

  #accountOf(callerId: string, minute: number): Account {
    const account = this.#accounts.get(callerId) ?? { minute, callsInMinute: 0, inFlight: 0 };
    if (account.minute !== minute) Object.assign(account, { minute, callsInMinute: 0 });
    // The one seen longest ago goes first; one with calls under way keeps its count through its closure.
    this.#accounts.delete(callerId);
    this.#accounts.set(callerId, account);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > CALLERS_REMEMBERED_MAX && oldest !== undefined) this.#accounts.delete(oldest);
    return account;
  }
}
