/** A value of an answer -> words for a cell or a line. */

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rows of a table. Not for an empty list, which has no columns. */
export function isRows(value: unknown): value is readonly Fields[] {
  return Array.isArray(value) && value.length > 0 && value.every(isFields);
}

/** Empty for undefined. */
export function valueInWords(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (isRows(value)) return value.map(fieldsInWords).join('; ');
  if (Array.isArray(value)) return value.map(valueInWords).join(', ');
  return isFields(value) ? fieldsInWords(value) : String(value);
}

function fieldsInWords(fields: Fields): string {
  if (typeof fields.field === 'string') return changeInWords(fields);
  return namedValues(fields)
    .map(({ name, value }) => `${name} ${valueInWords(value)}`)
    .join(', ');
}

/** `content 203.0.113.10 -> 198.51.100.77` */
function changeInWords({ field, before, after }: Fields): string {
  const [from, to] = [valueInWords(before), valueInWords(after)];
  return [field, from, '->', to || 'nothing'].filter(Boolean).join(' ');
}

/** The fields, with `hosts: [a, b], hosts_more: 3` as one. */
export function namedValues(fields: Fields): { name: string; value: unknown }[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined || isCountOfRest(name, fields)) return [];
    const more = fields[`${name}_more`];
    const isCutList = Array.isArray(value) && !isRows(value) && typeof more === 'number';
    return [{ name, value: isCutList ? [...value, `… ${more} more`] : value }];
  });
}

/** Whether it says how much is missing in the list beside it. */
function isCountOfRest(name: string, fields: Fields): boolean {
  return name.endsWith('_more') && Array.isArray(fields[name.slice(0, -'_more'.length)]);
}
