/** Limits for each caller: calls at once and calls in a minute. A refusal says how long to wait. */
import { CALLERS_REMEMBERED_MAX } from '../limits/callers.ts';
import { MINUTE_MS } from '../limits/time.ts';
import { Refusal } from '../refusal.ts';

/** What one caller has asked for. */
interface Usage {
  minute: number;
  callsInMinute: number;
  inFlight: number;
}

export class CallerLimits {
  readonly #callsPerMinute: number;
  readonly #callsAtOnce: number;
  readonly #usages = new Map<string, Usage>();

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
    const usage = this.#usageOf(callerId, Math.floor(now / MINUTE_MS));
    if (usage.inFlight >= this.#callsAtOnce) {
      throw new Refusal(
        `This caller has ${usage.inFlight} calls under way, the most that this server allows. ` +
          'Next: wait for one of them to be answered, then ask again.',
      );
    }
    if (usage.callsInMinute >= this.#callsPerMinute) {
      const waitS = Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1_000);
      throw new Refusal(
        `This caller has made ${this.#callsPerMinute} calls in this minute, the most that this server allows. ` +
          `Next: wait ${waitS} seconds, then ask again.`,
      );
    }
    usage.callsInMinute++;
    usage.inFlight++;
    return () => {
      usage.inFlight--;
    };
  }

  #usageOf(callerId: string, minute: number): Usage {
    const usage = this.#usages.get(callerId) ?? { minute, callsInMinute: 0, inFlight: 0 };
    if (usage.minute !== minute) Object.assign(usage, { minute, callsInMinute: 0 });
    // The caller seen longest ago is forgotten first. Its calls that are still under way keep their own reference.
    this.#usages.delete(callerId);
    this.#usages.set(callerId, usage);
    const [oldest] = this.#usages.keys();
    if (this.#usages.size > CALLERS_REMEMBERED_MAX && oldest !== undefined) this.#usages.delete(oldest);
    return usage;
  }
}
