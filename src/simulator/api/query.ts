/** Query parameters as the API takes them: pages, orders, times and closed lists of words; anything else is an error. */
import { ApiError, type ResultInfo } from './envelope.ts';

/** The values that a number in the query may have, and its value when it is absent. */
interface Bounds {
  fallback: number;
  min: number;
  max: number;
}

interface Page {
  result: unknown[];
  result_info: ResultInfo;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Cuts the page out of `all` that the query asks for. A page after the last is empty, as in the real API. */
export function pageOf(all: unknown[], query: URLSearchParams, bounds: Bounds): Page {
  const page = parseInteger(query, 'page', { fallback: 1, min: 1, max: Number.MAX_SAFE_INTEGER });
  const perPage = parseInteger(query, 'per_page', bounds);
  const result = all.slice((page - 1) * perPage, page * perPage);
  return {
    result,
    result_info: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: all.length,
      total_pages: Math.ceil(all.length / perPage),
    },
  };
}

/** One of the words in `allowed`; the first of them when the parameter is absent. */
export function oneOf<Word extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly [Word, ...Word[]],
): Word {
  const text = query.get(name);
  if (text === null) return allowed[0];
  const word = allowed.find((candidate) => candidate === text);
  if (word === undefined) throw invalid(name, `must be one of ${allowed.join(', ')}`);
  return word;
}

/** The code of a bad parameter is made up: Cloudflare does not document it, and each product has its own. */
export function invalid(name: string, rule: string): ApiError {
  return new ApiError(400, { code: 1002, message: `Invalid value for ${name}: it ${rule}` });
}

/** A time in RFC 3339 form, in milliseconds; undefined when the parameter is absent. */
export function parseTime(query: URLSearchParams, name: string): number | undefined {
  return parseForms(query, name, [RFC_3339], 'must be a time in RFC 3339 form');
}

/** As the audit log takes it: the parameter is required, and a date alone means its midnight in UTC. */
export function parseTimeOrDate(query: URLSearchParams, name: string): number {
  const time = parseForms(query, name, [RFC_3339, DATE], 'must be a date or a time in RFC 3339 form');
  if (time === undefined) throw invalid(name, 'is required');
  return time;
}

function parseForms(query: URLSearchParams, name: string, forms: RegExp[], rule: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const time = forms.some((form) => form.test(text)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(name, rule);
  return time;
}

export function parseInteger(query: URLSearchParams, name: string, { fallback, min, max }: Bounds): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw invalid(name, `must be a whole number from ${min} to ${max}`);
  return value;
}

/** Sorts by `key`, then by id, so that the order of equal rows is always the same. */
export function sorted<Row extends { id: string }>(
  rows: Row[],
  key: (row: Row) => string | number,
  direction: 'asc' | 'desc',
): Row[] {
  const sign = direction === 'asc' ? 1 : -1;
  return rows
    .map((row) => ({ row, by: key(row) }))
    .sort((a, b) => sign * compare(a.by, b.by) || compare(a.row.id, b.row.id))
    .map(({ row }) => row);
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
