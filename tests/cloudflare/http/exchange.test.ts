/** One exchange, by the contract of undici's handlers, in an order of events that no server here can bring about. */
import { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { exchange } from '../../../src/cloudflare/http/exchange.ts';

/** undici may send a request anew, as its documentation says, when the connection was lost. */
class Restarting extends Dispatcher {
  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let reason: Error | null = null;
    const controller: Dispatcher.DispatchController = {
      abort: (given) => {
        reason = given;
        handler.onResponseError?.(controller, given);
      },
      pause: () => undefined,
      resume: () => undefined,
      aborted: false,
      paused: false,
      reason: null,
    };
    for (const text of ['{"first', '{"second":1}']) {
      if (reason === null) handler.onRequestStart?.(controller, {});
      if (reason === null) handler.onResponseStart?.(controller, 200, {});
      if (reason === null) handler.onResponseData?.(controller, Buffer.from(text));
    }
    if (reason === null) handler.onResponseEnd?.(controller, {});
    return true;
  }
}

describe('a request that undici sends anew after its response has begun', () => {
  it('has no text, instead of two mixed', async () => {
    const response = await exchange(new Restarting(), 'https://localhost/', {
      method: 'GET',
      headers: {},
      redirect: 'error',
      signal: new AbortController().signal,
    });
    await expect(response.text()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
