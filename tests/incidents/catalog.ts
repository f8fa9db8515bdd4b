/** All incidents. A class has one world, or several when it has several causes. */
import { ATTACK_INCIDENTS } from './classes/attacks.ts';
import { RECORD_INCIDENTS } from './classes/dns-records.ts';
import { NETWORK_INCIDENTS } from './classes/network.ts';
import { ORIGIN_INCIDENTS } from './classes/origin.ts';
import { ORIGIN_EVIDENCE } from './classes/origin-evidence.ts';
import { OTHER_CAUSES } from './classes/other-causes.ts';
import { PRODUCT_INCIDENTS } from './classes/products.ts';
import { ROUTE_INCIDENTS } from './classes/routes-to-origin.ts';
import { RULE_INCIDENTS } from './classes/rules.ts';
import { SECURITY_INCIDENTS } from './classes/security.ts';
import { TLS_INCIDENTS } from './classes/tls.ts';
import { WORKER_INCIDENTS } from './classes/workers.ts';
import { ZONE_INCIDENTS } from './classes/zones.ts';
import type { Incident } from './incident.ts';

export const INCIDENTS: readonly Incident[] = [
  ...ORIGIN_INCIDENTS,
  ...ROUTE_INCIDENTS,
  ...ORIGIN_EVIDENCE,
  ...RULE_INCIDENTS,
  ...SECURITY_INCIDENTS,
  ...ATTACK_INCIDENTS,
  ...TLS_INCIDENTS,
  ...RECORD_INCIDENTS,
  ...ZONE_INCIDENTS,
  ...WORKER_INCIDENTS,
  ...PRODUCT_INCIDENTS,
  ...NETWORK_INCIDENTS,
  ...OTHER_CAUSES,
];

/** `o-lb/origins` is another world of the class `o-lb`. */
export const classOf = ({ id }: Incident): string => id.split('/')[0] ?? id;

/** A world without trouble, about which nothing may be made up. */
export const isQuiet = (incident: Incident): boolean => classOf(incident) === 'quiet';
