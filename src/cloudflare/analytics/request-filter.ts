/** Paths and countries as an agent names them -> filters of the dataset of requests. */
import { parsePattern } from '../../text/text-pattern.ts';
import type { RequestFilter } from './http-errors.ts';

/**
 * @param asked.path exact, or with a star at either end.
 * @throws Refusal for a pattern with stars elsewhere.
 */
export function parseRequestFilter(asked: {
  readonly path?: string | undefined;
  readonly country?: string | undefined;
}): RequestFilter {
  return {
    ...(asked.path !== undefined && toPathFilter(asked.path)),
    ...(asked.country !== undefined && { clientCountryName: asked.country.toUpperCase() }),
  };
}

function toPathFilter(written: string): RequestFilter {
  const { match, text } = parsePattern('path', written);
  if (match === 'exact') return { clientRequestPath: text.startsWith('/') ? text : `/${text}` };
  const start = match === 'startswith' ? '' : '%';
  const end = match === 'endswith' ? '' : '%';
  return { clientRequestPath_like: `${start}${text}${end}` };
}
