/** A tool's schema as MCP takes it: strict in a way that helps, and converted once. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { catalog } from '../src/catalog.ts';
import { issuesOf, toolSchema } from '../src/tool-schema.ts';

const schema = z.strictObject({ zone: z.string().min(1), limit: z.int().max(10).default(5) });
const made = toolSchema(schema)['~standard'];
const target = { target: 'draft-2020-12' } as const;

describe('checking arguments', () => {
  const issuesIn = (value: unknown, of: z.ZodObject = schema) => {
    const { error } = of.safeParse(value);
    return error && issuesOf(error, of);
  };

  it.each([
    [{ zone: 'example.com' }],
    [{ zone: '', limit: 11, domain: 'b' }],
    [null],
    ['text'],
    [[]],
    [undefined],
  ])('is not done by the SDK: %j reaches the call, which logs and counts it', (value) => {
    expect(made.validate(value)).toEqual({ value });
  });

  it('finds nothing wrong with what is right', () => {
    expect(issuesIn({ zone: 'example.com' })).toBeUndefined();
    expect(schema.parse({ zone: 'example.com' })).toEqual({ zone: 'example.com', limit: 5 });
  });

  it('answers an unknown argument with the known ones', () => {
    expect(issuesIn({ zone: 'a', domain: 'b', page: 1 })).toEqual([
      { message: 'unknown argument "domain", "page"; known arguments: zone, limit', path: [] },
    ]);
  });

  it('does not echo an unknown argument of any length', () => {
    const [issue] = issuesIn({ zone: 'a', ['x'.repeat(5_000)]: 1 }) ?? [];
    expect(issue?.message.length).toBeLessThan(200);
  });

  it('says that there are none where there are none', () => {
    expect(issuesIn({ a: 1 }, z.strictObject({}))).toEqual([
      { message: 'unknown argument "a"; known arguments: none', path: [] },
    ]);
  });

  it('names the argument that is wrong, all of them at once', () => {
    expect(issuesIn({ zone: '', limit: 11 })?.map(({ path }) => path)).toEqual([['zone'], ['limit']]);
  });

  it.each([[null], ['text'], [[]], [undefined]])('refuses %j', (value) => {
    expect(issuesIn(value)).toHaveLength(1);
  });
});

describe('the JSON Schema', () => {
  it('is strict, without its dialect, and the same object at every request', () => {
    const input = made.jsonSchema.input(target);
    expect(input).toMatchObject({ type: 'object', additionalProperties: false, required: ['zone'] });
    expect(input).not.toHaveProperty('$schema');
    expect(made.jsonSchema.input(target)).toBe(input);
  });

  it('differs for input, where a default may be left out, and output, where it may not', () => {
    expect(made.jsonSchema.output(target)).toMatchObject({ required: ['zone', 'limit'] });
  });

  it.each(catalog.map((tool) => [tool.name, tool] as const))(
    'of %s describes every argument',
    (_name, tool) => {
      const { properties = {} } = toolSchema(tool.input)['~standard'].jsonSchema.input(target) as {
        properties?: Record<string, { description?: string }>;
      };
      for (const [name, { description = '' }] of Object.entries(properties)) {
        expect(description.length, name).toBeGreaterThan(3);
      }
    },
  );
});
