/** A signal that ends with its caller or when a time is over, and that nobody can lose. */

export interface Deadline {
  readonly signal: AbortSignal;
  /** Begins again: so much time from now on. */
  restart(ms: number): void;
  /** To be called when the work is over, whatever came of it. */
  release(): void;
  /** As `release`; and ends what still listens. */
  end(): void;
}

/**
 * Not `AbortSignal.any` with `AbortSignal.timeout`: Node 20 collects such a time-out as garbage, and it never fires.
 * The reason of a time that is over is a TimeoutError, as that of `AbortSignal.timeout` is.
 */
export function startDeadline(ms: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  const isOver = () => controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  const leave = () => controller.abort(caller?.reason);
  let timer = setTimeout(isOver, ms);
  if (caller?.aborted) leave();
  caller?.addEventListener('abort', leave, { once: true });
  const release = () => {
    clearTimeout(timer);
    caller?.removeEventListener('abort', leave);
  };
  return {
    signal: controller.signal,
    restart(fresh) {
      clearTimeout(timer);
      timer = setTimeout(isOver, fresh);
    },
    release,
    end() {
      release();
      controller.abort(OVER);
    },
  };
}

/** Made once: each request of each call ends with it. */
const OVER = new DOMException('The work is over.', 'AbortError');
