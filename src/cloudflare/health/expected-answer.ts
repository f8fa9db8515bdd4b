/** What a monitor or a health check asks an origin, and what it takes for a healthy answer: in words, without headers. */
import { toText, toTexts } from '../../text/field-value.ts';
import type { Json } from './health-row.ts';

/** Undefined where it only connects. The query of the path may hold a key, and is left out. */
export function describeExpected({ type, method, path, port, expected_codes, expected_body }: Json) {
  const codes = toTexts(expected_codes)?.join(', ');
  if (codes === undefined) return undefined;
  const body = toText(expected_body);
  const asked = [
    toText(method) ?? 'GET',
    toText(type)?.toLowerCase(),
    toText(path)?.replace(/\?.*/s, '') ?? '/',
    typeof port === 'number' && port > 0 && `port ${port}`,
  ];
  return `expected: ${codes}${body === undefined ? '' : ` and a body with "${body}"`} for ${asked.filter(Boolean).join(' ')}`;
}
