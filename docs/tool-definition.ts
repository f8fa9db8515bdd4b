/** A tool of the catalogue -> what `tools/list` says of it. It is short, because the model pays for it with every request. */
import * as z from 'zod';
import type { Tool } from '../src/tool.ts';

export function definitionOf(tool: Tool) {
  const { name, title, input, output } = tool;
  return {
    name,
    title,
    description: descriptionOf(tool),
    inputSchema: terse(z.toJSONSchema(input, { io: 'input' })),
    outputSchema: terse(z.toJSONSchema(output, { io: 'output' })),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
}

export function descriptionOf({ question, details, example }: Tool): string {
  const fields = Object.entries(example).map(([field, value]) => `"${field}": ${JSON.stringify(value)}`);
  return `${question} ${details} Example: {${fields.join(', ')}}`;
}

/** Left out: the dialect, which MCP presumes, and the bounds of texts, which a refusal names. */
const LEFT_OUT = new Set(['$schema', 'propertyNames', 'minLength', 'maxLength']);

function terse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(terse);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => !LEFT_OUT.has(key) && !isAnything(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, terse(value)]));
}

/** A cell of a table may be any scalar. That says nothing, takes many words, and some clients accept one type only. */
function isAnything(key: string, schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, anyOf } = schema as { type?: unknown; anyOf?: unknown };
  if ([type, anyOf].some((either) => Array.isArray(either) && either.length > 1)) return true;
  return ['items', 'additionalProperties'].includes(key) && Object.keys(schema).length === 0;
}
