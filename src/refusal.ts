/** An error whose text was written here for the agent: what is wrong with the question, and what to ask instead. */

/** Thrown for bad arguments and for things that do not exist. The text is shown as it is: upstream text in it must be quoted. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
}
