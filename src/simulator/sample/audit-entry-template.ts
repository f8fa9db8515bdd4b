/** Makes an audit log entry from a few facts; lists the people, tokens and systems that act in the sample account. */

import type { SimActor, SimAuditEntry } from '../world/audit-log.ts';
import { createRandom } from '../world/random.ts';
import { minutesBefore } from '../world/time.ts';
import type { SimAccount } from '../world/world.ts';
import { zoneId } from '../world/zone-template.ts';

interface Actor {
  actor: SimActor;
  userAgent: string;
}

export interface AuditFacts {
  minutesAgo: number;
  by: Actor;
  /** `create`, `update`, `delete`, `view`, and whatever Cloudflare adds next. */
  type: string;
  description: string;
  product: string;
  resourceType: string;
  resourceId?: string;
  method: string;
  /** What follows the path of the zone or of the account. */
  path: string;
  /** The name of the zone; absent when the entry is about the account. */
  zone?: string;
  request?: unknown;
  response?: unknown;
  status?: number;
}

const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15';

/** Dana made the change that started the incident. */
export const DANA = person('dana.okafor@northwind.example', '192.0.2.44');
export const LIWEI = person('li.wei@northwind.example', '192.0.2.61');
export const SAMIRA = person('samira.haddad@northwind.example', '2001:db8:40::17');
export const TERRAFORM = token('terraform-ci', 'Terraform/1.14.2 terraform-provider-cloudflare/5.21.0');
export const EXTERNAL_DNS = token('external-dns', 'external-dns/v0.21.0');
export const SYSTEM: Actor = {
  actor: { id: '', type: 'system', context: 'api' },
  userAgent: '',
};
/** A type and a context that no SDK knows yet. */
export const AGENT: Actor = {
  actor: { id: createRandom('actor agent').hex(32), type: 'ai_agent', context: 'agent_session' },
  userAgent: 'cloudflare-agent/2.0',
};

export function makeAuditEntry(facts: AuditFacts, account: SimAccount, now: Date): SimAuditEntry {
  const { zone: zoneName, by, status = 200 } = facts;
  const random = createRandom(`audit ${facts.minutesAgo} ${facts.description} ${facts.path}`);
  const root = zoneName ? `/zones/${zoneId(zoneName)}` : `/accounts/${account.id}`;
  return {
    id: random.uuid(),
    account: { id: account.id, name: account.name },
    action: {
      time: minutesBefore(now, facts.minutesAgo),
      type: facts.type,
      result: status < 400 ? 'success' : 'failure',
      description: facts.description,
    },
    actor: by.actor,
    resource: {
      id: facts.resourceId ?? random.hex(32),
      type: facts.resourceType,
      product: facts.product,
      scope: zoneName ? 'zones' : 'accounts',
      ...(facts.request !== undefined && { request: facts.request }),
      ...(facts.response !== undefined && { response: facts.response }),
    },
    ...(zoneName && { zone: { id: zoneId(zoneName), name: zoneName } }),
    raw: {
      method: facts.method,
      uri: `${root}${facts.path}`,
      status_code: status,
      cf_ray_id: random.hex(16),
      user_agent: by.userAgent,
    },
  };
}

function person(email: string, address: string): Actor {
  const id = createRandom(`actor ${email}`).hex(32);
  return { actor: { id, type: 'user', context: 'dash', email, ip_address: address }, userAgent: BROWSER };
}

/** An account token has no e-mail address: only its name tells what it is for. */
function token(name: string, userAgent: string): Actor {
  const random = createRandom(`actor token ${name}`);
  const actor = {
    id: random.hex(32),
    type: 'account',
    context: 'api_token',
    token_id: random.hex(32),
    token_name: name,
    ip_address: '192.0.2.200',
  };
  return { actor, userAgent };
}
