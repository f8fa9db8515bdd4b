/** Walks through answers and their schemas: each part with the path to it, or a copy that is closed or has grown. */

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

/** A schema, or a message with schemas in it, where no object takes fields that it does not name. */
export function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  return typeof copy.properties === 'object' ? { additionalProperties: false, ...copy } : copy;
}

/** An answer as a later version could give it: each object in it has one more field. */
export function grown(value: unknown, isInside = false): unknown {
  if (Array.isArray(value)) return value.map((each) => grown(each, isInside));
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.entries(value).map(([key, each]) => [
    key,
    grown(each, isInside || key === 'structuredContent'),
  ]);
  return { ...Object.fromEntries(copy), ...(isInside && { a_later_field: 'new' }) };
}
