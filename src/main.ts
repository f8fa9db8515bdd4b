#!/usr/bin/env node
/** Start here: arguments and environment -> one command. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { serveStdioCommand } from './commands/stdio.ts';
import { ConfigError } from './config.ts';
import { type Environment, settingOf } from './environment.ts';
import { HELP } from './help.ts';
import { type Setup, setUp, setUpDemo } from './setup.ts';
import { VERSION } from './version.ts';

const USAGE_EXIT_CODE = 2;

/** What the environment says wins over `.env`; what it leaves blank does not. */
function readEnvironment(): Environment {
  const set = Object.entries(process.env).filter(([name]) => settingOf(process.env, name) !== undefined);
  return { ...readDotenv(), ...Object.fromEntries(set) };
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
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
}

async function main(): Promise<number | undefined> {
  const { values: flags, positionals } = readArguments();
  const [command = 'stdio', ...operands] = positionals;
  if (flags.version) return print(VERSION);
  if (flags.help || command === 'help') return print(HELP);

  const writeLog = (line: string) => void process.stderr.write(line);
  const setup = (): Promise<Setup> | Setup => {
    const env = readEnvironment();
    return flags.demo ? setUpDemo(env, writeLog) : setUp(env, writeLog);
  };
  // The commands for people are loaded only when one of them is asked for: a host waits for `stdio`.
  switch (command) {
    case 'stdio':
      return serveStdioCommand(await setup());
    case 'check':
      return (await import('./commands/check.ts')).check(await setup(), flags.json === true);
    case 'call':
      return (await import('./commands/call.ts')).call(await setup(), operands);
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
    process.stderr.write(`${text}\n`);
    process.exitCode = USAGE_EXIT_CODE;
  },
);
