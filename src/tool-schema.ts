/** A tool's zod schemas as the MCP SDK takes them: converted to JSON Schema once, and strict in a way that helps the caller. */
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
    const known = converted.get(key) ?? withoutDialect(schema['~standard'].jsonSchema[io](options));
    converted.set(key, known);
    return known;
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'zod',
      validate: (value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? { value: parsed.data } : { issues: issuesOf(parsed.error, schema) };
      },
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

/** 2020-12 is what a schema without `$schema` means in MCP; 17 tokens each. */
function withoutDialect({ $schema: _dialect, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}
