/** The start of the program: configuration from environment and .env, and the messages when it is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { catalog } from '../../src/catalog.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { builtProgram, run } from '../client.ts';
import { runHere } from '../run-here.ts';

const program = builtProgram();
const escaped = (text: string) => text.replace(/[()?]/g, '\\$&');
const ACCOUNT_ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';

/** A folder with this `.env`. */
function folderWith(dotenv: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dotenv-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, '.env'), dotenv);
  return folder;
}

/** The start-up line; with stdin closed the server ends by itself. */
async function started(env: Record<string, string>, cwd?: string) {
  const { code, stdout, stderr } = await run(program, [], env, cwd);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { ...lines.find(({ level }) => level === 'info'), stderr };
}

describe('without a credential', () => {
  it('the program ends at once with exit code 2, and says how to get one', async () => {
    const { code, stdout, stderr } = await run(program, []);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /CLOUDFLARE_API_TOKEN is missing.*https:\/\/dash\.cloudflare\.com\/profile\/api-tokens/,
    );
    expect(stderr).toContain('--demo');
  });

  it('every problem is in one message', async () => {
    const { code, stdout, stderr } = await runHere(['stdio'], {
      CLOUDFLARE_API_KEY: GLOBAL_API_KEY,
      CLOUDFLARE_ACCOUNT_ID: 'northwind',
      CLOUDFLARE_BASE_URL: 'http://api.cloudflare.com/client/v4',
      LOG_LEVEL: 'loud',
      CLOUDFLARE_API_TOKEN_FILE: '/nowhere/token',
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.match(/^ {2}- CLOUDFLARE_API_KEY .*CLOUDFLARE_EMAIL/m)).not.toBeNull();
    for (const name of [
      'CLOUDFLARE_ACCOUNT_ID',
      'CLOUDFLARE_BASE_URL',
      'LOG_LEVEL',
      'CLOUDFLARE_API_TOKEN_FILE',
    ]) {
      expect(stderr).toMatch(new RegExp(`^ {2}- ${name} `, 'm'));
    }
    expect(stderr).not.toContain(GLOBAL_API_KEY);
  });

  it('the demo is not offered to those who asked for it, nor for a setting that it needs too', async () => {
    const env = { LOG_LEVEL: 'loud' };
    for (const args of [
      ['--demo'],
      ['check', '--demo'],
      ['http', '--demo'],
      ['http', '--port', 'x', '--demo'],
    ]) {
      const { code, stderr } = await runHere(args, env);
      expect(code).toBe(2);
      expect(stderr).toContain('LOG_LEVEL must be one of');
      expect(stderr).not.toContain('--demo');
    }
    const given = { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, LOG_LEVEL: 'loud' };
    expect((await runHere(['check'], given)).stderr).not.toContain('--demo');
  });

  it.each(['check', 'call'])('%s ends with exit code 2 as well', async (command) => {
    const { code, stdout, stderr } = await runHere([command, ...(command === 'call' ? ['list_zones'] : [])]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('CLOUDFLARE_API_TOKEN is missing');
  });
});

describe('the start-up line', () => {
  it('has the kind of credential, account and version, and not the token', async () => {
    const line = await started({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID });
    expect(line).toMatchObject({ version: manifest.version, account: ACCOUNT_ID });
    expect(line.auth).toMatch(/API token/);
    expect(line.stderr).not.toContain(GUIDE_USER_TOKEN);
  });

  it('says that it is a Global API Key, without key and e-mail', async () => {
    const line = await started({ CLOUDFLARE_API_TOKEN: GLOBAL_API_KEY, CLOUDFLARE_EMAIL: GLOBAL_API_EMAIL });
    expect(line.auth).toMatch(/Global API Key/);
    expect(line.account).toMatch(/only one/);
    expect(line.stderr).not.toContain(GLOBAL_API_KEY);
    expect(line.stderr).not.toContain(GLOBAL_API_EMAIL);
  });

  it('says that it is a demo', async () => {
    const { code, stderr } = await run(program, ['--demo']);
    expect(code).toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ auth: expect.stringMatching(/demo/), account: ACCOUNT_ID });
  });
});

describe('.env', () => {
  const dotenv = `CLOUDFLARE_API_TOKEN="${GUIDE_USER_TOKEN}"\nCLOUDFLARE_ACCOUNT_ID=${ACCOUNT_ID}\n`;

  it('in the current folder is read', async () => {
    expect(await started({}, folderWith(dotenv))).toMatchObject({ account: ACCOUNT_ID });
  });

  // What a desktop host passes on when a field was left empty.
  const unexpanded = ['user_config.token', 'CLOUDFLARE_API_TOKEN'].map((name) => `$\{${name}}`);

  it.each(['', '   ', ...unexpanded])('is not hidden by a variable that is "%s"', async (blank) => {
    const env = { CLOUDFLARE_API_TOKEN: blank, CLOUDFLARE_ACCOUNT_ID: blank, CLOUDFLARE_EMAIL: blank };
    const line = await started(env, folderWith(dotenv));
    expect(line).toMatchObject({ account: ACCOUNT_ID, auth: expect.stringMatching(/API token/) });
  });

  it('gives way to the environment', async () => {
    const other = 'f'.repeat(32);
    expect(await started({ CLOUDFLARE_ACCOUNT_ID: other }, folderWith(dotenv))).toMatchObject({
      account: other,
    });
  });

  it('may name a file that holds the secret', async () => {
    const folder = folderWith('CLOUDFLARE_API_TOKEN_FILE=secret.txt\n');
    writeFileSync(join(folder, 'secret.txt'), `  ${GUIDE_USER_TOKEN}\n\n`);
    const line = await started({}, folder);
    expect(line.auth).toMatch(/API token/);
    expect(line.stderr).not.toContain(GUIDE_USER_TOKEN);
  });
});

describe('arguments', () => {
  it.each(['--help', '-h', 'help'])('%s prints every command without configuration', async (argument) => {
    const { code, stdout, stderr } = await runHere([argument]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of ['stdio', 'check', 'call', 'demo', '--demo', '--json', '--version']) {
      expect(stdout).toContain(command);
    }
    for (const { name, question } of catalog)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${escaped(question)}$`, 'm'));
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it.each(['--version', '-v'])('%s prints the version without configuration', async (argument) => {
    expect(await run(program, [argument])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('with an unknown command are answered with the list of commands', async () => {
    const { code, stdout, stderr } = await runHere(['serve']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no command "serve"[\s\S]*check/);
  });

  it('with an unknown flag are answered with the one that was meant, without a stack', async () => {
    const { code, stdout, stderr } = await runHere(['--dmeo']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'There is no flag --dmeo. Did you mean --demo? --help shows all commands and flags.\n',
    );
  });
});
