/** What stands after the name of a tool -> its arguments: `key=value`, or one JSON object. */
import { definitionsOf } from '../server/definitions.ts';
import type { Tool } from '../tool.ts';
import { UsageError } from './command-line.ts';

/** The part of a JSON schema that is read here. */
export interface ArgumentSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly enum?: readonly string[] };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

export function argumentsOf(tool: Tool): Record<string, ArgumentSchema> {
  const [definition] = definitionsOf([tool]);
  return (definition?.inputSchema.properties ?? {}) as Record<string, ArgumentSchema>;
}

/** Whether the arguments fit the tool is checked where it is called. @throws UsageError */
export function parseCallArguments(tool: Tool, given: readonly string[]): unknown {
  const [first = ''] = given;
  if (/^[[{"]/.test(first)) return parseJson(tool, given);
  const schemas = argumentsOf(tool);
  const args: Record<string, unknown> = {};
  for (const operand of given) {
    const [, key = '', text = ''] = /^([a-z_]\w*)=(.*)$/is.exec(operand) ?? [];
    if (key === '') throw new UsageError(`"${operand}" is not key=value. ${howTo(tool)}`);
    const value = toArgument(text, schemas[key]);
    const before = args[key];
    if (before === undefined) args[key] = value;
    else if (Array.isArray(before) && Array.isArray(value)) args[key] = [...before, ...value];
    else throw new UsageError(`${key} is given twice.`);
  }
  return args;
}

function toArgument(text: string, schema: ArgumentSchema | undefined): unknown {
  switch (schema?.type) {
    case 'array':
      return text.startsWith('[') ? (jsonOf(text) ?? text) : text.split(',').map((each) => each.trim());
    case 'integer':
    case 'number':
    case 'boolean':
      return jsonOf(text) ?? text;
    default:
      return text;
  }
}

function parseJson(tool: Tool, [json = '', ...rest]: readonly string[]): unknown {
  const value = jsonOf(json);
  if (value === undefined || rest.length > 0) {
    throw new UsageError(`That is not one JSON object in single quotes. ${howTo(tool)}`);
  }
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
