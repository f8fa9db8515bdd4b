/** The firewall events of a zone, minute by minute: a few on ordinary days, many during an attack. */
import { createRandom, type Random } from '../world/random.ts';
import { MINUTE_MS } from '../world/time.ts';
import type { SimAttack, SimNetwork } from '../world/traffic.ts';
import type { SimZone } from '../world/world.ts';
import type { Batch, Kind } from './batch.ts';

/** Attacks have more events than this. Only so many are kept, and each counts for several. */
const SAMPLES_PER_MINUTE = 12;

interface OrdinaryRule {
  action: string;
  source: string;
  path: string;
  description: string;
}

const ORDINARY_RULES: [OrdinaryRule, ...OrdinaryRule[]] = [
  {
    action: 'block',
    source: 'firewallManaged',
    path: '/wp-login.php',
    description: 'Wordpress - Broken Access Control',
  },
  { action: 'block', source: 'firewallCustom', path: '/.env', description: 'Block scanners' },
  { action: 'managed_challenge', source: 'firewallCustom', path: '/login', description: 'Challenge bots' },
  { action: 'log', source: 'rateLimit', path: '/api/v1/stock', description: 'Stock API, 100 per minute' },
];
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36';
const ORDINARY_NETWORKS: SimNetwork[] = [
  { asn: '64500', name: 'EXAMPLE-TELECOM', country: 'DE', prefix: '203.0.113.', user_agent: BROWSER },
  { asn: '64501', name: 'EXAMPLE-MOBILE', country: 'US', prefix: '2001:db8:77::', user_agent: BROWSER },
  { asn: '64502', name: 'EXAMPLE-CLOUD', country: 'FR', prefix: '198.51.100.', user_agent: BROWSER },
];

/** Every minute that overlaps the span. Events have their own second, so the caller cuts exactly. */
export function* firewallBatches(zone: SimZone, from: number, to: number): Generator<Batch> {
  const { firewall_events_per_hour: perHour } = zone.traffic;
  const attacks = zone.traffic.attacks.map((attack) => ({
    attack,
    since: Date.parse(attack.since),
    until: attack.until ? Date.parse(attack.until) : Number.POSITIVE_INFINITY,
  }));
  for (let minute = Math.floor(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) {
    const random = createRandom(`firewall ${zone.name} ${minute / MINUTE_MS}`);
    const ordinary = random.integer(1, 3600) <= perHour * 60 ? [ordinaryEvent(zone, minute, random)] : [];
    if (ordinary.length > 0)
      yield { minute, kinds: ordinary, counts: () => new Float64Array(ordinary.length).fill(1), interval: 1 };
    for (const { attack, since, until } of attacks) {
      if (minute < since || minute >= until) continue;
      const interval = Math.max(1, Math.round(attack.events_per_minute / SAMPLES_PER_MINUTE));
      const kinds = Array.from(
        { length: Math.min(SAMPLES_PER_MINUTE, attack.events_per_minute) },
        (_, index) =>
          attackEvent(zone, attack, minute, random, index === 0 ? (minute - since) / MINUTE_MS : undefined),
      );
      yield { minute, kinds, counts: () => new Float64Array(kinds.length).fill(interval), interval };
    }
  }
}

function ordinaryEvent(zone: SimZone, minute: number, random: Random): Kind {
  const rule = ORDINARY_RULES[random.integer(0, ORDINARY_RULES.length - 1)] ?? ORDINARY_RULES[0];
  const network = ORDINARY_NETWORKS[random.integer(0, ORDINARY_NETWORKS.length - 1)];
  return toKind(zone, minute, random, network, {
    action: rule.action,
    source: rule.source,
    ruleId: createRandom(`rule ${rule.description}`).hex(32),
    description: rule.description,
    clientRequestPath: rule.path,
    clientRequestHTTPHost: zone.traffic.hosts[0]?.name ?? zone.name,
    clientRequestHTTPMethodName: 'GET',
  });
}

/** @param number of the minute in the attack, for its first event. */
function attackEvent(
  zone: SimZone,
  attack: SimAttack,
  minute: number,
  random: Random,
  number: number | undefined,
): Kind {
  const { networks } = attack;
  // The first network sends more than the others.
  const network = networks[random.integer(0, 9) < 6 ? 0 : random.integer(0, networks.length - 1)];
  const event = toKind(zone, minute, random, network, {
    action: attack.action,
    source: attack.source,
    ruleId: attack.rule_id,
    description: attack.description,
    clientRequestPath: attack.path,
    clientRequestHTTPHost: attack.host,
    clientRequestHTTPMethodName: attack.method ?? 'POST',
  });
  const rayName = number === undefined ? undefined : attack.ray_ids?.[Math.ceil(number)];
  return rayName === undefined ? event : { ...event, fields: { ...event.fields, rayName } };
}

function toKind(
  zone: SimZone,
  minute: number,
  random: Random,
  network: SimNetwork | undefined,
  fields: Record<string, string>,
): Kind {
  const clientIP = `${network?.prefix}${random.integer(1, 250)}`;
  const time = new Date(minute + random.integer(0, 59) * 1000).toISOString();
  return {
    visits: 0,
    bytes: 0,
    fields: {
      zoneTag: zone.id,
      ...fields,
      clientIP,
      clientAsn: network?.asn ?? '',
      clientASNDescription: network?.name ?? '',
      clientCountryName: network?.country ?? '',
      userAgent: network?.user_agent ?? '',
      clientRequestQuery: '',
      rayName: random.hex(16),
      datetime: time.replace('.000Z', 'Z'),
    },
  };
}
