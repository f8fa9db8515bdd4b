/** What programs may rely on in every answer: named and described fields of one type each, without empty values. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../docs/tool-definition.ts';
import { catalog } from '../src/catalog.ts';
import { definitionsOf } from '../src/server/definitions.ts';
import { connect, type Session } from './client.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}
interface Field {
  readonly path: string;
  readonly name: string;
  readonly schema: Schema;
}

const outputOf = (tool: (typeof catalog)[number]) =>
  definitionsOf([tool])[0]?.outputSchema as unknown as Schema;
function fieldsOf(schema: Schema, path: string): Field[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => [
    { path: `${path}.${name}`, name, schema: each },
    ...fieldsOf(each, `${path}.${name}`),
  ]);
  return schema.items === undefined ? inner : [...inner, ...fieldsOf(schema.items, `${path}[]`)];
}

const fieldsOfTool = (tool: (typeof catalog)[number]) => fieldsOf(outputOf(tool), tool.name);

/**
 * `zones` is the list of list_zones, and how many there are elsewhere: `"searched":{"zones":12,"of":12}`. `ssl` is a section
 * of get_zone and, in it, Cloudflare's ID of the setting.
 */
const TWO_TYPES: ReadonlySet<string> = new Set(['zones', 'ssl']);

describe('the schema of an answer', () => {
  it.each(catalog)('of $name describes every field, and gives it one type', (tool) => {
    for (const { path, schema } of fieldsOfTool(tool)) {
      expect(schema.description, path).toBeTruthy();
      expect(['string', 'number', 'boolean', 'object', 'array'], path).toContain(schema.type);
      if (schema.type === 'array') expect(['string', 'object'], path).toContain(schema.items?.type);
    }
  });

  it.each(catalog)('of $name names the fields of every object', (tool) => {
    const objects = fieldsOfTool(tool)
      .flatMap(({ path, name, schema }) => [schema, schema.items ?? {}].map((each) => ({ path, name, each })))
      .filter(({ each }) => each.type === 'object');
    for (const { path, name, each } of objects) {
      // The filters of a call are the only texts whose names depend on the question.
      if (name === 'filters') expect(each.additionalProperties).toEqual({ type: 'string' });
      else expect(Object.keys(each.properties ?? {}), path).not.toEqual([]);
    }
    expect(Object.keys(outputOf(tool).properties ?? {})).not.toEqual([]);
  });

  it('gives a name the same type wherever it stands', () => {
    const types = new Map<string, Set<unknown>>();
    for (const { name, schema } of catalog.flatMap(fieldsOfTool))
      types.set(name, (types.get(name) ?? new Set()).add(schema.type));
    const several = [...types].filter(([, set]) => set.size > 1).map(([name]) => name);
    expect(several.filter((name) => !TWO_TYPES.has(name))).toEqual([]);
  });

  it('is what the tool was made with', () => {
    for (const tool of catalog)
      expect(outputOf(tool)).toEqual(JSON.parse(JSON.stringify(definitionOf(tool).outputSchema)));
  });
});

describe.each(catalog)('the answer of $name', ({ name, example }) => {
  const values: { path: string; value: unknown }[] = [];
  let session: Session;
  const collect = (value: unknown, path: string): void => {
    values.push({ path, value });
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) collect(inner, `${path}.${key}`);
  };
  beforeAll(async () => {
    session = await connect();
    collect((await session.call(name, example)).structured, name);
  });
  afterAll(() => session.close());

  it('has no field without a value', () => {
    const isEmpty = (value: unknown) =>
      value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    expect(values.filter(({ value }) => isEmpty(value))).toEqual([]);
  });

  it('has times in UTC and whole seconds', () => {
    const isTime = (value: unknown) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
    expect(values.length).toBeGreaterThan(5);
    for (const { path, value } of values.filter((each) => isTime(each.value))) {
      expect(value, path).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
  });
});
