#!/usr/bin/env node
/** Start here: arguments and environment -> one command. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { HELP } from './commands/help.ts';
import { loadSettings, setUp } from './commands/setup.ts';
import { serveStdioCommand } from './commands/stdio.ts';
import { ConfigError } from './settings/config.ts';
import { type Environment, settingOf, withDotenv } from './settings/environment.ts';
import { writeLater } from './telemetry/log.ts';
import { VERSION } from './version.ts';

const USAGE_EXIT_CODE = 2;

/** A variable of the environment wins over `.env`, unless it is blank. */
function loadEnvironment(): Environment {
  const set = Object.entries(process.env).filter(([name]) => settingOf(process.env, name) !== undefined);
  // Cloudflare's SDK reads this one by itself, and fails every request if a name in it is no header name.
  delete process.env.CLOUDFLARE_CUSTOM_HEADERS;
  return withDotenv(Object.fromEntries(set), loadDotenv());
}

function loadDotenv(): Environment {
  try {
    return parseDotenv(readFileSync('.env'));
  } catch {
    // No such file, or this user may not read it.
    return {};
  }
}

function parseCommandLine() {
  return parseArgs({
    allowPositionals: true,
    options: {
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
      host: { type: 'string' },
      port: { type: 'string' },
      'request-credentials': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
}

const log = writeLater((text) => void process.stderr.write(text));
process.once('exit', log.flush);
// Nobody reads the log any more: no reason to stop serving.
process.stderr.on('error', () => undefined);
// Whoever read the answer, such as `head`, has seen enough.
process.stdout.on('error', () => process.exit());

async function main(): Promise<number | undefined> {
  const { values: flags, positionals } = parseCommandLine();
  const [command = 'stdio', ...operands] = positionals;
  if (flags.version) return print(VERSION);
  if (flags.help || command === 'help') return print(HELP);

  const env = loadEnvironment();
  const isDemo = flags.demo === true;
  const writeLog = log.line;
  // A person reads the answer itself, so an info line of the log would only repeat it.
  const setUpForPerson = (env: Environment, isDemo: boolean) =>
    setUp(loadSettings({ env: { LOG_LEVEL: 'warn', ...env }, isDemo }), { audience: 'operator', writeLog });
  // Every command but `stdio` is loaded only when it is used: MCP hosts wait for the start of that one.
  switch (command) {
    case 'stdio':
      return serveStdioCommand(await setUp(loadSettings({ env, isDemo }), { audience: 'agent', writeLog }));
    case 'http': {
      const isCredentialPerRequest = flags['request-credentials'] === true;
      const { serveHttpCommand } = await import('./commands/http.ts');
      return serveHttpCommand({ env, isDemo, writeLog, flags, isCredentialPerRequest });
    }
    case 'healthcheck':
      return (await import('./commands/healthcheck.ts')).healthcheck(env, flags);
    case 'check':
      return (await import('./commands/check.ts')).check(
        await setUpForPerson(env, isDemo),
        flags.json === true,
      );
    case 'call':
      return (await import('./commands/call.ts')).call(await setUpForPerson(env, isDemo), operands);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(await setUpForPerson({}, true));
    default:
      process.stderr.write(`There is no command "${command}".\n\n${HELP}\n`);
      return USAGE_EXIT_CODE;
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

main().then(
  (exitCode) => {
    // Undefined for a server, which ends when its client does.
    if (exitCode !== undefined) process.exitCode = exitCode;
  },
  (error: unknown) => {
    const isExpected = error instanceof ConfigError || (error instanceof TypeError && 'code' in error);
    const text = isExpected ? error.message : error instanceof Error ? error.stack : String(error);
    log.flush();
    process.stderr.write(`${text}\n`);
    process.exitCode = USAGE_EXIT_CODE;
  },
);
