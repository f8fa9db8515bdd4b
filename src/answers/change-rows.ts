/** Rows of the list of changes: who changed what, by which means, and what it was before. */
import * as z from 'zod';
import { isDnsRecord } from '../cloudflare/changes/audit-entry.ts';
import { type Change, type KnownThings, rulesGoneBy, withFormer } from '../cloudflare/changes/changes.ts';
import { RULES_GONE_NAMED_MAX, VALUES_COUNTED_MAX } from '../limits/answers.ts';
import { formatTime } from '../text/moment.ts';
import type { RepeatedChange } from './repeated-changes.ts';

const ruleField = z.strictObject({
  description: z.string().optional().describe('Its name'),
  action: z.string().optional().describe('block, route, …'),
  expression: z.string().optional().describe('"…": may be a secret'),
  enabled: z.boolean().optional().describe('absent: true'),
  does: z
    .array(
      z.strictObject({
        field: z.string().describe('host_header, ssl, …'),
        value: z.string().describe('As set'),
      }),
    )
    .optional()
    .describe('Parameters'),
});

export const changeField = z.strictObject({
  time: z.string().describe('RFC 3339'),
  first: z.string().optional().describe('The first time'),
  times: z.number().optional().describe('How often, from first to time; absent: once'),
  who: z.string().optional().describe("A person's e-mail, a token's name, Cloudflare"),
  via: z.string().optional().describe('dashboard, token NAME, …'),
  action: z.string().describe('create, update, delete, …'),
  did: z.string().optional().describe('In words: Purge Cache'),
  what: z.string().describe('Kind of thing: dns_record, zone_setting, …'),
  on: z.string().optional().describe('Its name'),
  type: z.string().optional().describe('Of a record: A, CNAME, …'),
  record_id: z.string().optional().describe('Of a record that the audit entry does not name'),
  resource_id: z.string().optional().describe('Of another thing that it does not name'),
  zone: z.string().optional().describe('Zone name; absent: of the account'),
  changed: z
    .array(
      z.strictObject({
        field: z.string().describe('content, proxied, value, …'),
        before: z.string().optional().describe('absent: none, or not known'),
        after: z.string().optional().describe('absent: none'),
      }),
    )
    .optional()
    .describe('Without fields that may hold secrets'),
  phase: z.string().optional().describe('Of rules'),
  rules: z.array(ruleField).optional().describe('Those sent, in full'),
  rules_more: z.number().optional().describe('Further ones sent'),
  rules_replaced: z.boolean().optional().describe('true: all of the phase'),
  rules_gone: z.array(z.string()).optional().describe('Removed by this change'),
  result: z.string().optional().describe('absent: success. failure: refused, changed is what was asked for'),
  reason: z.string().optional().describe('Why it was refused'),
  source: z
    .string()
    .optional()
    .describe('absent: audit_log. Others know the last change only, and the values of now'),
});

export const whoField = z.strictObject({
  who: z.string().optional().describe('absent: not known'),
  via: z.string().optional().describe('As in changes'),
  count: z.number().describe('Changes, also refused ones'),
});

/** What is known of the things that changes are about: names from records, older changes of the same thing by its ID. */
export interface Knowledge {
  readonly names: KnownThings;
  readonly older: (change: Change) => readonly Change[];
}

export function toChangeRow(
  { change: found, times, firstMs }: RepeatedChange,
  { names, older }: Knowledge,
): z.input<typeof changeField> {
  const earlier = older(found);
  const change = withFormer(found, earlier);
  const { timeMs, what, changed, source, rules, resourceId = '' } = change;
  const thing = change.on === undefined ? names.get(resourceId) : change;
  const gone = rulesGoneBy(change, earlier) ?? [];
  // Each purge has an ID of its own, which names nothing.
  const isNameless = found.on === undefined && rules === undefined && times === 1;
  return {
    time: formatTime(timeMs),
    ...(times > 1 && { first: formatTime(firstMs), times }),
    who: change.who,
    via: change.via,
    action: change.action,
    did: saysMore(change) ? change.did : undefined,
    what,
    on: thing?.on,
    type: thing?.type,
    ...(isNameless && { [isDnsRecord(what) ? 'record_id' : 'resource_id']: resourceId }),
    zone: change.zone,
    ...(changed.length > 0 && { changed: [...changed] }),
    phase: rules?.phase,
    ...(rules && rules.rules.length > 0 && { rules: rules.rules.map(toRuleRow) }),
    ...(rules && rules.rulesMore > 0 && { rules_more: rules.rulesMore }),
    ...(rules?.isWhole && { rules_replaced: true }),
    ...(gone.length > 0 && { rules_gone: namedOrCounted(gone) }),
    result: change.result,
    reason: change.reason,
    ...(source !== 'audit_log' && { source }),
  };
}

/** A list that is cut says in its last text how many are left. */
function namedOrCounted(names: readonly string[]): string[] {
  const left = names.length - RULES_GONE_NAMED_MAX;
  return left > 0 ? [...names.slice(0, RULES_GONE_NAMED_MAX), `and ${left} more`] : [...names];
}

type RuleOfChange = NonNullable<Change['rules']>['rules'][number];

function toRuleRow({
  description,
  action,
  expression,
  enabled,
  does,
}: RuleOfChange): z.input<typeof ruleField> {
  return { description, action, expression, enabled, ...(does.length > 0 && { does: [...does] }) };
}

/** Where the Workers run that were changed, as far as the same changes tell: a script has no host of its own. */
export function workerRouteNotes(changes: readonly Change[]): string[] {
  const patterns = new Map<string, Set<string>>();
  for (const { changed, held = [], result } of changes) {
    const last = (name: string) => [...changed, ...held].find(({ field }) => field === name)?.after;
    const [pattern, script] = [last('pattern'), last('script')];
    if (pattern === undefined || script === undefined || result !== undefined) continue;
    patterns.set(script, (patterns.get(script) ?? new Set()).add(pattern));
  }
  const scripts = new Set(changes.flatMap(({ what, on }) => (/script|worker/i.test(what) && on ? [on] : [])));
  return [...patterns]
    .filter(([script]) => scripts.has(script))
    .slice(0, VALUES_COUNTED_MAX)
    .map(
      ([script, at]) =>
        `Routes among these changes lead to ${script}: ${namedOrCounted([...at]).join(', ')}.`,
    );
}

const SMALL_WORDS = /^(a|an|the|of|in|for|to|change|edit|modify|add|remove|patch|put|setting|settings)$/;

/** "Update DNS Record" beside `update` and `dns_record` costs tokens and tells nothing. */
function saysMore({ did, action, what, on }: Change): boolean {
  const wordsOf = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '');
  const said = new Set([action, what, on ?? ''].flatMap(wordsOf).map(singular));
  return wordsOf(did ?? '').some((word) => !SMALL_WORDS.test(word) && !said.has(singular(word)));
}

function singular(word: string): string {
  return word.replace(/s$/, '');
}

export function countByWho(changes: readonly Change[]): z.input<typeof whoField>[] {
  const counts = new Map<string, z.input<typeof whoField>>();
  for (const { who, via } of changes) {
    const key = JSON.stringify([who, via]);
    counts.set(key, { who, via, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, VALUES_COUNTED_MAX);
}
