/** Texts of visitors in a ranking, such as paths: their beginning tells them apart, and there are many in one answer. */
import { VALUE_CHARS_MAX } from '../limits/answers.ts';
import { toText } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';

/** Undefined where there is nothing to show. */
export function toShortText(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : plainText(text, VALUE_CHARS_MAX);
}
