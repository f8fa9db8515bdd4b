#!/usr/bin/env node
/** Start here: arguments and environment -> one command. */
import { readFileSync } from 'node:fs';
import { parse as parseDotenv } from 'dotenv';
import { type CommandLine, parseCommandLine, UsageError } from './commands/command-line.ts';
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

const log = writeLater((text) => void process.stderr.write(text));
process.once('exit', log.flush);
// The reader of the log has gone away. That is no reason to stop serving.
process.stderr.on('error', () => undefined);
// The reader of the answer has closed the pipe, as `head` does: end quietly.
process.stdout.on('error', () => process.exit());

async function main(asked: CommandLine): Promise<number | undefined> {
  const { command, flags } = asked;
  if (flags.version) return print(VERSION);
  if (flags.help && command !== 'call') return print(HELP);

  const env = loadEnvironment();
  const isDemo = flags.demo;
  const writeLog = log.line;
  const setUpForPerson = (env: Environment, isDemo: boolean) =>
    // The info line of the log would only repeat what is printed.
    setUp(loadSettings({ env: { LOG_LEVEL: 'warn', ...env }, isDemo }), {
      audience: 'operator',
      writeLog,
      warn: (sentence) => void process.stderr.write(`Warning: ${sentence}\n`),
    });
  switch (command) {
    case 'stdio':
      return serveStdioCommand(await setUp(loadSettings({ env, isDemo }), { audience: 'agent', writeLog }));
    case 'http': {
      const isCredentialPerRequest = flags['request-credentials'];
      const { serveHttpCommand } = await loadOnDemand();
      return serveHttpCommand({ env, isDemo, writeLog, flags, isCredentialPerRequest });
    }
    case 'healthcheck':
      return (await loadOnDemand()).healthcheck(env, flags);
    case 'check':
      return (await loadOnDemand()).check(await setUpForPerson(env, isDemo), flags.json);
    case 'call':
      return (await loadOnDemand()).call(asked, () => setUpForPerson(env, isDemo));
    case 'demo':
      return (await loadOnDemand()).demo(await setUpForPerson({}, true));
  }
}

/** MCP hosts wait until `stdio` has started, so the other commands are no part of its start. */
async function loadOnDemand() {
  return (await import('./commands/on-demand.ts')).onDemand;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

async function start(): Promise<number | undefined> {
  const asked = parseCommandLine(process.argv.slice(2));
  try {
    return await main(asked);
  } catch (error) {
    if (error instanceof ConfigError && error.isAboutAccess && !asked.flags.demo) {
      error.message += '\nTo look around without a Cloudflare account, add --demo.';
    }
    throw error;
  }
}

start().then(
  (exitCode) => {
    // Undefined for a server, which goes on until its client or a signal ends it.
    if (exitCode !== undefined) process.exitCode = exitCode;
  },
  (error: unknown) => {
    log.flush();
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = USAGE_EXIT_CODE;
  },
);

/** With its stack only if it is a bug. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof ConfigError || error instanceof UsageError;
  return isExpected ? error.message : (error.stack ?? error.message);
}
