/** Hides secrets in a value: in its texts and in the names of its fields. The structure stays, whatever a secret looks like. */

/** @param secrets none of them empty. */
export function hideSecrets(value: unknown, secrets: readonly string[], mask: string): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, () => mask), value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => hideSecrets(each, secrets, mask));
  const fields = Object.entries(value).map(([name, field]) => [
    hideSecrets(name, secrets, mask),
    hideSecrets(field, secrets, mask),
  ]);
  return Object.fromEntries(fields);
}

/** A secret as it stands inside a JSON text. */
export function secretInJson(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
