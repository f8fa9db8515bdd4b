/** What monitors of pools take for a healthy answer: it is asked only where an origin is not healthy. */
import { type AnswerPart, tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { toPage } from '../pages.ts';
import { describeExpected } from './expected-answer.ts';
import { type HealthRow, toJson } from './health-row.ts';

/** By the ID of the monitor. */
export type ExpectedAnswers = ReadonlyMap<unknown, string | undefined>;

/** Undefined where no row has a monitor. */
export async function fetchExpectedAnswers(
  cloudflare: Cloudflare,
  rows: readonly HealthRow[],
): Promise<AnswerPart<ExpectedAnswers> | undefined> {
  if (rows.every(({ monitor }) => monitor === undefined)) return undefined;
  return tryPart(async () => {
    const account_id = await cloudflare.accountId();
    const { rows: monitors } = toPage(
      (await cloudflare.api.loadBalancers.monitors.list({ account_id })) as never,
    );
    return new Map(monitors.map(toJson).map((each) => [each.id, describeExpected(each)]));
  });
}

/** The row, whose reason says also what its monitor expects. */
export function withExpected(row: HealthRow, expected: ExpectedAnswers | undefined): HealthRow {
  const answer = row.monitor === undefined ? undefined : expected?.get(row.monitor);
  return answer === undefined ? row : { ...row, reason: [row.reason, answer].filter(Boolean).join('; ') };
}
