/** Mistyped words -> the known word that was probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** Undefined if none is near: two wrong letters, or in a long word one in three. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word.toLowerCase(), [...known]);
  return distance(word.toLowerCase(), near) <= Math.min(Math.max(2, word.length / 3), word.length - 1)
    ? near
    : undefined;
}

/** ` Did you mean call?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
