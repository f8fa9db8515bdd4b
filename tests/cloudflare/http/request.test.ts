/** One request on the wire: what leaves, and what is taken for an answer. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchOverNetwork } from '../../../src/cloudflare/http/client.ts';
import { CloudflareFailure } from '../../../src/cloudflare/http/failure.ts';
import { exchange } from '../../../src/cloudflare/http/request.ts';
import { UPSTREAM_BYTES_MAX } from '../../../src/limits.ts';
import type { Credential } from '../../../src/settings/credential.ts';
import { DEMO_API_TOKEN } from '../../../src/simulator/sample/account.ts';

const token: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
const never = new AbortController().signal;
const OK = '{"success":true,"errors":[],"messages":[],"result":[]}';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function wire(answer: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  const get = (credential = token, signal = never) =>
    exchange(
      { baseUrl, credential, fetch: fetchOverNetwork },
      `${baseUrl}/zones`,
      'GET',
      signal,
      () => undefined,
    );
  return { requests, baseUrl, get };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it answered'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(CloudflareFailure);
      return error as CloudflareFailure;
    },
  );

describe('what leaves', () => {
  it('is a GET with the token and nothing of the key, who asks, and what is wanted', async () => {
    const { requests, get } = await wire((_request, response) => response.end(OK));
    await get();
    const { method, url, headers } = requests[0] ?? expect.fail();
    expect([method, url]).toEqual(['GET', '/client/v4/zones']);
    expect(headers).toMatchObject({ authorization: `Bearer ${DEMO_API_TOKEN}`, accept: 'application/json' });
    expect(headers['user-agent']).toMatch(/^cloudflare-incident-mcp\/\d/);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it('is the key with its e-mail, and no token, in key mode', async () => {
    const { requests, get } = await wire((_request, response) => response.end(OK));
    await get({ kind: 'global_api_key', key: 'k'.repeat(37), email: 'me@example.com' });
    const { headers } = requests[0] ?? expect.fail();
    expect(headers).toMatchObject({ 'x-auth-key': 'k'.repeat(37), 'x-auth-email': 'me@example.com' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is never a %s', async (method) => {
    const { requests, baseUrl } = await wire((_request, response) => response.end(OK));
    const via = { baseUrl, credential: token, fetch: fetchOverNetwork };
    await expect(exchange(via, `${baseUrl}/zones`, method, never, () => undefined)).rejects.toThrow(
      'only reads',
    );
    expect(requests).toEqual([]);
  });

  it('never goes anywhere but below the base address', async () => {
    const { requests, baseUrl } = await wire((_request, response) => response.end(OK));
    const via = { baseUrl, credential: token, fetch: fetchOverNetwork };
    for (const url of [
      `${baseUrl}.evil.example/zones`,
      baseUrl.replace('/client/v4', '/zones'),
      `${baseUrl}x/y`,
    ]) {
      await expect(exchange(via, url, 'GET', never, () => undefined)).rejects.toThrow('only reads');
    }
    expect(requests).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect %i, which would carry the key along',
    async (status) => {
      const elsewhere = await wire((_request, response) => response.end(OK));
      const { requests, get } = await wire((_request, response) =>
        response.writeHead(status, { location: `${elsewhere.baseUrl}/stolen` }).end(),
      );
      const failure = await failureOf(get({ kind: 'global_api_key', key: 'k', email: 'me@example.com' }));
      expect([failure.kind, failure.facts.code]).toEqual(['unreachable', 'REDIRECT']);
      expect([requests.length, elsewhere.requests.length]).toEqual([1, 0]);
    },
  );
});

describe('what is taken for an answer', () => {
  it('is a successful envelope', async () => {
    const { get } = await wire((_request, response) => response.setHeader('cf-ray', 'abc-FRA').end(OK));
    const { status, body } = await get();
    expect([status, body]).toEqual([200, JSON.parse(OK)]);
  });

  it.each([
    ['a page', 200, '<!DOCTYPE html><p>Sign in to the Wi-Fi</p>'],
    ['a page with an error status', 403, '<html>blocked</html>'],
    ['nothing', 200, ''],
    ['cut JSON', 200, OK.slice(0, 30)],
    ['JSON that is no object', 200, '[]'],
    ['JSON null', 200, 'null'],
    ['success that is false', 200, '{"success":false,"errors":[],"result":null}'],
    ['success that is no boolean', 200, '{"success":"true","result":[]}'],
    ['no word of success', 200, '{"result":[]}'],
    ['success without a result', 200, '{"success":true,"errors":[]}'],
    [
      'success with nothing for a result',
      200,
      '{"success":true,"result":null,"result_info":{"total_count":3}}',
    ],
    ['a refusal under 200', 200, '{"success":false,"errors":[{"code":9109,"message":"Unauthorized"}]}'],
  ])('is not %s (HTTP %i): trouble, with the Ray ID', async (_what, status, body) => {
    const { get } = await wire((_request, response) =>
      response.writeHead(status, { 'cf-ray': 'abc-FRA' }).end(body),
    );
    const failure = await failureOf(get());
    expect(failure.kind).toBe('cloudflare_trouble');
    expect(failure.facts).toMatchObject({ status, ray: 'abc-FRA', path: '/zones' });
  });

  it.each([
    [200, '{"success":false,"errors":[{"code":971,"message":"Please wait"}]}', undefined, undefined],
    [429, '<html>slow down</html>', '7', 7],
    [429, '{"success":false,"errors":[]}', '0', 0],
    [429, '', 'soon', undefined],
    [429, '', '5, 5', undefined],
    [429, '', '-5', undefined],
    [429, '', '9'.repeat(30), undefined],
    [429, '', '86400', 300],
    [429, '', 'Thu, 01 Jan 2037 00:00:00 GMT', 300],
    [429, '', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('HTTP %i %j with Retry-After %s is the rate limit', async (status, body, retryAfter, seconds) => {
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    const { get } = await wire((_request, response) => response.writeHead(status, headers).end(body));
    const failure = await failureOf(get());
    expect([failure.kind, failure.facts.retryAfterSeconds]).toEqual(['rate_limited', seconds]);
  });

  it.each(['count', 'total_count'])('may be null for an empty list, where %s says so', async (field) => {
    const body = JSON.stringify({ success: true, result: null, result_info: { [field]: 0 } });
    const { get } = await wire((_request, response) => response.end(body));
    expect((await get()).status).toBe(200);
  });

  it('is not more than can be held', async () => {
    const { get } = await wire((_request, response) =>
      response.end(Buffer.alloc(UPSTREAM_BYTES_MAX + 1, ' ')),
    );
    const failure = await failureOf(get());
    expect([failure.kind, failure.facts.code]).toEqual(['cloudflare_trouble', 'answer too large']);
  });
});
