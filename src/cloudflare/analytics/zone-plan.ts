/** What zones' plans allow, remembered for some minutes; asked anew where what is remembered may be out of date. */
import type { TimeWindow } from '../../text/moment.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { failureIn } from '../http/failure.ts';
import { fetchDatasetLimits, fitWindow } from './analytics.ts';
import type { Dataset, DatasetLimits, ZonePlan } from './dataset-limits.ts';

/** By the ID of the zone. */
type ZonePlans = ReadonlyMap<string, ZonePlan>;

interface PlannedQuestion<Answer> {
  readonly datasets: readonly Dataset[];
  /** Whether the plan allows what was asked for. If a remembered one does not, the plan may have grown. */
  isEnough(plan: ZonePlan): boolean;
  ask(plan: ZonePlan): Promise<Answer>;
}

/** As `askWithinPlans`, about one zone. */
export function askWithinPlan<Answer>(
  cloudflare: Cloudflare,
  zoneId: string,
  { datasets, isEnough, ask }: PlannedQuestion<Answer>,
): Promise<Answer> {
  return askWithinPlans(cloudflare, [zoneId], {
    datasets,
    isEnough,
    fetchPlans: async () => new Map([[zoneId, await fetchDatasetLimits(cloudflare, zoneId, datasets)]]),
    ask: (plans) => ask(plans.get(zoneId) ?? new Map()),
  });
}

/**
 * Asks with what the plans allow. If Cloudflare refuses what they allowed some minutes ago, the plans are asked anew, and
 * then the question, once.
 */
export async function askWithinPlans<Answer>(
  cloudflare: Cloudflare,
  zoneIds: readonly string[],
  question: Pick<PlannedQuestion<Answer>, 'datasets' | 'isEnough'> & {
    fetchPlans(): Promise<ZonePlans>;
    ask(plans: ZonePlans): Promise<Answer>;
  },
): Promise<Answer> {
  const { datasets, isEnough, fetchPlans, ask } = question;
  const memory = cloudflare.connection.plans;
  const remembered = new Map(zoneIds.map((id) => [id, rememberedPlan(memory, id, datasets)] as const));
  const isKnown = [...remembered.values()].every((plan) => plan.size === datasets.length && isEnough(plan));
  if (isKnown) {
    try {
      return await ask(remembered);
    } catch (error) {
      if (!MAY_BE_THE_PLAN.has(failureIn(error)?.kind ?? '')) throw error;
    }
  }
  const plans = await fetchPlans();
  for (const [id, plan] of plans) {
    for (const [dataset, limits] of plan) memory.set(`${id} ${dataset}`, limits);
  }
  return ask(plans);
}

/** A window that is too long or too old for the plan is an invalid request. */
const MAY_BE_THE_PLAN: ReadonlySet<string> = new Set(['plan_limit', 'invalid_request']);

function rememberedPlan(
  memory: Cloudflare['connection']['plans'],
  zoneId: string,
  datasets: readonly Dataset[],
): ZonePlan {
  return new Map(
    datasets.flatMap((dataset) => {
      const limits = memory.get(`${zoneId} ${dataset}`);
      return limits === undefined ? [] : [[dataset, limits] as const];
    }),
  );
}

/** Whether there is the dataset, and the window need not be narrowed. */
export function allowsWhole(limits: DatasetLimits | undefined, asked: TimeWindow, nowMs: number): boolean {
  return limits?.isEnabled === true && fitWindow(asked, limits, nowMs).note === undefined;
}

/** Of firewall events: the counts, where the plan has them; else the single events. */
export function eventLimits(plan: ZonePlan): DatasetLimits | undefined {
  const groups = plan.get('firewallEventsAdaptiveGroups');
  return groups?.isEnabled ? groups : plan.get('firewallEventsAdaptive');
}
