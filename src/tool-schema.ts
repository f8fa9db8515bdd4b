/** A tool's zod schemas for the MCP SDK, converted to JSON Schema once, and what is wrong with a call's arguments. */
import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type * as z from 'zod';

type JsonSchemaOptions = Parameters<StandardSchemaWithJSON['~standard']['jsonSchema']['input']>[0];

/** The SDK converts at every request; what it gets from here was converted once. */
export function toolSchema(
  schema: z.ZodObject,
): StandardSchemaWithJSON<Record<string, unknown>, Record<string, unknown>> {
  const converted = new Map<string, Record<string, unknown>>();
  const convert = (io: 'input' | 'output') => (options: JsonSchemaOptions) => {
    const key = `${io} ${options?.target}`;
    const known =
      converted.get(key) ?? (terse(schema['~standard'].jsonSchema[io](options)) as Record<string, unknown>);
    converted.set(key, known);
    return known;
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'zod',
      // Arguments are checked where the call is answered, so that a wrong one is logged and counted as well.
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: convert('input'), output: convert('output') },
    },
  };
}

/** What is wrong with a call's arguments; an unknown argument is answered with the known ones. */
export function issuesOf(error: z.ZodError, schema: z.ZodObject): { message: string; path: PropertyKey[] }[] {
  const known = Object.keys(schema.shape).join(', ') || 'none';
  return error.issues.map((issue) => ({
    message:
      issue.code === 'unrecognized_keys'
        ? `unknown argument ${issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ')}; known arguments: ${known}`
        : issue.message,
    path: issue.path,
  }));
}

/** Left out of what is advertised: the dialect, which MCP presumes, and bounds of texts, which are told when broken. */
const UNSAID = new Set(['$schema', 'propertyNames', 'minLength', 'maxLength']);

/** Short, for the model pays for it at every request. */
function terse(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(terse);
  if (typeof schema !== 'object' || schema === null) return schema;
  const said = Object.entries(schema).filter(([key, value]) => !UNSAID.has(key) && !isAnyScalar(value));
  return Object.fromEntries(said.map(([key, value]) => [key, terse(value)]));
}

/** A cell of a table may be any scalar: that says nothing, takes many words, and some clients take one type only. */
function isAnyScalar(schema: unknown): boolean {
  const { type, anyOf } = (schema ?? {}) as { type?: unknown; anyOf?: unknown };
  return (Array.isArray(type) && type.length > 1) || (Array.isArray(anyOf) && anyOf.length > 1);
}
