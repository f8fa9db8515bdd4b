/** Makes a DNS record from a few facts, with the fields that the API adds by itself. */
import { createRandom } from './random.ts';
import { daysBefore } from './time.ts';
import type { SimRecord } from './world.ts';

export interface RecordFacts {
  type: string;
  /** The full name, with the zone. */
  name: string;
  content: string;
  proxied?: boolean;
  ttl?: number;
  priority?: number;
  data?: Record<string, string | number>;
  comment?: string;
  tags?: string[];
  /** A random day in the past, when absent. */
  modifiedOn?: string;
}

const PROXIABLE_TYPES = ['A', 'AAAA', 'CNAME'];
const PRIVATE_ADDRESS = /^(?:10\.|192\.168\.)/;

export function makeRecord(facts: RecordFacts, now: Date): SimRecord {
  const random = createRandom(`record ${facts.type} ${facts.name} ${facts.content}`);
  const proxied = facts.proxied ?? false;
  const createdDaysAgo = random.integer(90, 900);
  const modifiedOn = facts.modifiedOn ?? daysBefore(now, random.integer(5, 90));
  return {
    id: random.hex(32),
    name: facts.name,
    type: facts.type,
    content: facts.content,
    // Cloudflare does not proxy to private addresses.
    proxiable: PROXIABLE_TYPES.includes(facts.type) && !PRIVATE_ADDRESS.test(facts.content),
    proxied,
    // 1 means "automatic", the only TTL that a proxied record can have.
    ttl: proxied ? 1 : (facts.ttl ?? 300),
    ...(facts.priority !== undefined && { priority: facts.priority }),
    ...(facts.data && { data: facts.data }),
    settings: {},
    meta: {},
    comment: facts.comment ?? null,
    tags: facts.tags ?? [],
    created_on: daysBefore(now, createdDaysAgo),
    modified_on: modifiedOn,
    ...(facts.comment && { comment_modified_on: modifiedOn }),
    ...(facts.tags && { tags_modified_on: modifiedOn }),
  };
}
