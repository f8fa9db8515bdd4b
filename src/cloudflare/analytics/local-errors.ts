/** Errors by host and by path, each with its status, now and before: a zone may be well as a whole while one path fails. */
import { BREAKDOWN_ROWS_MAX } from '../../limits/cloudflare.ts';
import type { FittedWindow, Group, GroupQuestion } from './analytics.ts';
import type { RequestFilter } from './http-errors.ts';
import { EYEBALL } from './request-classes.ts';

export const LOCAL_PLACES = { host: 'clientRequestHTTPHost', path: 'clientRequestPath' } as const;
type LocalPlace = keyof typeof LOCAL_PLACES;
const NAMES = Object.keys(LOCAL_PLACES) as LocalPlace[];
const STATUS = 'edgeResponseStatus';

export interface LocalErrors {
  readonly place: LocalPlace;
  readonly value: string;
  readonly status: number;
  readonly requests: number;
  /** All requests there; undefined where there are too many places to know. */
  readonly of: number | undefined;
  /** The same in the window before; undefined where it is not known. */
  readonly before: { readonly requests: number; readonly of: number } | undefined;
}

/** What is asked beside all requests by host and by path (`host_all`, `path_all`). */
export function localQuestions(window: FittedWindow, filter: RequestFilter): Record<string, GroupQuestion> {
  const { earlier } = window;
  const ofErrors = { ...EYEBALL, edgeResponseStatus_geq: 400, ...filter };
  const questions: Record<string, GroupQuestion> = {};
  for (const name of NAMES) {
    const [by, limit] = [LOCAL_PLACES[name], BREAKDOWN_ROWS_MAX];
    questions[`${name}_errors`] = { by: [by, STATUS], window, filter: ofErrors, limit };
    if (earlier === undefined) continue;
    questions[`${name}_errors_before`] = { by: [by, STATUS], window: earlier, filter: ofErrors, limit };
    questions[`${name}_all_before`] = {
      by: [by],
      window: earlier,
      filter: { ...EYEBALL, ...filter },
      limit,
    };
  }
  return questions;
}

/** The most frequent first, those of hosts before those of paths. */
export function toLocalErrors(groups: Readonly<Partial<Record<string, readonly Group[]>>>): LocalErrors[] {
  return NAMES.flatMap((place) => {
    const by = LOCAL_PLACES[place];
    const all = counter(groups[`${place}_all`], [by]);
    const allBefore = counter(groups[`${place}_all_before`], [by]);
    const errorsBefore = counter(groups[`${place}_errors_before`], [by, STATUS]);
    return (groups[`${place}_errors`] ?? []).map((group) => {
      const [requestsBefore, ofBefore] = [errorsBefore(group), allBefore(group)];
      const of = all(group);
      return {
        place,
        value: String(group.dimensions[by] ?? ''),
        status: Number(group.dimensions[STATUS] ?? 0),
        requests: group.count,
        of: of && Math.max(of, group.count),
        before:
          requestsBefore === undefined || ofBefore === undefined
            ? undefined
            : { requests: requestsBefore, of: Math.max(ofBefore, requestsBefore) },
      };
    });
  });
}

/** Counts by the same dimensions: 0 for what is missing from a whole list, undefined for what is missing from one that was cut. */
function counter(groups: readonly Group[] | undefined, by: readonly string[]) {
  const keyOf = ({ dimensions }: Group) => by.map((name) => String(dimensions[name] ?? '')).join('\n');
  const counts = new Map((groups ?? []).map((group) => [keyOf(group), group.count]));
  const isWhole = groups !== undefined && groups.length < BREAKDOWN_ROWS_MAX;
  return (group: Group): number | undefined => counts.get(keyOf(group)) ?? (isWhole ? 0 : undefined);
}
