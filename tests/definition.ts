/** A tool of the catalogue -> what `tools/list` has to say of it; short, for the model pays for it at every request. */
import * as z from 'zod';
import type { Tool } from '../src/tool.ts';

export function definitionOf({ name, title, description, input, output }: Tool) {
  return {
    name,
    title,
    description,
    inputSchema: terse(z.toJSONSchema(input, { io: 'input' })),
    outputSchema: terse(z.toJSONSchema(output, { io: 'output' })),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };
}

/** Left out: the dialect, which MCP presumes, and bounds of texts, which are told when broken. */
const UNSAID = new Set(['$schema', 'propertyNames', 'minLength', 'maxLength']);

function terse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(terse);
  if (typeof schema !== 'object' || schema === null) return schema;
  const said = Object.entries(schema).filter(([key, value]) => !UNSAID.has(key) && !isAnything(key, value));
  return Object.fromEntries(said.map(([key, value]) => [key, terse(value)]));
}

/** A cell of a table may be any scalar: that says nothing, takes many words, and some clients take one type only. */
function isAnything(key: string, schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, anyOf } = schema as { type?: unknown; anyOf?: unknown };
  if ([type, anyOf].some((either) => Array.isArray(either) && either.length > 1)) return true;
  return ['items', 'additionalProperties'].includes(key) && Object.keys(schema).length === 0;
}
