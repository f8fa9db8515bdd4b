/** Walks through answers and their schemas: each value, and each part of a schema, with the path to it. */

export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

interface Part {
  readonly path: string;
  readonly schema: Schema;
}

/** A schema, and all that it is made of. */
export function* schemasIn(schema: Schema, path = ''): Generator<Part> {
  yield { path, schema };
  for (const { path: below, schema: field } of children(schema, path)) yield* schemasIn(field, below);
}

function children({ properties = {}, items }: Schema, path: string): Part[] {
  const fields = Object.entries(properties).map(([name, schema]) => ({
    path: path === '' ? name : `${path}.${name}`,
    schema,
  }));
  return items === undefined ? fields : [...fields, { path: `${path}[]`, schema: items }];
}

/** Every field that has a name, at any depth. */
export function* fieldsOf(schema: Schema): Generator<Part & { readonly field: string }> {
  for (const part of schemasIn(schema)) {
    const field = part.path.split('.').at(-1) ?? '';
    if (field !== '' && !field.endsWith('[]')) yield { ...part, field };
  }
}

/** Every value in an answer: texts, lists, objects, and what is in them. */
export function* valuesIn(value: unknown, path = ''): Generator<{ path: string; value: unknown }> {
  yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* valuesIn(each, `${path}/${key}`);
}
