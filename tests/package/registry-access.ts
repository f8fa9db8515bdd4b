/** For tests that install from the npm registry: too heavy, or too old, to be among the dependencies. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

const execute = promisify(execFile);
const UNREACHABLE = /npm error code (E\w*(TIMEDOUT|REFUSED|RESET|NOTFOUND|UNREACH|AI_AGAIN)\w*|ENOTCACHED)/;

/**
 * Runs npm or npx. Without a registry the test is skipped and the report says what was not checked; in CI, where there
 * is one, it fails.
 */
export async function runWithRegistry(
  context: TestContext,
  [command, ...args]: [string, ...string[]],
  cwd: string,
): Promise<string> {
  const { PATH = '', HOME = '', CI } = process.env;
  try {
    return (await execute(command, args, { cwd, env: { PATH, HOME } })).stdout;
  } catch (error) {
    if (CI !== undefined || !UNREACHABLE.test((error as Error).message)) throw error;
    const note = `NOT CHECKED: ${context.task.name}. The npm registry cannot be reached.`;
    console.warn(note);
    return context.skip(note);
  }
}
