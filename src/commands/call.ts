/** call: runs one tool from the shell and prints its answer, for people who debug. */

import { catalog } from '../catalog.ts';
import { InvalidArguments } from '../server/arguments.ts';
import { callTool } from '../server/call-tool.ts';
import type { Setup } from './setup.ts';

const HOW = `The arguments are one JSON object in quotes: call TOOL '{"zone": "example.com"}'`;

/** @returns the exit code: 0 answered, 1 the tool failed, 2 wrong usage: no such tool, or wrong arguments. */
export async function call(
  { caller }: Setup,
  [name, json = '{}', ...rest]: readonly string[],
): Promise<number> {
  const tool = catalog.find((each) => each.name === name);
  if (tool === undefined) {
    const problem = name === undefined ? 'call needs a tool' : `There is no tool "${name}"`;
    return refuse(`${problem}: ${catalog.map((each) => each.name).join(', ')}`);
  }
  if (rest.length > 0) return refuse(HOW.replace('TOOL', tool.name));
  const args = parseJson(json);
  if (args === undefined) return refuse(`That is not JSON. ${HOW.replace('TOOL', tool.name)}`);
  const progress = (done: number, total: number, message: string) =>
    caller.log.debug('progress', { done, total, progress: message });
  const { signal } = new AbortController();
  const { result, error } = await callTool(caller, tool, args, { signal, progress });
  if (result.isError) {
    process.stderr.write(`${result.content.map(({ text }) => text).join('\n')}\n`);
    return error instanceof InvalidArguments ? 2 : 1;
  }
  process.stdout.write(`${JSON.stringify(result.structuredContent, null, 2)}\n`);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 2;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
