/** What stands after the name of a tool -> its arguments: `key=value`, or one JSON object. */
import { definitionsOf } from '../server/listed-tools.ts';
import { isTooDeep } from '../text/nesting.ts';
import type { Tool } from '../tool.ts';
import { UsageError } from './command-line.ts';

/** The part of a published schema that is read here. */
export interface ArgumentSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly enum?: readonly string[] };
}

export function argumentsOf(tool: Tool): Record<string, ArgumentSchema> {
  const [definition] = definitionsOf([tool]);
  return (definition?.inputSchema.properties ?? {}) as Record<string, ArgumentSchema>;
}

/**
 * Values stay texts: the server reads numbers, `true` and the like as it does for every client.
 * @throws UsageError
 */
export function parseCallArguments(tool: Tool, given: readonly string[]): unknown {
  const [first = ''] = given;
  if (/^[[{"]/.test(first)) return parseJson(tool, given);
  const schemas = argumentsOf(tool);
  // No object: `__proto__` would be there before it is given.
  const args = new Map<string, string | string[]>();
  for (const operand of given) {
    const [, key = '', text = ''] = /^([a-z_]\w*)=(.*)$/is.exec(operand) ?? [];
    if (key === '') throw new UsageError(`"${operand}" is not key=value. ${howTo(tool)}`);
    const before = args.get(key);
    if (schemas[key]?.type === 'array' && typeof before !== 'string' && !text.startsWith('[')) {
      args.set(key, [...(before ?? []), ...text.split(',')]);
    } else if (before === undefined) args.set(key, text);
    else throw new UsageError(`${key} is given twice.`);
  }
  return Object.fromEntries(args);
}

function parseJson(tool: Tool, [json = '', ...rest]: readonly string[]): unknown {
  try {
    const args: unknown = JSON.parse(json);
    if (rest.length === 0 && !isTooDeep(args)) return args;
  } catch {
    // As when a shell has taken the quotes away.
  }
  throw new UsageError(`That is not one JSON object in single quotes. ${howTo(tool)}`);
}

function howTo(tool: Tool): string {
  return `Arguments are written like this: ${exampleCall(tool)}`;
}

/** The tool's own example, as a person types it. */
export function exampleCall({ name, example }: Tool): string {
  const given = Object.entries(example).map(([key, value]) => `${key}=${quoted(String(value))}`);
  return ['call', name, ...given].join(' ');
}

/** Shells read more into blanks and stars. */
function quoted(text: string): string {
  return /^[\w.,:@/-]+$/.test(text) ? text : `'${text}'`;
}
