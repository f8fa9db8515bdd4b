/** Which account is meant cannot be found out from the credential. */
import { Refusal } from '../refusal.ts';

/** How to name the account depends on who reads: `explainError` writes the text. */
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
