/** What people and programs changed, as audit log v2 documents it: what was sent, and the envelope that answered. */
import {
  type AuditFacts,
  DANA,
  makeAuditEntry,
  TERRAFORM,
} from '../../src/simulator/sample/audit-entry-template.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { DAY_MINUTES } from '../../src/simulator/world/time.ts';
import type { SimRecord } from '../../src/simulator/world/world.ts';
import { ago, BEGAN, recordOf, type Scene, ZONE } from './world.ts';

/** Who, and how long ago; by default Dana, a minute before the trouble. */
export type When = Partial<Pick<AuditFacts, 'by' | 'minutesAgo'>>;

export function audited(
  { world, now }: Scene,
  facts: Omit<AuditFacts, 'by' | 'minutesAgo' | 'response'> & When & { result?: unknown; refusal?: string },
): void {
  const [account] = world.accounts;
  if (!account) throw new Error('The world has no account.');
  const { result, refusal, ...others } = facts;
  const response =
    refusal === undefined
      ? { success: true, errors: [], messages: [], result }
      : { success: false, errors: [{ code: 10000, message: refusal }], messages: [], result: null };
  const filled = { by: DANA, minutesAgo: BEGAN + 1, response, ...others };
  world.audit_log.push(makeAuditEntry(filled, account, now));
}

/** An entry of the account: it has no zone. */
export function accountChanged(
  scene: Scene,
  facts: Pick<AuditFacts, 'type' | 'description' | 'product' | 'resourceType' | 'path'> &
    Partial<AuditFacts> & { result?: unknown },
): void {
  const methods: Record<string, string> = { create: 'POST', delete: 'DELETE' };
  audited(scene, { method: methods[facts.type] ?? 'PATCH', ...facts });
}

const publicFields = ({ id, name, type, content, proxied, ttl }: SimRecord) => ({
  id,
  name,
  type,
  content,
  proxied,
  ttl,
});

export function recordChanged(
  scene: Scene,
  name: string,
  type: string,
  changes: Partial<SimRecord>,
  when: When = {},
) {
  const record = recordOf(scene, name, type);
  recordCreatedLongAgo(scene, record);
  Object.assign(record, changes, { modified_on: ago(scene, when.minutesAgo ?? BEGAN + 1) });
  audited(scene, {
    ...dnsEntry(record, 'update', 'PATCH'),
    request: changes,
    result: publicFields(record),
    ...when,
  });
}

export function recordCreated(scene: Scene, record: SimRecord, when: When = {}): void {
  const at = ago(scene, when.minutesAgo ?? BEGAN + 1);
  Object.assign(record, { created_on: at, modified_on: at });
  const { name, type, content, proxied, ttl } = record;
  audited(scene, {
    ...dnsEntry(record, 'create', 'POST'),
    request: { name, type, content, proxied, ttl },
    result: publicFields(record),
    ...when,
  });
}

/** The API answers a deletion with the ID alone. What it was, only the entry of its creation tells. */
export function recordDeleted(scene: Scene, name: string, type: string, when: When = {}): void {
  const record = recordOf(scene, name, type);
  recordCreatedLongAgo(scene, record);
  scene.zone.records = scene.zone.records.filter((each) => each !== record);
  audited(scene, { ...dnsEntry(record, 'delete', 'DELETE'), result: { id: record.id }, ...when });
}

function recordCreatedLongAgo(scene: Scene, record: SimRecord): void {
  const { name, type, content, proxied, ttl } = record;
  audited(scene, {
    ...dnsEntry(record, 'create', 'POST'),
    minutesAgo: 40 * DAY_MINUTES,
    by: TERRAFORM,
    request: { name, type, content, proxied, ttl },
    result: publicFields(record),
  });
}

function dnsEntry({ id }: SimRecord, type: 'create' | 'update' | 'delete', method: string) {
  const words = { create: 'Create', update: 'Update', delete: 'Delete' };
  return {
    type,
    description: `${words[type]} DNS Record`,
    product: 'dns_records',
    resourceType: 'dns_record',
    resourceId: id,
    method,
    path: type === 'create' ? '/dns_records' : `/dns_records/${id}`,
    zone: ZONE,
  };
}

export function settingChanged(scene: Scene, id: string, value: unknown, when: When = {}): void {
  const modified_on = ago(scene, when.minutesAgo ?? BEGAN + 1);
  scene.zone.settings[id] = { id, editable: true, ...scene.zone.settings[id], value, modified_on };
  audited(scene, {
    type: 'update',
    description: `Change setting ${id}`,
    product: 'zone_settings',
    resourceType: 'zone_setting',
    resourceId: id,
    method: 'PATCH',
    path: `/settings/${id}`,
    zone: ZONE,
    request: { value },
    result: { id, value, editable: true, modified_on },
    ...when,
  });
}

export interface Rule {
  readonly description: string;
  readonly expression: string;
  readonly action: string;
  readonly action_parameters?: Record<string, unknown>;
  readonly ratelimit?: Record<string, unknown>;
}

/** A rule added to the ruleset of a phase. The answer is the whole ruleset, and its name says nothing. */
export function ruleAdded(scene: Scene, phase: string, rule: Rule, when: When = {}): void {
  rulesSent(scene, phase, { method: 'POST', sent: { enabled: true, ...rule }, rules: [rule] }, when);
}

/** All rules of a phase replaced at once, as Terraform does it. */
export function rulesReplaced(scene: Scene, phase: string, rules: Rule[], when: When = {}): void {
  rulesSent(scene, phase, { method: 'PUT', sent: { rules }, rules }, { by: TERRAFORM, ...when });
}

function rulesSent(
  scene: Scene,
  phase: string,
  { method, sent, rules }: { method: string; sent: unknown; rules: Rule[] },
  when: When,
): void {
  const id = createRandom(`ruleset ${phase}`).hex(32);
  audited(scene, {
    type: 'update',
    description: method === 'POST' ? 'Create a zone ruleset rule' : 'Update a zone entry point ruleset',
    product: 'rulesets',
    resourceType: 'ruleset',
    resourceId: id,
    method,
    path: method === 'POST' ? `/rulesets/${id}/rules` : `/rulesets/phases/${phase}/entrypoint`,
    zone: ZONE,
    request: sent,
    result: {
      id,
      name: 'default',
      description: '',
      kind: 'zone',
      version: '7',
      phase,
      last_updated: ago(scene, when.minutesAgo ?? BEGAN + 1),
      rules: rules.map((rule) => ({
        id: createRandom(`rule ${rule.description}`).hex(32),
        version: '1',
        enabled: true,
        ...rule,
      })),
    },
    ...when,
  });
}
