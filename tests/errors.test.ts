/** Errors, end to end: for each case of the troubleshooting guide, the sentences that the agent reads. */
import { describe, expect, it } from 'vitest';
import type { Credential } from '../src/settings/credential.ts';
import {
  connectionRefused,
  dnsFailure,
  errorAnswer,
  htmlPage,
  onPath,
  rateLimited,
  redirectTo,
  successFalse,
  tlsFailure,
  truncatedJson,
} from '../src/simulator/faults.ts';
import { sampleWorld } from '../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  IP_FILTERED_TOKEN,
} from '../src/simulator/sample/credentials.ts';
import type { Fault } from '../src/simulator/simulator.ts';
import { CLIENTS, open, token, worldWithout } from './client.ts';

const UNKNOWN_TOKEN = 'cfut_Unknown_to_everyone_not_a_real_token__________';
const globalKey = (key: string, email: string): Credential => ({ kind: 'global_api_key', key, email });
const RAY = /Ray ID 8f2d0c1a[0-9a-f]+-FRA/;

/** Every explanation has these parts; only what could not be reached has no Ray ID. */
function expectExplained(text: string, facts: readonly (string | RegExp)[]) {
  expect(text).toMatch(/^[A-Z].* Likely cause: [A-Z].* Next: \S.*\.$/s);
  expect(text).not.toMatch(/undefined|\[object|NaN|\bat .*:\d+:\d+/);
  for (const fact of facts) {
    if (typeof fact === 'string') expect(text).toContain(fact);
    else expect(text).toMatch(fact);
  }
}

const REPLACE = /check it at https:\/\/dash\.cloudflare\.com\/profile\/api-tokens and roll or replace it/;
const DIES = /user API token dies with its user.*account API token does not/;

describe('a credential that Cloudflare does not take', () => {
  it.each([
    ['unknown, on a list', UNKNOWN_TOKEN, 'list_zones', 'code 9109'],
    ['unknown, on an account path', UNKNOWN_TOKEN, 'list_alert_history', 'code 10000'],
    ['unknown, when verified', UNKNOWN_TOKEN, 'test_connection', 'code 1000)', 'code 1000,'],
    ['expired, on a list', EXPIRED_TOKEN, 'list_zones', 'code 9109'],
    ['expired, on an account path', EXPIRED_TOKEN, 'list_alert_history', 'code 10000'],
  ])('that is %s is to be checked, rolled or replaced', async (_case, secret, tool, ...codes) => {
    const session = await open({ credential: token(secret) });
    const { isError, text } = await session.call(tool);
    expect(isError).toBe(true);
    expectExplained(text, [/does not accept the credential/, /revoked or expired/, REPLACE, DIES, RAY]);
    expect(codes.some((code) => text.includes(code))).toBe(true);
  });

  it('that cannot be read as a token is probably a Global API Key without its e-mail', async () => {
    const session = await open({ credential: token('not-a-token') });
    const { text } = await session.call('list_zones');
    expectExplained(text, ['code 6111', 'HTTP 400', RAY]);
    expectExplained(text, [
      /Global API Key given without its e-mail/,
      /set CLOUDFLARE_EMAIL.*or use an API token/,
    ]);
  });

  it.each([
    [
      'a token given as key',
      globalKey(UNKNOWN_TOKEN, GLOBAL_API_EMAIL),
      'code 6103',
      /token given as Global/,
    ],
    ['a malformed e-mail', globalKey(GLOBAL_API_KEY, 'nobody'), 'code 6102', /correct key and e-mail/],
    [
      'someone else’s e-mail',
      globalKey(GLOBAL_API_KEY, 'x@y.example'),
      'code 9103',
      /do not belong together/,
    ],
  ])('that is %s may have to go without an e-mail', async (_case, credential, code, cause) => {
    const session = await open({ credential });
    const { text } = await session.call('list_zones');
    expectExplained(text, [code, cause, /leave CLOUDFLARE_EMAIL blank to use an API token/, RAY]);
  });

  it('from this place is refused by the IP filter of the token', async () => {
    const session = await open({ credential: token(IP_FILTERED_TOKEN) });
    const { text } = await session.call('list_zones');
    expectExplained(text, ['code 9109', /Client IP Address Filtering/, /add that address/, RAY]);
    expect(text).not.toContain('203.0.113.9');
  });
});

describe('a missing permission', () => {
  it.each([
    [
      'list_zones',
      {},
      ['Zone Read'],
      'Zone > Zone > Read',
      /permission com\.cloudflare\.api\.account\.zone\.list/,
    ],
    ['list_dns_records', { zone: 'example.com' }, ['DNS Read'], 'Zone > DNS > Read', /Cloudflare code 10000/],
    [
      'list_alert_history',
      {},
      ['Notifications Read', 'Account Settings Read'],
      'Account > Notifications > Read',
      /Cloudflare code 10000/,
    ],
  ])('of %s is named, with what else it may be', async (tool, input, lacking, label, reference) => {
    const session = await open({ world: worldWithout(...lacking) });
    const { isError, text } = await session.call(tool, input);
    expect(isError).toBe(true);
    expectExplained(text, [
      `The credential lacks ${label};`,
      reference,
      /limited to other zones or to another account/,
      /a few products refuse account API tokens/,
      new RegExp(`add ${label} to the token`),
      'test_connection',
      'HTTP 403',
      RAY,
    ]);
  });

  it('is not blamed on the token itself: Cloudflare is asked once whether that is alive', async () => {
    const session = await open({ world: worldWithout('DNS Read') });
    await session.call('list_dns_records', { zone: 'example.com' });
    await session.call('list_dns_records', { zone: 'example.com' });
    expect(session.asked().filter((path) => path.includes('/tokens/verify'))).toHaveLength(1);
  });

  it('is also told by the code for unauthorized requests', async () => {
    const answer = errorAnswer(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
    const session = await open({ faults: [{ when: onPath(/^\/zones$/), answer }] });
    expectExplained((await session.call('list_zones')).text, ['Zone > Zone > Read', 'code 9109', RAY]);
  });
});

describe('trouble on the way', () => {
  async function told(answer: Fault['answer'], client?: (typeof CLIENTS)[number]) {
    const session = await open({ faults: [{ when: () => true, answer }], ...(client && { client }) });
    const result = await session.call('list_zones');
    expect(result.isError).toBe(true);
    expect(result.structured).toBeUndefined();
    return { ...result, requests: session.asked().length };
  }

  it('with the rate limit says how long to wait, and that what was answered holds', async () => {
    const { text, requests } = await told(rateLimited(120));
    expectExplained(text, ['HTTP 429', 'code 971', /Wait 120 seconds/, /Answers already given hold/, RAY]);
    expect(requests).toBe(1);
  });

  it('with the rate limit under status 200 is no empty list', async () => {
    const { text } = await told(successFalse());
    expectExplained(text, ['code 971', /rate limit/, /Wait up to 300 seconds/, RAY]);
  });

  it.each([
    ['a refused connection', connectionRefused(), 'ECONNREFUSED', 3],
    ['a name that does not resolve', dnsFailure(), 'ENOTFOUND', 3],
    ['a bad certificate', tlsFailure(), 'CERT_HAS_EXPIRED', 1],
    ['a redirect', redirectTo('https://login.proxy.example/'), 'REDIRECT', 1],
  ])('with %s says to check network, firewall and proxy', async (_case, answer, code, requests) => {
    const result = await told(answer);
    expectExplained(result.text, [/cannot be reached/, code, /check network, firewall and proxy/]);
    expect(result.text).not.toContain('104.19.192.29');
    expect(result.requests).toBe(requests);
  });

  it.each([
    ['status 500', errorAnswer(500, [{ code: 1234, message: 'PRIVATE WORDS' }]), 'HTTP 500', 3],
    ['a page instead of JSON', htmlPage(502), 'HTTP 502', 3],
    ['a page under status 200', htmlPage(200), 'HTTP 200', 1],
    ['a page under status 403', htmlPage(403), 'HTTP 403', 1],
    ['half of an answer', truncatedJson(), 'HTTP 200', 1],
    ['status 200 without success', errorAnswer(200, [{ code: 1234, message: 'PRIVATE' }]), 'HTTP 200', 1],
  ])(
    'with %s is Cloudflare’s, with the Ray ID, and never an empty list',
    async (_case, answer, status, requests) => {
      const result = await told(answer);
      expectExplained(result.text, [/Cloudflare has trouble/, status, RAY, /cloudflarestatus\.com/]);
      expect(result.text).not.toMatch(/PRIVATE|<|DOCTYPE|web server reported/);
      expect(result.requests).toBe(requests);
    },
  );

  it.each(CLIENTS)('reads the same for client %s', async (client) => {
    const { text } = await told(errorAnswer(410, [{ code: 10410, message: 'gone' }]), client);
    expectExplained(text, [
      /has retired this endpoint/,
      'HTTP 410',
      'code 10410',
      /ask the person who runs this server to update it/,
      RAY,
    ]);
  });
});

describe('something that is not there', () => {
  it.each([
    ['a zone of a wrong name', 'exmaple.com', /named "exmaple\.com".*Similar names: example\.com/],
    ['a zone of a wrong ID', '0'.repeat(32), /with the ID "0{32}"/],
    ['a zone of another account', 'fabrikam.example', /named "fabrikam\.example"/],
  ])('such as %s leads to list_zones', async (_case, zone, said) => {
    const { isError, text } = await (await open()).call('get_zone', { zone });
    expect(isError).toBe(true);
    expect(text).toMatch(said);
    expect(text).toMatch(/in this account.*call list_zones/);
  });

  it('such as any zone at all is explained, not failed', async () => {
    const session = await open({ world: { ...sampleWorld(new Date()), zones: [] } });
    const { isError, structured } = await session.call('list_zones');
    expect(isError).toBe(false);
    expect(structured.notes.join()).toMatch(
      /No zones found.*account ID.*Zone > Zone > Read.*test_connection/,
    );
  });
});
