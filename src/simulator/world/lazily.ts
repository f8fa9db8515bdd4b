/** Makes parts of a world when they are first read: most questions are about one zone of many. */

/** Replaces properties by values that are made at the first reading; they can be set like others. */
export function lazily<Whole extends object>(
  whole: Whole,
  makers: { [Name in keyof Whole]?: () => Whole[Name] },
): Whole {
  for (const [name, make] of Object.entries<(() => unknown) | undefined>(makers)) {
    if (!make) continue;
    const become = (value: unknown) => {
      Object.defineProperty(whole, name, { value, writable: true, enumerable: true, configurable: true });
      return value;
    };
    Object.defineProperty(whole, name, {
      get: () => become(make()),
      set: become,
      enumerable: true,
      configurable: true,
    });
  }
  return whole;
}
