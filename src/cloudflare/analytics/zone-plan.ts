/** What a zone's plan allows, remembered for some minutes; asked anew where what is remembered may be out of date. */
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { failureIn } from '../http/failure.ts';
import { type Dataset, type DatasetLimits, fetchDatasetLimits, fitWindow } from './analytics.ts';

export type ZonePlan = ReadonlyMap<Dataset, DatasetLimits>;

export interface PlannedQuestion<Answer> {
  readonly datasets: readonly Dataset[];
  /** Whether the plan allows what was asked for. If a remembered one does not, the plan may have grown. */
  isEnough(plan: ZonePlan): boolean;
  ask(plan: ZonePlan): Promise<Answer>;
}

/**
 * Asks with what the plan allows. If Cloudflare refuses what it allowed some minutes ago, the plan is asked anew, and then
 * the question, once.
 */
export async function askWithinPlan<Answer>(
  cloudflare: Cloudflare,
  zoneId: string,
  { datasets, isEnough, ask }: PlannedQuestion<Answer>,
): Promise<Answer> {
  const { plans } = cloudflare.connection;
  const remembered = new Map(
    datasets.flatMap((dataset) => {
      const limits = plans.get(keyOf(zoneId, dataset));
      return limits === undefined ? [] : [[dataset, limits] as const];
    }),
  );
  if (remembered.size === datasets.length && isEnough(remembered)) {
    try {
      return await ask(remembered);
    } catch (error) {
      if (!MAY_BE_THE_PLAN.has(failureIn(error)?.kind ?? '')) throw error;
    }
  }
  const plan = await fetchDatasetLimits(cloudflare, zoneId, datasets);
  for (const [dataset, limits] of plan) plans.set(keyOf(zoneId, dataset), limits);
  return ask(plan);
}

/** Whether there is the dataset, and the window need not be narrowed. */
export function allowsWhole(limits: DatasetLimits | undefined, asked: TimeWindow, nowMs: number): boolean {
  return limits?.isEnabled === true && fitWindow(asked, limits, nowMs).note === undefined;
}

/** A window that is too long or too old for the plan is an invalid request. */
const MAY_BE_THE_PLAN: ReadonlySet<string> = new Set(['plan_limit', 'invalid_request']);

function keyOf(zoneId: string, dataset: Dataset): string {
  return `${zoneId} ${dataset}`;
}
