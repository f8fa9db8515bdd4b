/** A thrown error -> a text for its audience: what happened, the likely cause, the next step. Upstream's own words are never used. */
import { failureIn } from '../cloudflare/http/failure.ts';
import { describeFailure, referenceDetails } from '../cloudflare/http/failure-words.ts';
import type { Permission } from '../cloudflare/permissions.ts';
import { UnclearAccount } from '../cloudflare/unclear-account.ts';
import { Refusal } from '../refusal.ts';
import { type Audience, WORDING, type Wording } from './audience.ts';
import { explanationOf } from './explanations.ts';

export interface ExplainOptions {
  readonly audience: Audience;
  /** Those of the tool that failed. */
  readonly permissions: readonly Permission[];
}

/** One text of three sentences. An error that is neither upstream's nor the caller's is called internal; the log has it whole. */
export function explainError(error: unknown, { audience, permissions }: ExplainOptions): string {
  const wording = WORDING[audience];
  if (error instanceof UnclearAccount) return explainUnclearAccount(error, wording);
  if (error instanceof Refusal) return error.message;
  const failure = failureIn(error);
  if (failure === undefined) {
    return (
      'Something is wrong inside this server, or an answer of Cloudflare has a shape that it does not know; the question ' +
      'itself seems to be right. ' +
      `Next: try once more; if it happens again, ${wording.changeServer("find the error in the server's log (stderr)")}.`
    );
  }
  const what = `${capitalised(describeFailure(failure))} ${referenceDetails(failure)}`.trimEnd();
  const { cause, next } = explanationOf(failure, permissions, wording);
  const wait =
    failure.kind === 'rate_limited' ? ` Wait ${failure.facts.retryAfterSeconds ?? 'up to 300'} seconds.` : '';
  return `${what}. Likely cause: ${cause}${wait} Next: ${next}`;
}

function explainUnclearAccount(
  { total, accounts }: UnclearAccount,
  { names, changeCredential }: Wording,
): string {
  if (total === 0) {
    const step =
      `set ${names.accountId} (shown on the account home of https://dash.cloudflare.com) and check that the credential ` +
      'has Account > Account Settings > Read';
    return (
      'This credential sees no account, so it is unknown whose zones and alerts are meant. ' +
      `Next: ${changeCredential(step)}.`
    );
  }
  const step = `set ${names.accountId} to the one to look into`;
  return `This credential sees ${total} accounts: ${accounts.join(', ')}. Next: ${changeCredential(step)}.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
