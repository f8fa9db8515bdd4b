/** Groups of a dataset of which a plan may refuse single fields: what it does not include is left out, and told. */
import type { Cloudflare } from '../cloudflare.ts';
import { CloudflareFailure, failureIn } from '../http/failure.ts';
import {
  type Dataset,
  type DatasetLimits,
  fetchGroups,
  type Group,
  type GroupQuestion,
} from './analytics.ts';

export interface PermittedGroups<Name extends string> {
  /** Without those that were refused. */
  readonly groups: Readonly<Partial<Record<Name, readonly Group[]>>>;
  /** Names of the questions that were left out, or that lost their averages -> the field that is the reason. */
  readonly refused: ReadonlyMap<Name, string>;
}

/**
 * Cloudflare refuses a whole document because of one field, so that questions with it are left out: before asking, where
 * the zone's settings tell, and else when they are refused.
 * @param required questions without which there is no answer.
 * @throws CloudflareFailure
 */
export async function fetchPermittedGroups<Name extends string>(
  cloudflare: Cloudflare,
  zoneId: string,
  dataset: Exclude<Dataset, 'firewallEventsAdaptive'>,
  { availableFields }: Pick<DatasetLimits, 'availableFields'>,
  questions: Readonly<Record<Name, GroupQuestion>>,
  required: readonly Name[] = [],
): Promise<PermittedGroups<Name>> {
  const refused = new Map<Name, string>();
  let left = Object.entries(questions) as [Name, GroupQuestion][];
  const refuse = (isRefused: (kind: 'dimensions' | 'avg', field: string) => boolean) => {
    left = left.flatMap(([name, question]): [Name, GroupQuestion][] => {
      const dimension = question.by.find((field) => isRefused('dimensions', field));
      const average = question.averages?.find((field) => isRefused('avg', field));
      const reason = dimension ?? average;
      if (reason === undefined) return [[name, question]];
      if (required.includes(name))
        throw new CloudflareFailure('plan_limit', { path: '/graphql', refusedField: reason });
      refused.set(name, reason);
      const averages = question.averages?.filter((field) => !isRefused('avg', field)) ?? [];
      const isLeft = averages.length > 0 || question.by.length > 0;
      return dimension === undefined && isLeft ? [[name, { ...question, averages }]] : [];
    });
  };
  if (availableFields !== undefined && availableFields.size > 0) {
    refuse((kind, field) => !availableFields.has(`${kind}_${field}`));
  }
  while (left.length > 0) {
    try {
      const asked = Object.fromEntries(left) as Record<Name, GroupQuestion>;
      return { groups: await fetchGroups(cloudflare, zoneId, dataset, asked), refused };
    } catch (error) {
      // Cloudflare writes the name in small letters.
      const field = failureIn(error)?.facts.refusedField?.toLowerCase();
      const before = left.length;
      const averagesBefore = countAverages(left);
      if (field !== undefined) refuse((_kind, name) => name.toLowerCase() === field);
      // The loop ends: each turn has fewer questions, or fewer averages.
      if (left.length === before && countAverages(left) === averagesBefore) throw error;
    }
  }
  return { groups: {} as PermittedGroups<Name>['groups'], refused };
}

function countAverages(questions: readonly (readonly [string, GroupQuestion])[]): number {
  return questions.reduce((sum, [, { averages }]) => sum + (averages?.length ?? 0), 0);
}
