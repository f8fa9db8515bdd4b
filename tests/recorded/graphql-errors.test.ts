/** Refusals of the analytics API, recorded by others, against the tools that ask it: what each must and must not say. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { open } from '../client.ts';
import { hasRecordedBodies, recordedBodies } from './replay.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const ZONE = { zone: 'example.com' };

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

interface Refusal {
  readonly id: string;
  readonly status: number;
  readonly body: object;
}
const REFUSALS = recordedBodies('graphql_errors.json') as unknown as Refusal[];
const refusal = (id: string) => REFUSALS.find((each) => each.id === id)!;

/** Answers so, once the limits are read, where the question has this text in it. */
function openRefused({ status, body }: Refusal, asked = '') {
  return open({
    world: sampleWorld(NOW),
    faults: [
      {
        when: ({ path, body: sent }) =>
          path === '/graphql' && !sent?.includes('settings {') && Boolean(sent?.includes(asked)),
        answer: () => Response.json(body, { status }),
      },
    ],
  });
}

describe.skipIf(!hasRecordedBodies)('recorded refusals (skipped without ../shared/recorded)', () => {
  it.each([
    ['path gated (live wording)', /plan does not include/, /wait/i],
    ['window too wide (live)', /refused the request as invalid/, /wait|permission/i],
    ['older than (live)', /refused the request as invalid/, /wait|permission/i],
    ['not authorized for that account (live)', /lacks Zone > Analytics > Read/, /plan/],
    ['zones not authorized', /lacks Zone > Analytics > Read/, /plan/],
    ['empty zones (token without the zone)', /lacks Zone > Analytics > Read/, /plan/],
    ['budget', /rate limit is reached.*Wait 300 seconds/, /plan|permission/],
    ['account rate limit', /rate limit is reached/, /plan|permission/],
    ['too many nodes', /refused the request as invalid/, /wait|rate limit/i],
    ['unknown field', /refused the request as invalid/, /wait|rate limit/i],
    ['fields max', /refused the request as invalid/, /wait|rate limit/i],
    ['limit', /refused the request as invalid/, /wait|rate limit/i],
    ['parse args', /refused the request as invalid/, /wait|rate limit/i],
    ['unable', /trouble/, /plan|permission/],
    ['REST-like 10000', /lacks Zone > Analytics > Read/, /plan/],
  ])('%s', async (id, words, not) => {
    const session = await openRefused(refusal(id));
    const { isError, text } = await session.call('get_http_errors', ZONE);
    expect(isError).toBe(true);
    expect(text).toMatch(words);
    expect(text).not.toMatch(not);
  });

  it('of one field lose its part only: no data centres, all the rest', async () => {
    const session = await openRefused(refusal('field gated (live wording)'), 'coloCode');
    const { isError, structured } = await session.call('get_http_errors', ZONE);
    expect(isError).toBe(false);
    expect(structured.unavailable).toEqual([
      { parts: ['data_centre'], reason: expect.stringMatching(/plan does not include the field coloCode/) },
    ]);
    expect(structured.statuses[0].http_status).toBe(521);
    expect(structured.top.map(({ by }: { by: string }) => by)).toContain('host');
    expect(JSON.stringify(structured)).not.toMatch(/proxy|trouble/i);
  });

  it('of the data centres are told by get_cloudflare_status as a matter of the plan', async () => {
    const session = await openRefused(refusal('field gated (live wording)'), 'coloCode');
    const { structured } = await session.call('get_cloudflare_status', ZONE);
    expect(structured.unavailable[0]).toMatchObject({
      parts: ['failing_data_centres'],
      reason: expect.stringMatching(/plan does not include/),
    });
  });

  it('of too many nodes lead to smaller documents, never to waiting', async () => {
    const { body } = refusal('too many nodes');
    const session = await open({
      world: sampleWorld(NOW),
      faults: [
        {
          when: ({ path, body: sent = '' }) =>
            path === '/graphql' && sent.split('httpRequestsAdaptiveGroups(').length > 6,
          answer: () => Response.json(body),
        },
      ],
    });
    const { isError, structured } = await session.call('get_http_errors', ZONE);
    expect(isError).toBe(false);
    expect(structured.statuses[0].http_status).toBe(521);
    expect(structured.unavailable).toBeUndefined();
    const asked = session.simulator.requests.filter(({ path }) => path === '/graphql');
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(asked.every(({ body: sent }) => sent?.includes(zoneId('example.com')))).toBe(true);
  });
});
