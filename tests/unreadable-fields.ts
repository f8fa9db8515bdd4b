/** Asks a tool again and again while one field of Cloudflare's answers is unreadable, each time another one. */
import type { RecordedRequest } from '../src/simulator/simulator.ts';
import type { World } from '../src/simulator/world/world.ts';
import { type Answer, connect } from './client.ts';

/** What a field becomes. */
const MUTATIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  absent: () => undefined,
  null: () => null,
  'of another type': (value) => (typeof value === 'object' ? 'odd' : { odd: true }),
};

export interface Case {
  readonly tool: string;
  readonly input: Record<string, unknown>;
  readonly world: World;
}

/** A request's answer without IDs and without the names of settings, so that each kind of answer is tried once. */
function kindOf({ path }: RecordedRequest): string {
  return path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}/g, '{id}')
    .replace(/settings\/\w+/, 'settings/{name}');
}

/** `.result[].status`: the field in all rows. What belongs to the envelope alone is left out: it is the SDK's. */
function fieldsIn(value: unknown, at = ''): string[] {
  if (Array.isArray(value))
    return [...new Set(value.slice(0, 40).flatMap((each) => fieldsIn(each, `${at}[]`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .map(([key, inner]) => [`${at}.${key}`, inner] as const)
    .filter(([field]) => !/^\.(success|errors|messages|result_info|page)\b/.test(field))
    .flatMap(([field, inner]) => [field, ...fieldsIn(inner, field)]);
}

/** `.result`, `.result[].origins`: lists of objects. */
function listsIn(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Array.isArray(value)
    ? value.slice(0, 40).flatMap((each) => listsIn(each, `${at}[]`))
    : Object.entries(value).flatMap(([key, each]) => listsIn(each, `${at}.${key}`));
  const isList = Array.isArray(value) && typeof value[0] === 'object';
  return [...(isList ? [at] : []), ...inner];
}

function mutate(value: unknown, field: string, to: (value: unknown) => unknown, at = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => mutate(each, field, to, `${at}[]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const here = `${at}.${key}`;
      if (here === field) return [key, to(inner)];
      return [key, field.startsWith(here) ? mutate(inner, field, to, here) : inner];
    }),
  );
}

/** Asks the tool again and again, each time with one field of one kind of answer made unreadable. */
export function openCase({ tool, input, world }: Case) {
  const sent = new Map<string, { status: number; body: unknown }>();
  const fields = new Map<string, Set<string>>();
  const lists = new Map<string, Set<string>>();
  let mutated: { kind: string; field: string; to: (value: unknown) => unknown } | undefined;
  const faults = [
    {
      when: () => true,
      answer: async (
        request: RecordedRequest,
        _signal: unknown,
        proceed: () => Response | Promise<Response>,
      ) => {
        // The simulator computes each answer once: nothing but the mutation differs.
        const key = `${request.url} ${request.body ?? ''}`;
        let known = sent.get(key);
        if (known === undefined) {
          const response = await proceed();
          known = { status: response.status, body: await response.json() };
          sent.set(key, known);
        }
        const kind = kindOf(request);
        if (mutated === undefined) {
          const seen = fields.get(kind) ?? new Set();
          for (const field of fieldsIn(known.body)) seen.add(field);
          fields.set(kind, seen);
          lists.set(kind, new Set([...(lists.get(kind) ?? []), ...listsIn(known.body)]));
        }
        const body = mutated?.kind === kind ? mutate(known.body, mutated.field, mutated.to) : known.body;
        return Response.json(body, { status: known.status });
      },
    },
  ];
  const ask = async (fresh: typeof mutated): Promise<Answer> => {
    mutated = fresh;
    // A connection of its own for each: one remembers zones, and would wait for Cloudflare's rate limit.
    const session = await connect({ world, faults });
    const answer = await session.call(tool, input);
    await session.close();
    return answer;
  };
  return { ask, fields, lists };
}

/** Deep inside, null is left out: there are many fields, and code that takes absent takes null. */
export function mutationsOf(field: string) {
  const { absent, null: toNull, 'of another type': toOther } = MUTATIONS;
  return field.split('.').length > 3 ? [absent!, toOther!] : [absent!, toNull!, toOther!];
}

/** Of zones, only what decides which one is meant; of people and plans, nothing inside; of a probe, only whether there is a result at all. */
export function isWorthTrying(tool: string, kind: string, field: string): boolean {
  if (kind === '/zones' && tool !== 'list_zones')
    return /^\.result(\[\]\.(id|name|status|paused|type))?$/.test(field);
  if (tool === 'test_connection') return /^\.(result|data(\.viewer(\.zones)?)?)$/.test(field);
  return !/\b(owner|plan|account|meta|tenant|actor|raw|permissions)\b(\[\])?\./.test(field);
}
