/** call: runs one tool from the shell and prints its answer, for people who debug. */

import { catalog } from '../catalog.ts';
import { Refusal } from '../refusal.ts';
import { readArguments } from '../server/arguments.ts';
import { ask } from '../server/call-tool.ts';
import type { Setup } from './setup.ts';

const HOW = `The arguments are one JSON object in quotes: call TOOL '{"zone": "example.com"}'`;

/** @returns the exit code: 0 answered, 1 the tool failed, 2 the call is not one. */
export async function call(
  { session }: Setup,
  [name, json = '{}', ...rest]: readonly string[],
): Promise<number> {
  const tool = catalog.find((each) => each.name === name);
  if (tool === undefined) {
    return refuse(
      `${name === undefined ? 'call needs a tool' : `There is no tool "${name}"`}: ${catalog.map((each) => each.name).join(', ')}`,
    );
  }
  if (rest.length > 0) return refuse(HOW.replace('TOOL', tool.name));
  const given = parseJson(json);
  if (given === undefined) return refuse(`That is no JSON. ${HOW.replace('TOOL', tool.name)}`);
  try {
    readArguments(tool, given);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message);
    throw error;
  }
  const progress = (done: number, total: number, message: string) =>
    session.log.debug('progress', { done, total, progress: message });
  const signal = new AbortController().signal;
  const { structuredContent, content, isError } = await ask(session, tool, given, { signal, progress });
  if (isError) {
    process.stderr.write(`${content.map(({ text }) => text).join('\n')}\n`);
    return 1;
  }
  process.stdout.write(`${JSON.stringify(structuredContent, null, 2)}\n`);
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
