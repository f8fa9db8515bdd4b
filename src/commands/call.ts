/** call: runs one tool from the shell and prints its answer, for people who debug. */
import { catalog } from '../catalog.ts';
import { InvalidArguments } from '../server/arguments.ts';
import { callTool } from '../server/call-tool.ts';
import { answerInWords } from './answer-in-words.ts';
import { parseCallArguments } from './call-arguments.ts';
import { type CommandLine, UsageError } from './command-line.ts';
import { didYouMean } from './nearest.ts';
import type { Setup } from './setup.ts';
import { terminalWidth } from './terminal.ts';
import { toolHelp, toolList } from './tool-help.ts';

/**
 * @param openSetup not called for a list or a help, which need no credential.
 * @returns the exit code: 0 answered, 1 the tool failed, 2 the tool refused the arguments.
 * @throws UsageError for an unknown tool, and for arguments that cannot be read.
 */
export async function call(
  { operands: [name, ...given], flags }: CommandLine,
  openSetup: () => Promise<Setup>,
): Promise<number> {
  const width = terminalWidth();
  if (name === undefined) return print(toolList(width));
  const tool = catalog.find((each) => each.name === name);
  if (tool === undefined) throw new UsageError(noSuchTool(name));
  if (flags.help) return print(toolHelp(tool, width));
  const args = parseCallArguments(tool, given);
  const { caller } = await openSetup();
  const progress = (done: number, total: number, message: string) =>
    caller.log.debug('progress', { done, total, progress: message });
  const { signal } = new AbortController();
  const { result, error } = await callTool(caller, tool, args, { signal, progress });
  if (result.structuredContent === undefined) {
    const isUsage = error instanceof InvalidArguments;
    const hint = isUsage ? `\ncall ${tool.name} --help shows what it takes.` : '';
    process.stderr.write(`${result.content.map(({ text }) => text).join('\n')}${hint}\n`);
    return isUsage ? 2 : 1;
  }
  const { structuredContent } = result;
  return print(
    flags.json ? [JSON.stringify(structuredContent, null, 2)] : answerInWords(structuredContent, { width }),
  );
}

function noSuchTool(name: string): string {
  const names = catalog.map((each) => each.name);
  const near = didYouMean(name, names);
  return `There is no tool "${name}".${near || ` There are ${names.join(', ')}.`}`;
}

function print(lines: readonly string[]): 0 {
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
