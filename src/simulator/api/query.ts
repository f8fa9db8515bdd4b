/** Query parameters as the API reads them: pages within bounds, closed lists of words, refusals for the rest. */
import { Refusal, type ResultInfo } from './envelope.ts';

export interface PageBounds {
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

/** Cuts one page out of `all`. A page after the last is empty, as in the real API. */
export function pageOf(all: unknown[], query: URLSearchParams, bounds: PageBounds): Page {
  const page = integer(query, 'page', { fallback: 1, min: 1, max: Number.MAX_SAFE_INTEGER });
  const perPage = integer(query, 'per_page', bounds);
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
  const asked = query.get(name);
  if (asked === null) return allowed[0];
  const word = allowed.find((candidate) => candidate === asked);
  if (word === undefined) throw invalid(name, `must be one of ${allowed.join(', ')}`);
  return word;
}

/** The code that Cloudflare sends for a bad parameter differs by product and is not documented. */
export function invalid(name: string, rule: string): Refusal {
  return new Refusal(400, { code: 1002, message: `Invalid value for ${name}: it ${rule}` });
}

/** A moment in RFC 3339 form; undefined when the parameter is absent. */
export function moment(query: URLSearchParams, name: string): number | undefined {
  return parseMoment(query, name, [RFC_3339], 'must be a time in RFC 3339 form');
}

/** As the audit log has it: required, and a date alone means its midnight in UTC. */
export function momentOrDate(query: URLSearchParams, name: string): number {
  const time = parseMoment(query, name, [RFC_3339, DATE], 'must be a date or a time in RFC 3339 form');
  if (time === undefined) throw invalid(name, 'is required');
  return time;
}

function parseMoment(
  query: URLSearchParams,
  name: string,
  forms: RegExp[],
  rule: string,
): number | undefined {
  const asked = query.get(name);
  if (asked === null) return undefined;
  const time = forms.some((form) => form.test(asked)) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(name, rule);
  return time;
}

export function integer(query: URLSearchParams, name: string, { fallback, min, max }: PageBounds): number {
  const asked = query.get(name);
  if (asked === null) return fallback;
  const value = /^\d+$/.test(asked) ? Number(asked) : Number.NaN;
  if (!(value >= min && value <= max)) throw invalid(name, `must be a whole number from ${min} to ${max}`);
  return value;
}

/** Compares by `key`, then by id, so that the order of equal rows never depends on the engine. */
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
