/** How deep lists and objects are nested. Read level by level, because a function that calls itself would overflow the stack. */
import { NESTING_MAX } from '../limits/callers.ts';

export const TOO_DEEP = `nested more than ${NESTING_MAX} levels deep`;

/** Asked of all JSON of a caller, before anything that calls itself reads it. */
export function isTooDeep(value: unknown): boolean {
  let level = childrenOf(value);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > NESTING_MAX) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
