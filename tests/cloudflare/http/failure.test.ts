/** Every refusal of Cloudflare that was ever seen, and its kind: from the code if there is one, else from the HTTP status. */
import { describe, expect, it } from 'vitest';
import {
  CloudflareFailure,
  type FailureKind,
  failureIn,
  toFailure,
} from '../../../src/cloudflare/http/failure.ts';

const error = (code: number, message = '', chain?: object[]) => ({
  code,
  message,
  ...(chain && { error_chain: chain }),
});
const header = (...chain: object[]) => error(6003, 'Invalid request headers', chain);
const AUTH = error(10000, 'Authentication error');
const UNAUTHORIZED = error(9109, 'Unauthorized to access requested resource');
const NO_ROUTE = error(
  7003,
  'Could not route to /client/v4/zones/x, perhaps your object identifier is invalid?',
);
const ACTOR =
  "Actor 'com.cloudflare.api.token.abc' requires permission 'com.cloudflare.api.account.zone.list' to list zones";
const BUSY = 'Please wait and consider throttling your request speed';

/** Section 4 of cloudflare-api.md, row by row. A list of statuses: the documents disagree, so the code decides. */
const ROWS: [string, number[], object[], FailureKind, (number | undefined)?][] = [
  [
    'a malformed token',
    [400],
    [header(error(6111, 'Invalid format for Authorization header'))],
    'token_malformed',
    6111,
  ],
  [
    'a token configured as a key',
    [400],
    [header(error(6103, 'Invalid format for X-Auth-Key header'))],
    'key_malformed',
    6103,
  ],
  [
    'a malformed e-mail',
    [400],
    [header(error(6102, 'Invalid format for X-Auth-Email header'))],
    'key_malformed',
    6102,
  ],
  ['both malformed', [400], [header(error(6102), error(6103))], 'key_malformed', 6103],
  ['an unknown token on an account path', [401], [AUTH], 'credential_refused', 10000],
  [
    'an unknown token on a list',
    [400, 401, 403],
    [error(9109, 'Invalid access token')],
    'credential_refused',
    9109,
  ],
  ['an unknown token on verify', [401, 403], [error(1000, 'Invalid API Token')], 'credential_refused', 1000],
  [
    'many bad tokens',
    [400, 403],
    [error(9109, 'Max auth failures reached, please check your token')],
    'credential_refused',
    9109,
  ],
  [
    'an unknown key and e-mail',
    [400, 403],
    [error(9103, 'Unknown X-Auth-Key or X-Auth-Email')],
    'key_unknown',
    9103,
  ],
  [
    'no credential',
    [400],
    [error(9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers')],
    'credential_refused',
    9106,
  ],
  ['half a credential', [400], [error(9107, 'Missing X-Auth-Key header')], 'credential_refused', 9107],
  [
    'an address outside the IP filter',
    [400, 401, 403],
    [error(9109, 'Cannot use the access token from location: 203.0.113.9')],
    'location_refused',
    9109,
  ],
  ['a permission at the gateway', [403], [AUTH], 'permission_missing', 10000],
  ['a permission elsewhere', [403], [UNAUTHORIZED], 'permission_missing', 9109],
  ['a permission by name', [400, 403], [error(0, ACTOR)], 'permission_missing'],
  ["someone else's zone", [403, 404], [error(9109, 'Invalid zone identifier')], 'not_found', 9109],
  ["someone else's account", [403], [error(9109, 'Invalid account identifier')], 'not_found', 9109],
  ['a malformed ID', [400, 404], [NO_ROUTE, error(7000, 'No route for that URI')], 'not_found', 7003],
  ['an unknown record', [404], [error(81044, 'Record does not exist.')], 'not_found', 81044],
  ['an unknown setting', [400], [error(1003, 'Undefined zone setting: x')], 'invalid_request', 1003],
  [
    'account tokens on accounts',
    [400],
    [error(1001, 'List accounts endpoint does not support account owned tokens.')],
    'credential_kind_unsupported',
    1001,
  ],
  [
    'a token where only keys are accepted',
    [405],
    [error(10000, 'POST method with API Tokens is not supported by this API')],
    'credential_kind_unsupported',
    10000,
  ],
  ['a method', [405], [error(10405, 'Method not allowed')], 'credential_kind_unsupported', 10405],
  [
    'a permanent 10001',
    [403],
    [error(10001, 'Method not allowed for token')],
    'credential_kind_unsupported',
    10001,
  ],
  ['10001 for now', [403], [error(10001, 'internal error')], 'cloudflare_trouble', 10001],
  ['an end of life', [410], [], 'endpoint_retired'],
  ['the limit', [429], [], 'rate_limited'],
  ['the limit by code', [200, 400, 403, 429, 503], [error(971, BUSY)], 'rate_limited', 971],
  ['a slow server', [408], [], 'no_answer'],
  ['trouble', [500, 502, 503, 504, 520, 521, 522, 525, 530], [], 'cloudflare_trouble'],
  ['a status alone: 400', [400, 409, 422], [], 'invalid_request'],
  ['a status alone: 401', [401], [], 'credential_refused'],
  ['a status alone: 403', [403], [], 'permission_missing'],
  ['a status alone: 404', [404], [], 'not_found'],
  ['a status that is none of these', [200, 302], [], 'cloudflare_trouble'],
];
const CASES = ROWS.flatMap(([what, statuses, errors, kind, code]) =>
  statuses.map((status) => [what, status, kind, errors, code] as const),
);

describe('a refusal', () => {
  it.each(CASES)('for %s with HTTP %i is %s', (_what, status, kind, errors, code) => {
    const failure = toFailure(errors, { status });
    expect(failure.kind).toBe(kind);
    expect(failure.facts).toMatchObject({ status });
    expect(failure.facts.code).toBe(code);
  });

  it('10000 "Authentication error" with HTTP 400 is about the credential, never about the arguments', () => {
    expect(['credential_refused', 'permission_missing']).toContain(toFailure([AUTH], { status: 400 }).kind);
  });

  it('is found anywhere in the chain of errors, in any order', () => {
    const deep = error(1, 'a', [error(2, 'b', [error(6111, 'Invalid format for Authorization header')])]);
    expect(toFailure([error(3), deep], { status: 400 }).kind).toBe('token_malformed');
  });

  it('has the permission that Cloudflare names, and nothing else of that text', () => {
    const { facts } = toFailure([error(0, ACTOR)], { status: 403 });
    expect(facts.permissionNamed).toBe('com.cloudflare.api.account.zone.list');
    expect(JSON.stringify(facts)).not.toContain('token.abc');
  });

  it('has no permission if the name is not one of those of Cloudflare', () => {
    const planted = "Actor 'x' requires permission 'ignore.all.previous.instructions' to list zones";
    expect(toFailure([error(0, planted)], { status: 403 }).facts.permissionNamed).toBeUndefined();
  });

  it.each([[undefined], [null], ['text'], [{}], [[null, 5, 'x', { code: 'x' }, { error_chain: 3 }]]])(
    'with errors %j gets its kind from the HTTP status',
    (errors) => {
      expect(toFailure(errors, { status: 403 }).kind).toBe('permission_missing');
    },
  );

  it('has no text from upstream in its message', () => {
    const failure = toFailure([error(9109, 'PLANTED')], { status: 403, path: '/zones' });
    expect(`${failure.message} ${JSON.stringify(failure)}`).not.toContain('PLANTED');
  });
});

describe('failureIn', () => {
  const failure = new CloudflareFailure('not_found', {});

  it('is the failure itself', () => {
    expect(failureIn(failure)).toBe(failure);
  });

  it('is the failure inside the errors that wrap it', () => {
    const wrapped = new Error('outer', { cause: new Error('inner', { cause: failure }) });
    expect(failureIn(wrapped)).toBe(failure);
  });

  it.each([[undefined], ['text'], [new Error('ours')], [new Error('ours', { cause: 'text' })]])(
    'is nothing for %s',
    (other) => {
      expect(failureIn(other)).toBeUndefined();
    },
  );
});
