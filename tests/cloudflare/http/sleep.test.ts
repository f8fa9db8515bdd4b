/** A pause: as long as asked for, or until its signal aborts; it leaves neither a timer nor a listener behind. */
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sleep } from '../../../src/cloudflare/http/sleep.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a pause', () => {
  it('lasts as long as asked for', async () => {
    const { signal } = new AbortController();
    let isOver = false;
    const pause = sleep(100, signal).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(99);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await pause;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends with the reason of its signal, during the pause or before', async () => {
    const caller = new AbortController();
    const pause = expect(sleep(100, caller.signal)).rejects.toThrow('gone');
    caller.abort(new Error('gone'));
    await pause;
    await expect(sleep(100, caller.signal)).rejects.toThrow('gone');
    expect(vi.getTimerCount()).toBe(0);
  });
});
