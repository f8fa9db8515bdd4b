/** Finds fields in an alert's body, at whichever level they are. */

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Objects about people and accounts: their names are not what an alert is about. */
const IDENTITIES: ReadonlySet<string> = new Set(['account', 'actor', 'auth_info', 'owner', 'user']);

/** The object and all objects inside it, outer ones first. */
export function objectsIn(value: unknown, depth: number): Json[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, depth - 1));
  const inner = Object.entries(value).filter(([key]) => !IDENTITIES.has(key));
  return [value as Json, ...inner.flatMap(([, each]) => objectsIn(each, depth - 1))];
}

/** The first key that any of the objects has a text for. */
export function firstText(objects: readonly Json[], keys: readonly string[]): string | undefined {
  for (const key of keys) {
    for (const object of objects) {
      const value = object[key];
      if (typeof value === 'string' && value !== '') return value;
      if (Array.isArray(value) && typeof value[0] === 'string') return textsOf(value).join(' ');
    }
  }
  return undefined;
}

export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
