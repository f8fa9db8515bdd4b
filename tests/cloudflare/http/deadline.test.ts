/** A deadline: ends in time, with its caller, or with its work; leaves no timer or listener; has as many listeners as a call needs. */
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeadline } from '../../../src/cloudflare/http/deadline.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a deadline', () => {
  it('aborts with a TimeoutError when its time is up, and not before', () => {
    const { signal } = startDeadline(100);
    vi.advanceTimersByTime(99);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('counts from its restart', () => {
    const deadline = startDeadline(100);
    vi.advanceTimersByTime(99);
    deadline.restart(50);
    vi.advanceTimersByTime(49);
    expect(deadline.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(deadline.signal.aborted).toBe(true);
  });

  it('aborts with its caller and for the same reason, even if the caller was aborted before', () => {
    const caller = new AbortController();
    const { signal } = startDeadline(100, caller.signal);
    caller.abort(new Error('gone'));
    expect(signal.reason).toMatchObject({ message: 'gone' });
    expect(startDeadline(100, caller.signal).signal.reason).toMatchObject({ message: 'gone' });
  });

  it.each(['release', 'end'] as const)('leaves neither a timer nor a listener after %s', (how) => {
    const caller = new AbortController();
    const deadline = startDeadline(100, caller.signal);
    deadline[how]();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
    caller.abort();
    expect(deadline.signal.aborted).toBe(how === 'end');
  });

  it('stops what still listens when it ends, which is no time-out', () => {
    const deadline = startDeadline(100);
    deadline.end();
    expect(deadline.signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('may have hundreds of listeners without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const deadline = startDeadline(100);
    for (let n = 0; n < 300; n++) deadline.signal.addEventListener('abort', () => undefined);
    await new Promise(setImmediate);
    process.off('warning', onWarning);
    deadline.release();
    expect(warnings).toEqual([]);
  });
});
