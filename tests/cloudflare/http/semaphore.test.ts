/** The semaphore: no more slots than there are, in the order of arrival, and none lost with a caller that goes away. */
import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../src/cloudflare/http/semaphore.ts';

const never = new AbortController().signal;

describe('the semaphore', () => {
  it('hands slots on in the order of arrival', async () => {
    const semaphore = new Semaphore(() => 2);
    const acquired: number[] = [];
    await semaphore.acquire(never);
    await semaphore.acquire(never);
    const waiting = [1, 2, 3].map((n) => semaphore.acquire(never).then(() => acquired.push(n)));
    await new Promise(setImmediate);
    expect(acquired).toEqual([]);
    for (const expected of [[1], [1, 2], [1, 2, 3]]) {
      semaphore.release();
      await new Promise(setImmediate);
      expect(acquired).toEqual(expected);
    }
    await Promise.all(waiting);
  });

  it('loses no slot with a caller that goes away, while waiting or before', async () => {
    const semaphore = new Semaphore(() => 1);
    await semaphore.acquire(never);
    const caller = new AbortController();
    const abandoned = semaphore.acquire(caller.signal);
    const next = semaphore.acquire(never);
    caller.abort(new Error('gone'));
    await expect(abandoned).rejects.toThrow('gone');
    await expect(semaphore.acquire(caller.signal)).rejects.toThrow('gone');
    semaphore.release();
    await next;
    semaphore.release();
    // All slots are released now: exactly one is free again.
    await semaphore.acquire(never);
    let isAcquired = false;
    void semaphore.acquire(never).then(() => {
      isAcquired = true;
    });
    await new Promise(setImmediate);
    expect(isAcquired).toBe(false);
  });

  it('leaves a slot with a caller whose signal aborts after it acquired it', async () => {
    const semaphore = new Semaphore(() => 1);
    const caller = new AbortController();
    await semaphore.acquire(never);
    const acquired = semaphore.acquire(caller.signal);
    semaphore.release();
    caller.abort();
    await expect(acquired).resolves.toBeUndefined();
  });

  it('has as many slots as it is told at the time', async () => {
    let slots = 1;
    const semaphore = new Semaphore(() => slots);
    let acquired = 0;
    const acquire = () => semaphore.acquire(never).then(() => acquired++);
    const all = Array.from({ length: 6 }, acquire);
    await new Promise(setImmediate);
    expect(acquired).toBe(1);
    slots = 4;
    semaphore.release();
    await new Promise(setImmediate);
    expect(acquired).toBe(5);
    slots = 1;
    semaphore.release();
    await new Promise(setImmediate);
    expect(acquired).toBe(5);
    for (let n = 0; n < 3; n++) semaphore.release();
    await Promise.all(all);
  });
});
