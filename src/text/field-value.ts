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

/** RFC 3339 in UTC, in whole seconds. What cannot be read as a time is shown as it is. */
export function toTime(value: unknown): string | undefined {
  const text = toText(value);
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : formatTime(ms);
}
