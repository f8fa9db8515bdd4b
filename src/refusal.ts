/** An error whose text was written here for the agent: it says what is wrong with the question and what to ask instead. */

/** Thrown for bad arguments and for things that do not exist; shown as it is, so never put upstream text in it unquoted. */
export class Refusal extends Error {}
