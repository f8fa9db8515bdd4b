/** One tool call as a whole: retries, time-outs, cancellation, and its lines in the operator's log. */
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import {
  connectionRefused,
  errorAnswer,
  htmlPage,
  onPath,
  rateLimited,
  stalledBody,
} from '../../src/simulator/faults.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { defineTool } from '../../src/tool.ts';
import { CLIENTS, open, type Session } from '../client.ts';

/** So that a test does not wait long for an answer that never comes. */
const SHORT_TIMEOUTS = { headersTimeoutMs: 250, bodyTimeoutMs: 250 };

const always = () => true;

/** An answer that never comes, and how many of its requests were given up. */
function silence() {
  const given = { up: 0 };
  const answer: Fault['answer'] = (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        given.up++;
        reject(signal.reason);
      });
    });
  return { given, answer };
}

const logged = (session: Session) => session.log.map((line) => JSON.parse(line));

describe('a request that fails', () => {
  it.each([1, 2])('and is then retried with success is not noticed, after %i failures', async (times) => {
    for (const answer of [htmlPage(502), connectionRefused(), rateLimited(0), errorAnswer(408, [])]) {
      const session = await open({ faults: [{ when: always, times, answer }] });
      const { structured } = await session.call('list_zones');
      expect(structured?.returned).toBe(12);
      expect(session.asked()).toHaveLength(times + 1);
    }
  });

  it('is tried three times and no more', async () => {
    const session = await open({ faults: [{ when: always, answer: htmlPage(503) }] });
    expect((await session.call('list_zones')).isError).toBe(true);
    expect(session.asked()).toHaveLength(3);
  });

  it('because of the rate limit holds back the requests that follow', async () => {
    const session = await open({ faults: [{ when: always, times: 1, answer: rateLimited(120) }] });
    await session.call('list_zones');
    session.asked();
    const { text } = await session.call('list_zones');
    expect(text).toMatch(/Wait 1(20|19) seconds/);
    expect(session.asked()).toEqual([]);
  });

  it.each([
    ['never begins to answer', silence().answer],
    ['stops in the middle of its answer', stalledBody()],
  ])('because Cloudflare %s says so, and what to check', async (_case, answer) => {
    const session = await open({ timing: SHORT_TIMEOUTS, faults: [{ when: always, answer }] });
    const { isError, text } = await session.call('list_zones');
    expect(isError).toBe(true);
    expect(text).toMatch(
      /^Cloudflare did not answer in time.*Likely cause: .*firewall or proxy.*Next: ask again/,
    );
    // A time-out is not retried.
    expect(session.asked()).toHaveLength(1);
  });

  it('in one zone of a search does not hold up the others', async () => {
    const { answer } = silence();
    const path = `/zones/${zoneId('example.net')}/dns_records`;
    const faults = [{ when: (request: { path: string }) => request.path === path, answer }];
    const session = await open({ timing: SHORT_TIMEOUTS, faults });
    const { structured } = await session.call('list_dns_records', { content: '192.168.1.1' });
    expect(structured.searched).toMatchObject({ zones: 11, of: 12, skipped: 1 });
    expect(structured.searched.skipped_zones).toEqual([
      { zone: 'example.net', reason: expect.stringContaining('did not answer in time') },
    ]);
  });
});

describe('a call that is cancelled', () => {
  it.each(CLIENTS)('by client %s ends its requests at once, and sends no more', async (client) => {
    const { given, answer } = silence();
    const session = await open({ client, faults: [{ when: onPath(/dns_records$/), answer }] });
    const caller = new AbortController();
    const call = session.call('list_dns_records', { type: 'A' }, { signal: caller.signal });
    const outcome = expect(call).rejects.toThrow();
    await vi.waitUntil(() => session.simulator.requests.length > 8);
    caller.abort();
    await outcome;
    await vi.waitUntil(() => logged(session).some(({ outcome }) => outcome === 'cancelled'));
    const sent = session.asked().filter((request) => request.includes('/dns_records'));
    expect(sent).toHaveLength(given.up);
    await session.call('list_zones');
    expect(session.asked()).toHaveLength(1);
  });
});

describe('a mistake of this server', () => {
  const FACTS = {
    title: 'A tool with a mistake',
    group: 'core',
    question: 'Is this zone gone?',
    details: '',
    example: {},
    permissions: [],
    input: z.object({}),
    output: z.object({}),
  } as const;

  it('is explained as such, without the error text, which is in the log', async () => {
    const tool = defineTool({
      ...FACTS,
      name: 'list_nothing',
      run: async () => {
        (undefined as unknown as { name: string }).name.trim();
        return {};
      },
    });
    const session = await open({ tools: [tool] });
    const { isError, text } = await session.call('list_nothing');
    expect(isError).toBe(true);
    expect(text).toMatch(/^Something is wrong inside this server.*Next: try once more.*log \(stderr\)\.$/);
    const [failed] = logged(session).filter(({ level }) => level === 'error');
    expect(failed.error).toMatch(/TypeError[\s\S]*call-tool\.test\.ts/);
  });

  it('inside the SDK is in the log as well, as the cause of the error that the SDK throws', async () => {
    const tool = defineTool({
      ...FACTS,
      name: 'delete_zone',
      run: async (_input, { cloudflare }) => {
        await cloudflare.api.zones.delete({ zone_id: zoneId('example.com') });
        return {};
      },
    });
    const session = await open({ tools: [tool] });
    expect((await session.call('delete_zone')).text).toMatch(/^Something is wrong inside this server/);
    const [failed] = logged(session).filter(({ level }) => level === 'error');
    expect(failed.error).toMatch(/This server only reads from .*: DELETE is refused/);
    expect(session.asked()).toEqual([]);
  });
});

describe('the log', () => {
  it('has one line for each call that was answered, with its time and requests', async () => {
    const session = await open();
    await session.call('get_zone', { zone: 'example.com' });
    expect(logged(session).filter(({ level }) => level === 'info')).toEqual([
      {
        time: expect.stringMatching(/Z$/),
        level: 'info',
        message: 'tool answered',
        tool: 'get_zone',
        ms: expect.any(Number),
        request_id: expect.anything(),
        requests: 21,
        outcome: 'answered',
      },
    ]);
  });

  it('has a refusal at level info, without its text, which quotes the arguments', async () => {
    const session = await open();
    await session.call('get_zone', { zone: 'planted.example' });
    await session.call('get_zone', { planted: 'planted' });
    const lines = logged(session).filter(({ level }) => level !== 'debug');
    expect(lines).toMatchObject([
      { level: 'info', message: 'tool failed', tool: 'get_zone', outcome: 'refused' },
      { level: 'info', message: 'tool failed', tool: 'get_zone', outcome: 'refused', requests: 0 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('has status, code, Ray ID and path of what failed upstream', async () => {
    const session = await open({ faults: [{ when: always, answer: htmlPage(500) }] });
    await session.call('list_zones');
    expect(logged(session).find(({ message }) => message === 'tool failed')).toMatchObject({
      message: 'tool failed',
      tool: 'list_zones',
      outcome: 'cloudflare_trouble',
      requests: 3,
      status: 500,
      ray: expect.stringMatching(/-FRA$/),
      path: '/zones',
    });
  });
});
