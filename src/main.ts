#!/usr/bin/env node
/** Start here: arguments and environment -> one command. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { HELP } from './commands/help.ts';
import { setUp } from './commands/setup.ts';
import { serveStdioCommand } from './commands/stdio.ts';
import { ConfigError } from './settings/config.ts';
import { type Environment, settingOf, withDotenv } from './settings/environment.ts';
import { writeLater } from './telemetry/log.ts';
import { VERSION } from './version.ts';

const USAGE_EXIT_CODE = 2;

/** What the environment says wins over `.env`; what it leaves blank does not. */
function readEnvironment(): Environment {
  const set = Object.entries(process.env).filter(([name]) => settingOf(process.env, name) !== undefined);
  return withDotenv(Object.fromEntries(set), readDotenv());
}

function readDotenv(): Environment {
  try {
    return parseDotenv(readFileSync('.env'));
  } catch {
    // There is none, or it is not for this user: then the environment is all there is.
    return {};
  }
}

function readArguments() {
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
// Whoever read the log has gone away: no reason to stop serving.
process.stderr.on('error', () => undefined);
// Whoever read the answer has seen enough, as `head` has.
process.stdout.on('error', () => process.exit());

async function main(): Promise<number | undefined> {
  const { values: flags, positionals } = readArguments();
  const [command = 'stdio', ...operands] = positionals;
  if (flags.version) return print(VERSION);
  if (flags.help || command === 'help') return print(HELP);

  const env = readEnvironment();
  const options = {
    env,
    isDemo: flags.demo === true,
    writeLog: log.line,
  };
  // A person reads the answer itself; the log would say it twice.
  const forPeople = { ...options, env: { LOG_LEVEL: 'warn', ...env } };
  // All but `stdio` are loaded only when asked for: a host waits for that one.
  switch (command) {
    case 'stdio':
      return serveStdioCommand(await setUp(options));
    case 'http': {
      const isCredentialPerRequest = flags['request-credentials'] === true;
      const { serveHttpCommand } = await import('./commands/http.ts');
      return serveHttpCommand({ ...options, flags, isCredentialPerRequest });
    }
    case 'healthcheck':
      return (await import('./commands/healthcheck.ts')).healthcheck(env, flags);
    case 'check':
      return (await import('./commands/check.ts')).check(await setUp(forPeople), flags.json === true);
    case 'call':
      return (await import('./commands/call.ts')).call(await setUp(forPeople), operands);
    case 'demo':
      return (await import('./commands/demo.ts')).demo(process.argv[1] ?? '');
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
    // Undefined: a server, which ends when its client does.
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
