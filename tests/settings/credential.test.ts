/** One credential from the environment: its kind, the mistakes that are certain, and no secret in any message. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Environment, Findings } from '../../src/settings/environment.ts';
import { loadAccess } from '../../src/settings/secrets.ts';

const BODY = 'Zx9'.repeat(14);
const USER_TOKEN = `cfut_${BODY}`;
const ACCOUNT_TOKEN = `cfat_${BODY}`;
const NEW_KEY = `cfk_${BODY}`;
const OLD_KEY = '0123456789abcdef0123456789abcdef01234';
const OLD_TOKEN = 'YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T';
const HEX_ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';
const EMAIL = 'me@example.com';

const folder = mkdtempSync(join(tmpdir(), 'credential-'));
afterAll(() => rmSync(folder, { recursive: true }));
function fileWith(content: string): string {
  const path = join(folder, `secret-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content);
  return path;
}

function read(env: Environment) {
  const findings: Findings = { problems: [], warnings: [] };
  const access = loadAccess(env, findings);
  return { credential: access?.credential, ...findings };
}
const good = (credential: object) => ({ credential, problems: [], warnings: [] });
const asToken = (token: string) => good({ kind: 'api_token', token });
const asKey = (key: string) => good({ kind: 'global_api_key', key, email: EMAIL });

describe('the e-mail decides the kind', () => {
  it.each([
    ['a user token', { CLOUDFLARE_API_TOKEN: USER_TOKEN }, asToken(USER_TOKEN)],
    ['an account token', { CLOUDFLARE_API_TOKEN: ACCOUNT_TOKEN }, asToken(ACCOUNT_TOKEN)],
    ['a token of the old form', { CLOUDFLARE_API_TOKEN: OLD_TOKEN }, asToken(OLD_TOKEN)],
    ['a token between blanks', { CLOUDFLARE_API_TOKEN: ` ${USER_TOKEN}\r\n` }, asToken(USER_TOKEN)],
    [
      'a token beside a blank e-mail',
      { CLOUDFLARE_API_TOKEN: USER_TOKEN, CLOUDFLARE_EMAIL: '  ' },
      asToken(USER_TOKEN),
    ],
    [
      'a token beside an unexpanded e-mail',
      { CLOUDFLARE_API_TOKEN: USER_TOKEN, CLOUDFLARE_EMAIL: `\${user_config.email}` },
      asToken(USER_TOKEN),
    ],
    [
      'the one field with a key, and an e-mail',
      { CLOUDFLARE_API_TOKEN: OLD_KEY, CLOUDFLARE_EMAIL: ` ${EMAIL} ` },
      asKey(OLD_KEY),
    ],
    [
      'the key under its own name, and an e-mail',
      { CLOUDFLARE_API_KEY: NEW_KEY, CLOUDFLARE_EMAIL: EMAIL },
      asKey(NEW_KEY),
    ],
    [
      'the same key under both names',
      { CLOUDFLARE_API_KEY: NEW_KEY, CLOUDFLARE_API_TOKEN: NEW_KEY, CLOUDFLARE_EMAIL: EMAIL },
      asKey(NEW_KEY),
    ],
  ])('%s', (_what, env, expected) => {
    expect(read(env)).toEqual(expected);
  });

  it('prefers CLOUDFLARE_API_KEY in key mode, and says that the other is not used', () => {
    const found = read({
      CLOUDFLARE_API_KEY: OLD_KEY,
      CLOUDFLARE_API_TOKEN: USER_TOKEN,
      CLOUDFLARE_EMAIL: EMAIL,
    });
    expect(found.credential).toEqual({ kind: 'global_api_key', key: OLD_KEY, email: EMAIL });
    expect(found.problems).toEqual([]);
    expect(found.warnings).toEqual([expect.stringContaining('CLOUDFLARE_API_TOKEN is not')]);
  });
});

describe('a certain mistake stops the start', () => {
  const MISTAKES: [string, Environment, RegExp][] = [
    ['nothing at all', {}, /CLOUDFLARE_API_TOKEN is missing.*api-tokens/],
    ['an e-mail alone', { CLOUDFLARE_EMAIL: EMAIL }, /CLOUDFLARE_EMAIL is set.*Global API Key is expected/],
    [
      'a key without an e-mail',
      { CLOUDFLARE_API_KEY: OLD_KEY },
      /CLOUDFLARE_API_KEY .*needs CLOUDFLARE_EMAIL/,
    ],
    ['cfk_ as token', { CLOUDFLARE_API_TOKEN: NEW_KEY }, /Global API Key \(cfk_…\): set CLOUDFLARE_EMAIL/],
    ['an account ID as token', { CLOUDFLARE_API_TOKEN: HEX_ID }, /32 hexadecimal.*CLOUDFLARE_ACCOUNT_ID/],
    [
      'a user token with an e-mail',
      { CLOUDFLARE_API_TOKEN: USER_TOKEN, CLOUDFLARE_EMAIL: EMAIL },
      /CLOUDFLARE_API_TOKEN holds an API token \(cfut_…\).*remove CLOUDFLARE_EMAIL/,
    ],
    [
      'an account token as key',
      { CLOUDFLARE_API_KEY: ACCOUNT_TOKEN, CLOUDFLARE_EMAIL: EMAIL },
      /CLOUDFLARE_API_KEY holds an API token \(cfat_…\).*remove CLOUDFLARE_EMAIL/,
    ],
    [
      'an account ID as key',
      { CLOUDFLARE_API_KEY: HEX_ID, CLOUDFLARE_EMAIL: EMAIL },
      /CLOUDFLARE_API_KEY holds 32 hexadecimal/,
    ],
    [
      'a word as token',
      { CLOUDFLARE_API_TOKEN: 'token' },
      /CLOUDFLARE_API_TOKEN is too short.*copy all of it/,
    ],
    [
      'a word as key',
      { CLOUDFLARE_API_KEY: 'failed', CLOUDFLARE_EMAIL: EMAIL },
      /CLOUDFLARE_API_KEY is too short.*copy all of it/,
    ],
    ['a token with a line break in it', { CLOUDFLARE_API_TOKEN: `${USER_TOKEN}\nx` }, /copy it again/],
    ['a token with a typographic dash', { CLOUDFLARE_API_TOKEN: `abc–${BODY}` }, /copy it again/],
    [
      'a key with a line break in it',
      { CLOUDFLARE_API_KEY: `${OLD_KEY}\n${OLD_KEY}`, CLOUDFLARE_EMAIL: EMAIL },
      /copy it again/,
    ],
    [
      'an e-mail that no header can hold',
      { CLOUDFLARE_API_KEY: OLD_KEY, CLOUDFLARE_EMAIL: 'me@bücher–example.com' },
      /CLOUDFLARE_EMAIL has characters/,
    ],
  ];

  it.each(MISTAKES)('%s', (_what, env, said) => {
    const { problems } = read(env);
    expect(problems).toEqual([expect.stringMatching(said)]);
    expect(problems.join()).not.toMatch(/Zx9|0123456789abcdef|9a50f8a8/);
  });

  it('says what is wrong with key and token when both are', () => {
    expect(read({ CLOUDFLARE_API_KEY: OLD_KEY, CLOUDFLARE_API_TOKEN: NEW_KEY }).problems).toHaveLength(2);
  });
});

describe('an odd shape only warns', () => {
  it.each([
    ['a key without its e-mail', { CLOUDFLARE_API_TOKEN: OLD_KEY }, /looks like a Global API Key/],
    ['a token in quotes', { CLOUDFLARE_API_TOKEN: `"${USER_TOKEN}"` }, /does not look like an API token/],
    ['a token with its scheme', { CLOUDFLARE_API_TOKEN: `Bearer ${USER_TOKEN}` }, /"Bearer "/],
    ['a token with a part missing', { CLOUDFLARE_API_TOKEN: BODY.slice(0, 30) }, /a part missing/],
    [
      'an odd key',
      { CLOUDFLARE_API_KEY: BODY, CLOUDFLARE_EMAIL: EMAIL },
      /does not look like a Global API Key/,
    ],
    ['an odd e-mail', { CLOUDFLARE_API_KEY: OLD_KEY, CLOUDFLARE_EMAIL: 'me' }, /look like an e-mail/],
  ])('%s', (_what, env, said) => {
    const { credential, problems, warnings } = read(env);
    expect(credential).toBeDefined();
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(said)]);
    expect(warnings.join()).not.toMatch(/Zx9|0123456789abcdef/);
  });
});

describe('a secret in a file', () => {
  it('is read and trimmed, for a token and for a key', () => {
    expect(read({ CLOUDFLARE_API_TOKEN_FILE: fileWith(`\uFEFF${USER_TOKEN}\r\n`) })).toEqual(
      asToken(USER_TOKEN),
    );
    const key = { CLOUDFLARE_API_KEY_FILE: ` ${fileWith(` ${OLD_KEY}\n`)} `, CLOUDFLARE_EMAIL: EMAIL };
    expect(read(key)).toEqual(asKey(OLD_KEY));
  });

  it('counts when the variable itself is blank', () => {
    const env = { CLOUDFLARE_API_TOKEN: ' ', CLOUDFLARE_API_TOKEN_FILE: fileWith(USER_TOKEN) };
    expect(read(env)).toEqual(asToken(USER_TOKEN));
  });

  it('beside the variable is ambiguous: one of them has to go', () => {
    const env = { CLOUDFLARE_API_TOKEN: USER_TOKEN, CLOUDFLARE_API_TOKEN_FILE: fileWith(USER_TOKEN) };
    expect(read(env).problems).toEqual([expect.stringContaining('both set')]);
  });

  it.each([
    ['is missing', () => join(folder, 'none'), /can be read \(ENOENT\)/],
    ['is a folder', () => folder, /can be read \(EISDIR\)/],
    ['is empty', () => fileWith('\n'), /names an empty file/],
  ])('that %s is the only thing said, not that the token is missing too', (_what, path, said) => {
    for (const extra of [{}, { CLOUDFLARE_EMAIL: EMAIL }]) {
      const { credential, problems } = read({ CLOUDFLARE_API_TOKEN_FILE: path(), ...extra });
      expect(credential).toBeUndefined();
      expect(problems).toEqual([expect.stringMatching(said)]);
    }
  });

  it('is not repeated when it was put where the name of its file belongs', () => {
    const { problems } = read({ CLOUDFLARE_API_TOKEN_FILE: USER_TOKEN });
    expect(problems).toEqual([expect.stringContaining('CLOUDFLARE_API_TOKEN_FILE')]);
    expect(problems.join()).not.toContain(BODY);
  });
});
