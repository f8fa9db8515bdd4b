/** Places: no more than there are, in the order of arrival, and none lost with those who go away. */
import { describe, expect, it } from 'vitest';
import { Places } from '../../../src/cloudflare/http/semaphore.ts';

const never = new AbortController().signal;

describe('places', () => {
  it('are given on in the order of arrival', async () => {
    const places = new Places(2);
    const inside: number[] = [];
    await places.take(never);
    await places.take(never);
    const waiting = [1, 2, 3].map((n) => places.take(never).then(() => inside.push(n)));
    await new Promise(setImmediate);
    expect(inside).toEqual([]);
    for (const seen of [[1], [1, 2], [1, 2, 3]]) {
      places.give();
      await new Promise(setImmediate);
      expect(inside).toEqual(seen);
    }
    await Promise.all(waiting);
  });

  it('are not lost with whoever goes away, waiting or before', async () => {
    const places = new Places(1);
    await places.take(never);
    const caller = new AbortController();
    const left = places.take(caller.signal);
    const next = places.take(never);
    caller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(places.take(caller.signal)).rejects.toThrow('gone');
    places.give();
    await next;
    places.give();
    // Given back twice, taken once: there is exactly one again.
    await places.take(never);
    let isTaken = false;
    void places.take(never).then(() => {
      isTaken = true;
    });
    await new Promise(setImmediate);
    expect(isTaken).toBe(false);
  });

  it('do not go to one who went away after having got in', async () => {
    const places = new Places(1);
    const caller = new AbortController();
    await places.take(never);
    const entered = places.take(caller.signal);
    places.give();
    caller.abort();
    await expect(entered).resolves.toBeUndefined();
  });
});
