/**
 * What the answers do not tell yet, and what they tell wrongly, by incident. Held from both sides: a fact that is told now
 * must leave this list, and so must a sentence that is not said any more.
 */

export const NOT_YET: Readonly<Record<string, readonly string[]>> = {};

export const MISLEADS: Readonly<Record<string, readonly string[]>> = {};
