/** Runs a command in this process: a process of its own takes much longer to start than most commands to run. */
import { vi } from 'vitest';
import { runCommand } from '../src/commands/run-command.ts';
import { writeLater } from '../src/telemetry/log.ts';

interface Terminal {
  readonly columns: number;
  readonly hasColors: boolean;
}

/** For commands that end by themselves. Without a terminal, their output goes into a pipe. */
export async function runHere(
  args: readonly string[],
  env: Record<string, string> = {},
  terminal?: Terminal,
) {
  const written = { stdout: '', stderr: '' };
  const capture = (name: keyof typeof written) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text;
      return true;
    });
  const spies = [capture('stdout'), capture('stderr')];
  const { stdout } = process;
  const before = { isTTY: stdout.isTTY, columns: stdout.columns, hasColors: stdout.hasColors };
  const { columns, hasColors } = terminal ?? { columns: 0, hasColors: false };
  Object.assign(stdout, { isTTY: terminal !== undefined, columns, hasColors: () => hasColors });
  const log = writeLater((text) => void process.stderr.write(text));
  try {
    const code = await runCommand(args, { loadEnvironment: () => env, log });
    log.flush();
    return { code, ...written };
  } finally {
    Object.assign(stdout, before);
    for (const spy of spies) spy.mockRestore();
  }
}
