/** What counts as set in the environment, and what a desktop host passes for a field left empty. */
import { describe, expect, it } from 'vitest';
import { settingOf } from '../src/environment.ts';

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
