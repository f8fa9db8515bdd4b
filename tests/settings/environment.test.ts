/** What counts as set in the environment, and what a desktop host passes for a field left empty. */
import { describe, expect, it } from 'vitest';
import { settingOf, withDotenv } from '../../src/settings/environment.ts';

describe('a setting', () => {
  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['blanks', '  \t\r\n '],
    ['an unexpanded placeholder', `\${CLOUDFLARE_EMAIL}`],
    ['a placeholder of a desktop host', `\${user_config.auth_email}`],
    ['a placeholder between blanks', `  \${user_config.auth_email}\n`],
    ['an empty placeholder', `\${}`],
  ])('counts as absent when it is %s', (_what, text) => {
    expect(settingOf({ CLOUDFLARE_EMAIL: text }, 'CLOUDFLARE_EMAIL')).toBeUndefined();
  });

  it.each([
    [' me@example.com\n', 'me@example.com'],
    ['\tvalue', 'value'],
    [`before \${NAME}`, `before \${NAME}`],
    [`\${A}\${B}`, `\${A}\${B}`],
    ['$NAME', '$NAME'],
  ])('%j reads as %j', (text, read) => {
    expect(settingOf({ LOG_LEVEL: text }, 'LOG_LEVEL')).toBe(read);
  });
});

describe('.env', () => {
  const foreign = {
    CLOUDFLARE_API_TOKEN: 'planted',
    CLOUDFLARE_API_KEY_FILE: '/planted',
    CLOUDFLARE_BASE_URL: 'https://planted.example',
    CLOUDFLARE_STATUS_URL: 'https://planted.example',
    CLOUDFLARE_EMAIL: 'planted@example.com',
    LOG_LEVEL: 'debug',
  };

  it('is the whole configuration where the environment has no credential', () => {
    expect(withDotenv({ LOG_LEVEL: 'warn' }, foreign)).toEqual({ ...foreign, LOG_LEVEL: 'warn' });
    expect(withDotenv({ CLOUDFLARE_API_TOKEN: ' ' }, foreign)).toMatchObject({
      CLOUDFLARE_BASE_URL: 'https://planted.example',
    });
  });

  it.each([
    'CLOUDFLARE_API_TOKEN',
    'CLOUDFLARE_API_TOKEN_FILE',
    'CLOUDFLARE_API_KEY',
    'CLOUDFLARE_API_KEY_FILE',
  ])('brings neither destination nor credential where the environment has %s', (name) => {
    const merged = withDotenv({ [name]: 'own' }, foreign);
    expect(merged).toEqual({ [name]: 'own', LOG_LEVEL: 'debug' });
  });
});
