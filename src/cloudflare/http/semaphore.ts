/** A counting semaphore with a first-in, first-out queue, which callers leave when their signal aborts. */

export class Semaphore {
  #free: number;
  readonly #queue = new Set<() => void>();

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Waits for a free slot. @throws the reason of the signal once it is aborted. */
  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
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
    const [next] = this.#queue;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#queue.delete(next);
    next();
  }
}
