/** Thrown when no account is configured, and the credential sees none or several. */
import { Refusal } from '../refusal.ts';

/** The text depends on the audience, so `explainError` writes it. */
export class UnclearAccount extends Refusal {
  override readonly name: string = 'UnclearAccount';
  readonly total: number;
  /** The accounts that the credential sees, the first few, each with its name and ID. */
  readonly accounts: readonly string[];
  constructor(total: number, accounts: readonly string[]) {
    super(`The credential sees ${total} accounts.`);
    this.total = total;
    this.accounts = accounts;
  }
}
