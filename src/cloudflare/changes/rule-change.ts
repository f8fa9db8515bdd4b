/** Changes of rulesets: which phase, and for each rule that was sent what it matches and does, without what may be a secret. */
import { RULE_PARAMETERS_MAX, RULES_OF_CHANGE_MAX, VALUE_CHARS_MAX } from '../../limits/answers.ts';
import { toBoolean, toText } from '../../text/field-value.ts';
import { plainText } from '../../text/plain-text.ts';
import { isObject, type Json, resultOf } from './audit-body.ts';
import { maskExpression } from './mask-expression.ts';

interface RuleShown {
  readonly description: string | undefined;
  readonly action: string | undefined;
  readonly expression: string | undefined;
  readonly enabled: boolean | undefined;
  readonly does: readonly { readonly field: string; readonly value: string }[];
}

export interface RuleChange {
  /** In words, and in Cloudflare's own. */
  readonly phase: string | undefined;
  /** Whether all rules of the phase were replaced, as programs do it; else one rule was changed. */
  readonly isWhole: boolean;
  /** Those that were sent: as many as are shown. */
  readonly rules: readonly RuleShown[];
  readonly rulesMore: number;
  /** All rules after the change, by ID: what is missing here later is gone. */
  readonly after: ReadonlyMap<string, string> | undefined;
}

/** What visitors of the dashboard know each phase as. */
const PHASES: Readonly<Record<string, string>> = {
  http_request_dynamic_redirect: 'single redirect rules',
  http_request_redirect: 'bulk redirects',
  http_request_transform: 'transform rules (rewrite URL)',
  http_request_late_transform: 'transform rules (request headers)',
  http_response_headers_transform: 'transform rules (response headers)',
  http_config_settings: 'configuration rules',
  http_request_origin: 'origin rules',
  http_request_cache_settings: 'cache rules',
  http_request_firewall_custom: 'custom rules of the WAF',
  http_request_firewall_managed: 'managed rules of the WAF',
  http_response_firewall_managed: 'sensitive data detection',
  http_ratelimit: 'rate limiting rules',
  http_request_sbfm: 'Super Bot Fight Mode',
  ddos_l7: 'HTTP DDoS protection',
  ddos_l4: 'network DDoS protection',
  http_response_compression: 'compression rules',
  http_custom_errors: 'custom error rules',
  http_request_snippets: 'snippet rules',
  http_request_cloud_connector: 'Cloud Connector rules',
  http_log_custom_fields: 'custom log fields',
  magic_transit: 'Magic Firewall',
};

/** Undefined where the entry is not about a ruleset. */
export function parseRuleChange(request: unknown, response: unknown, uri: string): RuleChange | undefined {
  const result = resultOf(response);
  const phase = toText(result?.phase) ?? /\/phases\/(\w+)/.exec(uri)?.[1] ?? toText(resultOf(request)?.phase);
  if (phase === undefined && !/\/rulesets(\/|$)/.test(uri)) return undefined;
  const sent = resultOf(request);
  const all = rulesIn(result);
  const isWhole = Array.isArray(sent?.rules);
  const rules = isWhole ? rulesIn(sent) : oneRule(sent, all, uri);
  const shown = rules.slice(0, RULES_OF_CHANGE_MAX);
  const words = phase !== undefined && Object.hasOwn(PHASES, phase) ? PHASES[phase] : undefined;
  return {
    phase: words === undefined ? phase : `${words}: ${phase}`,
    isWhole,
    rules: shown.map(toRuleShown),
    rulesMore: rules.length - shown.length,
    after: Array.isArray(result?.rules) ? namesOf(all) : undefined,
  };
}

/** Which rules are there no more, by what they were called. */
export function rulesGone(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  // Terraform makes rules anew: another ID is the same rule if it is called the same.
  const names = new Set(after.values());
  return [...before].flatMap(([id, name]) => (after.has(id) || names.has(name) ? [] : [name]));
}

function rulesIn(body: Json | undefined): Json[] {
  return Array.isArray(body?.rules) ? body.rules.filter(isObject) : [];
}

/** A rule that is changed is sent in part: its name is in the answer, which has all rules. */
function oneRule(sent: Json | undefined, all: readonly Json[], uri: string): Json[] {
  const id = /\/rules\/(\w+)/.exec(uri)?.[1];
  const whole = id === undefined ? undefined : all.find((rule) => rule.id === id);
  const rule = { ...whole, ...sent };
  return ['expression', 'action', 'description', 'enabled', 'action_parameters'].some((name) => name in rule)
    ? [rule]
    : [];
}

function namesOf(rules: readonly Json[]): ReadonlyMap<string, string> {
  return new Map(
    rules.flatMap((rule) => {
      const id = toText(rule.id) ?? toText(rule.ref);
      const { description, action, expression } = toRuleShown(rule);
      const name = [action, description ?? expression].filter((each) => each !== undefined).join(': ');
      return id === undefined || name === '' ? [] : [[id, name] as const];
    }),
  );
}

function toRuleShown(rule: Json): RuleShown {
  return {
    description: shorten(rule.description),
    action: shorten(rule.action),
    expression: shorten(typeof rule.expression === 'string' ? maskExpression(rule.expression) : undefined),
    enabled: toBoolean(rule.enabled) === false ? false : undefined,
    does: [
      ...parametersOf(rule.action_parameters, ''),
      ...parametersOf(rule.ratelimit, ''),
      ...parametersOf(rule.exposed_credential_check, ''),
    ].slice(0, RULE_PARAMETERS_MAX),
  };
}

/** Names of parameters that hold no secret. Values of headers and bodies of responses are not among them. */
const HARMLESS =
  /^(status_code|target_url|preserve_query_string|host_header|host|port|sni|value|expression|path|query|cache|mode|default|ttl|origin_cache_control|respect_strong_etags|ruleset|rulesets|phases|products|rules|id|version|enabled|sensitivity_level|score_threshold|action|increment|operation|name|from_list|polish|ssl|security_level|automatic_https_rewrites|autominify|bic|browser_cache_ttl|disable_\w+|email_obfuscation|fonts|hotlink_protection|mirage|opportunistic_encryption|rocket_loader|server_side_excludes|sxg|requests_per_period|score_per_period|period|mitigation_timeout|requests_to_origin|characteristics|counting_expression|algorithms|content_type)$/;

function parametersOf(value: unknown, path: string): { field: string; value: string }[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'headers') return headersIn(inner);
    const field = path === '' ? name : `${path}.${name}`;
    const isHarmless = HARMLESS.test(name) || path.endsWith('rules');
    if (isObject(inner)) return isHarmless || CONTAINERS.test(name) ? parametersOf(inner, field) : [];
    if (Array.isArray(inner) && inner.some(isObject)) {
      return isHarmless || CONTAINERS.test(name) ? inner.flatMap((each) => parametersOf(each, field)) : [];
    }
    const text = isHarmless ? toParameter(name, path, inner) : undefined;
    return text === undefined ? [] : [{ field, value: text }];
  });
}

const CONTAINERS =
  /^(from_value|uri|origin|edge_ttl|browser_ttl|serve_stale|overrides|categories|response|status_code_ttl|status_code_range)$/;

function toParameter(name: string, path: string, value: unknown): string | undefined {
  if (name === 'expression' || name === 'counting_expression') {
    return shorten(typeof value === 'string' ? maskExpression(value) : undefined);
  }
  // A query that is set may hold a key.
  if (/(^|\.)query$/.test(path) && name === 'value') return '…';
  const text = toText(value);
  return shorten(text?.replace(/\?[\s\S]*$/, '?…'));
}

/** Which headers are set or removed; never to what. */
function headersIn(headers: unknown): { field: string; value: string }[] {
  if (!isObject(headers)) return [];
  return Object.entries(headers).map(([name, how]) => {
    const operation = isObject(how) ? (toText(how.operation) ?? 'set') : 'set';
    return {
      field: `headers.${plainText(name, VALUE_CHARS_MAX)}`,
      value: plainText(operation, VALUE_CHARS_MAX),
    };
  });
}

function shorten(value: unknown): string | undefined {
  const text = toText(value);
  return text === undefined ? undefined : plainText(text, VALUE_CHARS_MAX);
}
