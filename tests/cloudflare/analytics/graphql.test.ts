/** GraphQL: one query at a time, errors that arrive with HTTP 200, and nothing but queries is sent. */
import { describe, expect, it } from 'vitest';
import { queryGraphql } from '../../../src/cloudflare/analytics/graphql.ts';
import { failureIn } from '../../../src/cloudflare/http/failure.ts';
import { errorAnswer, htmlPage } from '../../../src/simulator/faults.ts';
import type { Fault } from '../../../src/simulator/simulator.ts';
import { cloudflareOn } from '../../client.ts';

const QUERY = 'query($zone: string) { viewer { zones(filter: {zoneTag: $zone}) { zoneTag } } }';

/** The outcome of a query when the API answers like this. */
async function asked(answer: Fault['answer'] | object, query = QUERY) {
  const fault = typeof answer === 'function' ? (answer as Fault['answer']) : () => Response.json(answer);
  const { cloudflare, simulator } = cloudflareOn({ faults: [{ when: () => true, answer: fault }] });
  const outcome = await queryGraphql(cloudflare, query, { zone: 'z' }).then(
    (data) => ({ data }),
    (error: unknown) => ({ failure: failureIn(error), error }),
  );
  return { ...outcome, requests: simulator.requests };
}
const failureOf = (outcome: object) => (outcome as { failure?: ReturnType<typeof failureIn> }).failure;

describe('a query', () => {
  it('is one POST of the document and its variables, and returns data', async () => {
    const { requests, ...outcome } = await asked({ data: { viewer: { zones: [] } }, errors: null });
    expect(outcome).toEqual({ data: { viewer: { zones: [] } } });
    expect(requests).toHaveLength(1);
    expect([requests[0]!.method, requests[0]!.path]).toEqual(['POST', '/graphql']);
    expect(JSON.parse(requests[0]!.body!)).toEqual({ query: QUERY, variables: { zone: 'z' } });
    expect(requests[0]!.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    [{ data: null, errors: null }, 'cloudflare_trouble'],
    [{}, 'cloudflare_trouble'],
    [{ data: { viewer: {} }, errors: [{ message: 'half of it' }] }, 'cloudflare_trouble'],
    [{ data: null, errors: [{}] }, 'cloudflare_trouble'],
    [{ data: null, errors: [{ message: null }] }, 'cloudflare_trouble'],
  ])('without complete data is a failure: %j', async (answer, kind) => {
    expect(failureOf(await asked(answer))?.kind).toBe(kind);
  });

  it.each([
    ["zone 'abc' does not have access to the path. Refer to this page for more details", 'plan_limit'],
    ['zones [abc] are not authorized', 'permission_missing'],
    ['not authorized for that account', 'permission_missing'],
    ['rate limiter budget depleted, please try again after 5 minutes', 'rate_limited'],
    ['in combination, your request queries too many nodes, zones and accounts', 'invalid_request'],
    ["zone 'abc' does not have access to the field 'colocode' from the path", 'plan_limit'],
    ['cannot request data older than 86400s', 'invalid_request'],
    ["query time range is too large. Time range can't be wider than 86400s", 'invalid_request'],
    ["number of fields can't be more than 30", 'invalid_request'],
    ['unknown field "colour"', 'invalid_request'],
    ['internal server error', 'cloudflare_trouble'],
  ])('refused with "%s" and status 200 is %s', async (message, kind) => {
    const outcome = await asked({ data: null, errors: [{ message, path: null }] });
    expect(failureOf(outcome)?.kind).toBe(kind);
    expect(outcome.requests).toHaveLength(1);
  });

  it('beyond the rate limit says how long to wait', async () => {
    const outcome = await asked({ data: null, errors: [{ message: 'rate limiter budget depleted' }] });
    expect(failureOf(outcome)?.facts.retryAfterSeconds).toBe(300);
  });

  it.each([
    [errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]), 'permission_missing'],
    [errorAnswer(400, [{ code: 10000, message: 'Authentication error' }]), 'credential_refused'],
    [htmlPage(200), 'cloudflare_trouble'],
    [htmlPage(502), 'cloudflare_trouble'],
  ])('refused by status, or answered with an HTML page, fails like any request', async (answer, kind) => {
    expect(failureOf(await asked(answer))?.kind).toBe(kind);
  });
});

describe('anything but a query', () => {
  it.each([
    'mutation { deleteEverything }',
    '  mutation M { a }',
    'query { viewer { x } } mutation { a }',
    'subscription { a }',
    'fragment F on X { a } mutation { b }',
    'query A { a(text: """ " """) } mutation B { b(text: """ " """) }',
    'query A { a } # "\nmutation B { b } # "',
    '',
  ])('is refused, and nothing is sent: %s', async (query) => {
    const outcome = await asked({ data: {} }, query);
    expect(outcome.requests).toEqual([]);
    expect(failureOf(outcome)).toBeUndefined();
    expect(String((outcome as { error?: unknown }).error)).toMatch(/error/i);
  });

  it.each(['/zones', '/graphql/', '/graphql?x=1', '/zones/graphql', '/accounts/a/graphql'])(
    'is not sent by POST to %s, nor by another method',
    async (path) => {
      const { cloudflare, simulator } = cloudflareOn();
      const body = { query: QUERY };
      for (const method of ['post', 'put', 'patch', 'delete'] as const) {
        if (method === 'post' || path === '/zones')
          await expect(cloudflare.api[method](path, { body })).rejects.toThrow();
      }
      await expect(cloudflare.api.put('/graphql', { body })).rejects.toThrow();
      // Which operation runs would be chosen beside the query.
      const chosen = { ...body, operationName: 'Other' };
      await expect(cloudflare.api.post('/graphql', { body: chosen })).rejects.toThrow();
      expect(simulator.requests).toEqual([]);
    },
  );

  it('does not include a query with the word in a text', async () => {
    const query = QUERY.replace('$zone})', '$zone, host: "mutation.example.com"})');
    expect(await asked({ data: { viewer: {} } }, query)).toMatchObject({ data: { viewer: {} } });
  });
});
