/** What an action of the firewall means for the visitor, and what acted where no rule is named. */

/** In the order of what a responder looks for first. */
export const EFFECTS = ['blocked', 'challenged', 'challenge_passed', 'logged', 'other'] as const;
export type Effect = (typeof EFFECTS)[number];

/** These let the request pass: a log is no block. */
const PASSED = [
  'challenge_solved',
  'jschallenge_solved',
  'managed_challenge_skipped',
  'managed_challenge_non_interactive_solved',
  'managed_challenge_interactive_solved',
  'challenge_bypassed',
  'jschallenge_bypassed',
  'managed_challenge_bypassed',
];
const LOGGED = ['log', 'simulate'];
const LET_THROUGH = ['allow', 'skip', 'bypass'];

/** Actions that stop nobody. Whatever Cloudflare adds one day is looked at like a block. */
export const HARMLESS_ACTIONS: readonly string[] = [...PASSED, ...LOGGED, ...LET_THROUGH];

export function effectOf(action: string): Effect {
  if (PASSED.includes(action)) return 'challenge_passed';
  if (LOGGED.includes(action)) return 'logged';
  if (/block|drop|close/i.test(action)) return 'blocked';
  return /challenge/i.test(action) ? 'challenged' : 'other';
}

/** What acts without a rule of its own, as people know it. */
const SOURCES = new Map([
  ['asn', 'IP Access rule: network'],
  ['bic', 'Browser Integrity Check'],
  ['botFight', 'Bot Fight Mode'],
  ['botManagement', 'Bot Management'],
  ['country', 'IP Access rule: country'],
  ['hot', 'Hotlink Protection'],
  ['ip', 'IP Access rule: address'],
  ['ipRange', 'IP Access rule: range'],
  ['l7ddos', 'HTTP DDoS protection'],
  ['rateLimit', 'rate limiting rule'],
  ['securityLevel', 'Security Level, or Under Attack mode'],
  ['uaBlock', 'User Agent Blocking'],
  ['validation', 'validation of the request'],
  ['zoneLockdown', 'Zone Lockdown'],
]);

/** Undefined for a source that always has rules, or that is not known. */
export function nameOfSource(source: string | undefined): string | undefined {
  return source === undefined ? undefined : SOURCES.get(source);
}
