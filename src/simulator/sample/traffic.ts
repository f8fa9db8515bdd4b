/** The traffic of the sample zones: ordinary, except for the outage of the shop and the attacks on one zone. */
import { createRandom } from '../world/random.ts';
import { minutesBefore } from '../world/time.ts';
import type { SimAttack, SimNetwork, SimTraffic } from '../world/traffic.ts';
import type { PlanName, ZoneFacts } from '../world/zone-template.ts';

/** The shop began to fail ten minutes after its records were changed. */
const OUTAGE_MINUTES_AGO = 120;

const REQUESTS_PER_MINUTE: Record<PlanName, [number, number]> = {
  Free: [15, 40],
  Pro: [80, 160],
  Business: [250, 400],
  Enterprise: [600, 800],
};

const ATTACKERS: SimNetwork[] = [
  {
    asn: '64496',
    name: 'EXAMPLE-BULLETPROOF-HOSTING',
    country: 'NL',
    prefix: '192.0.2.',
    user_agent: 'python-requests/2.32.3',
  },
  {
    asn: '64511',
    name: 'EXAMPLE-CHEAP-VPS',
    country: 'SG',
    prefix: '2001:db8:bad::',
    user_agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) HeadlessChrome/131.0.0.0',
  },
];

/** An ordinary zone: its apex and its www, with the volume that its plan suggests. */
export function ordinaryTraffic({ name, plan, status, paused }: ZoneFacts): SimTraffic {
  const [least, most] = REQUESTS_PER_MINUTE[plan];
  const served = status !== 'pending' && !paused;
  return {
    requests_per_minute: served ? createRandom(`volume ${name}`).integer(least, most) : 0,
    sample_interval: 1,
    hosts: [
      { name, share: 0.7 },
      { name: `www.${name}`, share: 0.3 },
    ],
    outages: [],
    firewall_events_per_hour: served ? 2 : 0,
    attacks: [],
  };
}

export function sampleTraffic(facts: ZoneFacts, now: Date): SimTraffic {
  const traffic = ordinaryTraffic(facts);
  if (facts.name === 'example.com') return shopTraffic(facts.name, traffic, now);
  if (facts.name === 'northwind.example') return { ...traffic, attacks: attacks(now) };
  if (facts.name === 'northwind-pay.example') {
    return {
      ...traffic,
      hosts: [
        { name: `checkout.${facts.name}`, share: 0.5 },
        { name: `api.${facts.name}`, share: 0.4 },
        { name: facts.name, share: 0.1 },
      ],
    };
  }
  return traffic;
}

function shopTraffic(shop: string, traffic: SimTraffic, now: Date): SimTraffic {
  const broken = [shop, `shop.${shop}`, `checkout.${shop}`];
  return {
    ...traffic,
    requests_per_minute: 4000,
    sample_interval: 10,
    hosts: [
      { name: `shop.${shop}`, share: 0.5 },
      { name: shop, share: 0.2 },
      { name: `checkout.${shop}`, share: 0.1 },
      { name: `api.${shop}`, share: 0.2 },
    ],
    outages: [
      {
        since: minutesBefore(now, OUTAGE_MINUTES_AGO),
        hosts: broken,
        share: 0.9,
        edge_status: 521,
        origin_status: 0,
      },
    ],
    firewall_events_per_hour: 12,
  };
}

/** A large attack on the day before, and a smaller one within the last hour. */
function attacks(now: Date): SimAttack[] {
  const flood = {
    host: 'northwind.example',
    path: '/login',
    action: 'managed_challenge',
    source: 'l7ddos',
    rule_id: createRandom('rule l7ddos').hex(32),
    description: 'HTTP requests from known botnets (signature #4)',
    networks: ATTACKERS,
  };
  return [
    {
      ...flood,
      since: minutesBefore(now, 30 * 60),
      until: minutesBefore(now, 26 * 60),
      events_per_minute: 1200,
    },
    { ...flood, since: minutesBefore(now, 48), until: minutesBefore(now, 3), events_per_minute: 240 },
  ];
}
