/** An abort signal that fires when its time is up or when the caller's own signal fires. */
import { setMaxListeners } from 'node:events';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the countdown again with a new time. */
  restart(ms: number): void;
  /** Stops the countdown. Call it when the work is done, whether it succeeded or failed. */
  release(): void;
  /** Like `release`, and aborts the signal, so that whatever still listens to it stops. */
  end(): void;
}

/**
 * Does not use `AbortSignal.any` with `AbortSignal.timeout`: Node 20 garbage-collects such a time-out, and it never fires.
 * When the time is up, the signal's reason is a TimeoutError, as with `AbortSignal.timeout`.
 */
export function startDeadline(ms: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  // Every request of a call listens to its signal, and one call may send hundreds: that is no leak to warn of.
  setMaxListeners(0, controller.signal);
  const abortAsTimeout = () => controller.abort(new DOMException('The time is up.', 'TimeoutError'));
  const abortWithCaller = () => controller.abort(caller?.reason);
  let timer = setTimeout(abortAsTimeout, ms);
  if (caller?.aborted) abortWithCaller();
  caller?.addEventListener('abort', abortWithCaller, { once: true });
  const release = () => {
    clearTimeout(timer);
    caller?.removeEventListener('abort', abortWithCaller);
  };
  return {
    signal: controller.signal,
    restart(newMs) {
      clearTimeout(timer);
      timer = setTimeout(abortAsTimeout, newMs);
    },
    release,
    end() {
      release();
      controller.abort(WORK_IS_DONE);
    },
  };
}

/** One object for all deadlines: creating an exception with its stack for each request would cost time. */
const WORK_IS_DONE = new DOMException('The work is done.', 'AbortError');
