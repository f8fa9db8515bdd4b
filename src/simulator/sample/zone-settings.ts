/** The settings of a sample zone: the defaults of its plan, and what was changed since. */
import { createRandom } from '../world/random.ts';
import { daysBefore } from '../world/time.ts';
import type { SimSetting } from '../world/world.ts';
import type { PlanName } from '../world/zone-template.ts';

export interface SettingChange {
  value: unknown;
  modified_on?: string;
  time_remaining?: number;
}

const HSTS = { enabled: true, max_age: 15_552_000, include_subdomains: true, preload: false, nosniff: true };
const NO_HSTS = { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false };

/** Settings that the Free plan shows but nobody can change there. */
const PAID_SETTINGS = new Set(['waf', 'ciphers', 'polish', 'true_client_ip_header', 'proxy_read_timeout']);

export function makeSettings(
  name: string,
  plan: PlanName,
  changes: Record<string, SettingChange>,
  now: Date,
): Record<string, SimSetting> {
  const random = createRandom(`settings ${name}`);
  const settings: Record<string, SimSetting> = {};
  for (const [id, standard] of Object.entries(defaults(plan))) {
    const change = changes[id];
    const modifiedOn = change ? daysBefore(now, random.integer(20, 300)) : null;
    settings[id] = {
      id,
      value: change ? change.value : standard,
      editable: plan !== 'Free' || !PAID_SETTINGS.has(id),
      modified_on: change?.modified_on ?? modifiedOn,
      ...(change?.time_remaining && { time_remaining: change.time_remaining }),
    };
  }
  return settings;
}

function defaults(plan: PlanName): Record<string, unknown> {
  const paid = plan === 'Free' ? 'off' : 'on';
  return {
    ssl: 'strict',
    ssl_automatic_mode: 'custom',
    min_tls_version: '1.2',
    tls_1_3: 'on',
    tls_client_auth: 'off',
    ciphers: [],
    always_use_https: 'on',
    automatic_https_rewrites: 'on',
    opportunistic_encryption: 'on',
    opportunistic_onion: 'on',
    security_header: { strict_transport_security: plan === 'Free' ? NO_HSTS : HSTS },
    security_level: 'medium',
    browser_check: 'on',
    challenge_ttl: 1800,
    email_obfuscation: 'on',
    hotlink_protection: 'off',
    server_side_exclude: 'on',
    waf: paid,
    development_mode: 'off',
    '0rtt': 'off',
    http2: 'on',
    http3: 'on',
    websockets: 'on',
    ipv6: 'on',
    ip_geolocation: 'on',
    pseudo_ipv4: 'off',
    cache_level: 'aggressive',
    browser_cache_ttl: 14_400,
    always_online: 'off',
    brotli: 'on',
    early_hints: 'off',
    rocket_loader: 'off',
    polish: 'off',
    true_client_ip_header: 'off',
    proxy_read_timeout: 100,
    max_upload: plan === 'Enterprise' ? 500 : 100,
  };
}
