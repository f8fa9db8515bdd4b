/** Arguments and environment -> one command -> its exit code. */
import { ConfigError } from '../settings/config.ts';
import type { Environment } from '../settings/environment.ts';
import { VERSION } from '../version.ts';
import { type CommandLine, parseCommandLine, UsageError } from './command-line.ts';
import { HELP } from './help.ts';
import { loadSettings, setUp } from './setup.ts';
import { serveStdioCommand } from './stdio.ts';

const USAGE_EXIT_CODE = 2;

/** What the process gives a command. */
export interface Host {
  /** Read when the command needs it: help does not. */
  loadEnvironment(): Environment;
  readonly log: { line(line: string): void; flush(): void };
}

/** @returns the exit code; undefined for a server, which goes on until its client or a signal ends it. */
export async function runCommand(args: readonly string[], host: Host): Promise<number | undefined> {
  try {
    return await run(parseCommandLine(args), host);
  } catch (error) {
    host.log.flush();
    process.stderr.write(`${describeError(error)}\n`);
    return USAGE_EXIT_CODE;
  }
}

async function run(asked: CommandLine, host: Host): Promise<number | undefined> {
  try {
    return await dispatch(asked, host);
  } catch (error) {
    if (error instanceof ConfigError && error.isAboutAccess && !asked.flags.demo) {
      error.message += '\nTo look around without a Cloudflare account, add --demo.';
    }
    throw error;
  }
}

async function dispatch(asked: CommandLine, { loadEnvironment, log }: Host): Promise<number | undefined> {
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
  return (await import('./on-demand.ts')).onDemand;
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** With its stack only if it is a bug. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof ConfigError || error instanceof UsageError;
  return isExpected ? error.message : (error.stack ?? error.message);
}
