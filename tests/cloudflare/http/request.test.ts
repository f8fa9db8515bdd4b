/** One request on the wire: what is sent, and which responses are successful. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CloudflareFailure } from '../../../src/cloudflare/http/failure.ts';
import { HttpClient } from '../../../src/cloudflare/http/http-client.ts';
import { requestOnce } from '../../../src/cloudflare/http/request.ts';
import { TIMING_DEFAULT } from '../../../src/cloudflare/http/timing.ts';
import { UPSTREAM_BYTES_MAX } from '../../../src/limits/cloudflare.ts';
import type { Credential } from '../../../src/settings/credential.ts';
import { DEMO_API_TOKEN } from '../../../src/simulator/sample/account.ts';

const { fetch: httpFetch } = new HttpClient();
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
  const endpointFor = (credential: Credential) => ({
    baseUrl,
    credential,
    fetch: httpFetch,
    timing: TIMING_DEFAULT,
  });
  const send = (method: string, url: string) =>
    requestOnce(endpointFor(token), { method, url }, never, () => undefined);
  const get = (credential = token) =>
    requestOnce(endpointFor(credential), { method: 'GET', url: `${baseUrl}/zones` }, never, () => undefined);
  return { requests, baseUrl, send, get };
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it answered'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(CloudflareFailure);
      return error as CloudflareFailure;
    },
  );

describe('what is sent', () => {
  it('is a GET with the token but no key, our user agent, and the accepted type', async () => {
    const { requests, get } = await wire((_request, response) => response.end(OK));
    await get();
    const { method, url, headers } = requests[0] ?? expect.fail();
    expect([method, url]).toEqual(['GET', '/client/v4/zones']);
    expect(headers).toMatchObject({ authorization: `Bearer ${DEMO_API_TOKEN}`, accept: 'application/json' });
    expect(headers['user-agent']).toMatch(/^cloudflare-incident-mcp\/\d/);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it('is the key with its e-mail, but no token, for a Global API Key', async () => {
    const { requests, get } = await wire((_request, response) => response.end(OK));
    await get({ kind: 'global_api_key', key: 'k'.repeat(37), email: 'me@example.com' });
    const { headers } = requests[0] ?? expect.fail();
    expect(headers).toMatchObject({ 'x-auth-key': 'k'.repeat(37), 'x-auth-email': 'me@example.com' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is never a %s', async (method) => {
    const { requests, baseUrl, send } = await wire((_request, response) => response.end(OK));
    await expect(send(method, `${baseUrl}/zones`)).rejects.toThrow('only reads');
    expect(requests).toEqual([]);
  });

  it('never goes anywhere but below the base URL', async () => {
    const { requests, baseUrl, send } = await wire((_request, response) => response.end(OK));
    for (const url of [
      `${baseUrl}.evil.example/zones`,
      baseUrl.replace('/client/v4', '/zones'),
      `${baseUrl}x/y`,
    ]) {
      await expect(send('GET', url)).rejects.toThrow('only reads');
    }
    expect(requests).toEqual([]);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect %i, which would take the key along',
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

describe('a successful response', () => {
  it('is a successful envelope', async () => {
    const { get } = await wire((_request, response) => response.setHeader('cf-ray', 'abc-FRA').end(OK));
    expect(await get()).toEqual({ status: 200, body: JSON.parse(OK) });
  });

  it('does not repeat the credential, whatever characters it has', async () => {
    const key = `quote"and\\slash${'k'.repeat(30)}`;
    const body = JSON.stringify({ success: true, result: [{ name: `a ${key} b`, [key]: 1 }] });
    const { get } = await wire((_request, response) => response.end(body));
    const { body: parsed } = await get({ kind: 'global_api_key', key, email: 'me@example.com' });
    expect(parsed).toMatchObject({ result: [{ name: 'a [credential] b', '[credential]': 1 }] });
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
    ['an envelope without success', 200, '{"result":[]}'],
    ['success without a result', 200, '{"success":true,"errors":[]}'],
    ['success with a null result', 200, '{"success":true,"result":null,"result_info":{"total_count":3}}'],
    ['a refusal under 200', 200, '{"success":false,"errors":[{"code":9109,"message":"Unauthorized"}]}'],
  ])('is not %s (HTTP %i): that is trouble at Cloudflare, with the Ray ID', async (_what, status, body) => {
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

  it.each(['count', 'total_count'])(
    'may have the result null for an empty list, if %s is 0',
    async (field) => {
      const body = JSON.stringify({ success: true, result: null, result_info: { [field]: 0 } });
      const { get } = await wire((_request, response) => response.end(body));
      expect((await get()).status).toBe(200);
    },
  );

  it('is not larger than the limit', async () => {
    const { get } = await wire((_request, response) =>
      response.end(Buffer.alloc(UPSTREAM_BYTES_MAX + 1, ' ')),
    );
    const failure = await failureOf(get());
    expect([failure.kind, failure.facts.code]).toEqual(['cloudflare_trouble', 'answer too large']);
  });
});
