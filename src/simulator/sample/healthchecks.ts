/** Health checks of the sample zones: the three of the incident fail, one is suspended, the others are healthy. */

import type { SimHealthcheck } from '../api/healthchecks.ts';
import { createRandom } from '../world/random.ts';
import { daysBefore, minutesBefore } from '../world/time.ts';
import { NEW_ORIGIN } from './dns-records.ts';

interface CheckFacts {
  name: string;
  address: string;
  status: SimHealthcheck['status'];
  modifiedOn: string;
}

const FAILURE_REASONS: Partial<Record<SimHealthcheck['status'], string>> = {
  unhealthy: 'TCP connection failed',
};

export function sampleHealthchecks(zone: string, now: Date): SimHealthcheck[] {
  return describeChecks(zone, now).map((facts) => makeCheck(facts, zone, now));
}

function describeChecks(zone: string, now: Date): CheckFacts[] {
  const longAgo = daysBefore(now, 80);
  if (zone === 'example.com') {
    const failing = [119, 117, 115].map((minutesAgo, index): CheckFacts => {
      const name = ['shop-origin', 'checkout-origin', 'apex-origin'][index] ?? 'origin';
      return { name, address: NEW_ORIGIN, status: 'unhealthy', modifiedOn: minutesBefore(now, minutesAgo) };
    });
    return [
      ...failing,
      { name: 'api-public', address: `api.${zone}`, status: 'healthy', modifiedOn: longAgo },
    ];
  }
  if (zone === 'example.net' || zone === 'trailmaps.example') {
    return [{ name: `api-${zone}`, address: '203.0.113.40', status: 'healthy', modifiedOn: longAgo }];
  }
  if (zone === 'legacy-northwind.example') {
    return [
      {
        name: 'intranet',
        address: `intranet.${zone}`,
        status: 'suspended',
        modifiedOn: daysBefore(now, 300),
      },
    ];
  }
  return [];
}

function makeCheck(
  { name, address, status, modifiedOn }: CheckFacts,
  zone: string,
  now: Date,
): SimHealthcheck {
  const tcp = status === 'unhealthy';
  return {
    id: createRandom(`healthcheck ${zone} ${name}`).hex(32),
    name,
    description: `Watches ${name} of ${zone}`,
    address,
    type: tcp ? 'TCP' : 'HTTPS',
    status,
    failure_reason: FAILURE_REASONS[status] ?? '',
    suspended: status === 'suspended',
    check_regions: ['WEU', 'ENAM', 'SEAS'],
    interval: 60,
    retries: 2,
    timeout: 5,
    consecutive_fails: 1,
    consecutive_successes: 1,
    http_config: tcp ? null : { method: 'GET', path: '/healthz', port: 443, expected_codes: ['2xx'] },
    tcp_config: tcp ? { method: 'connection_established', port: 443 } : null,
    created_on: daysBefore(now, 500),
    modified_on: modifiedOn,
  };
}
