/** A tool of the catalogue -> its definition in `tools/list`. It is short, because the model reads it with every request. */
import * as z from 'zod';
import type { Tool } from '../src/tool.ts';

export function definitionOf(tool: Tool) {
  const { name, title, input, output } = tool;
  return {
    name,
    title,
    description: descriptionOf(tool),
    inputSchema: plain(z.toJSONSchema(input, { io: 'input' })),
    outputSchema: open(terse(z.toJSONSchema(output, { io: 'output' }))),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
}

export function descriptionOf({ question, details, example }: Tool): string {
  const fields = Object.entries(example).map(([field, value]) => `"${field}": ${JSON.stringify(value)}`);
  return `${question} ${details} Example: {${fields.join(', ')}}`;
}

/**
 * An input schema in the words that every provider takes: others are refused by OpenAI's strict mode, Gemini, Bedrock or one of
 * their SDKs, and the whole list of tools with them. What they said stands in the description; the server checks it all the same.
 */
function plain({
  type,
  properties,
  required,
  items,
  enum: entries,
  ...others
}: z.core.JSONSchema.JSONSchema): object {
  const { description = '', default: fallback, minimum, maximum } = others;
  const isNumber = type === 'integer' || type === 'number';
  const said = [
    description,
    isNumber && `${minimum} to ${maximum}`,
    fallback !== undefined && `default ${fallback}`,
  ].filter(Boolean);
  return {
    type,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(plainProperty)) }),
    ...(required && { required }),
    ...(items && { items: plain(items as z.core.JSONSchema.JSONSchema) }),
    ...(entries && { enum: entries }),
    ...(said.length > 0 && { description: said.join('; ') }),
  };
}

function plainProperty([name, schema]: [string, unknown]): [string, object] {
  return [name, plain(schema as z.core.JSONSchema.JSONSchema)];
}

/** Left out: the dialect, which MCP prescribes, and the bounds of texts, because an error names them. */
const LEFT_OUT = new Set(['$schema', 'propertyNames', 'minLength', 'maxLength']);

function terse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(terse);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => !LEFT_OUT.has(key) && !isAnything(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, terse(value)]));
}

/** Whether a schema allows any scalar, as for a cell: it tells the model nothing, is long, and some clients accept only one type. */
function isAnything(key: string, schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, anyOf } = schema as { type?: unknown; anyOf?: unknown };
  if ([type, anyOf].some((either) => Array.isArray(either) && either.length > 1)) return true;
  return ['items', 'additionalProperties'].includes(key) && Object.keys(schema).length === 0;
}

/**
 * An output stays open to more fields. Clients may keep a schema for an hour, and those of both SDK lines refuse the whole
 * answer of a newer server that has one more field, if the schema is closed.
 */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([key, value]) => key !== 'additionalProperties' || value !== false,
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, open(value)]));
}
