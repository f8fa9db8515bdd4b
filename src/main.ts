#!/usr/bin/env node
/** Start here: the process -> its arguments and environment -> one command. */
import { readFileSync } from 'node:fs';
import { parse as parseDotenv } from 'dotenv';
import { runCommand } from './commands/run-command.ts';
import { type Environment, settingOf, withDotenv } from './settings/environment.ts';
import { writeLater } from './telemetry/log.ts';

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

void runCommand(process.argv.slice(2), { loadEnvironment, log }).then((exitCode) => {
  if (exitCode !== undefined) process.exitCode = exitCode;
});
