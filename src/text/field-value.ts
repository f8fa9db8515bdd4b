/** Fields of Cloudflare's responses: their documented types do not always hold, and one odd field must not fail an answer. */
import { formatTime } from './moment.ts';

/** If Cloudflare sends something else than a text, it is shown as JSON. Undefined where there is nothing to show. */
export function toText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function toBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A single value counts as a list of one. Undefined for a list of nothing. */
export function toTexts(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).map(toText).filter((text) => text !== undefined);
  return texts.length > 0 ? texts : undefined;
}

/** RFC 3339 with a zone, or a day. JavaScript also reads "5" as a time, and one without a zone as local time. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/i;

/** RFC 3339 in UTC, in whole seconds. What cannot be read as a time is shown as it is. */
export function toTime(value: unknown): string | undefined {
  const text = toText(value);
  if (text === undefined || !TIME.test(text)) return text;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : formatTime(ms);
}
