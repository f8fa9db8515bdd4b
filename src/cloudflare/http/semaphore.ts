/** A counting semaphore with a first-in, first-out queue, which callers leave when their signal aborts. */

export class Semaphore {
  readonly #slots: () => number;
  #taken = 0;
  readonly #queue = new Set<() => void>();

  /** @param slots asked again at each change, because the number may grow or shrink. */
  constructor(slots: () => number) {
    this.#slots = slots;
  }

  /** Waits for a free slot. @throws the reason of the signal once it is aborted. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#queue.size === 0 && this.#taken < this.#slots()) {
      this.#taken++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leaveQueue = () => {
        this.#queue.delete(takeSlot);
        reject(signal.reason);
      };
      const takeSlot = () => {
        signal.removeEventListener('abort', leaveQueue);
        resolve();
      };
      this.#queue.add(takeSlot);
      signal.addEventListener('abort', leaveQueue, { once: true });
    });
  }

  /** Call it exactly once for each slot acquired. */
  release(): void {
    this.#taken--;
    for (const next of this.#queue) {
      if (this.#taken >= this.#slots()) return;
      this.#taken++;
      this.#queue.delete(next);
      next();
    }
  }
}
