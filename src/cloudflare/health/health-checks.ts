/** Stand-alone health checks of a zone. */
import { HEALTH_CHECKS_PAGE_SIZE } from '../../limits/cloudflare.ts';
import { toText } from '../../text/field-value.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { toPage } from '../pages.ts';
import { describeExpected } from './expected-answer.ts';
import { type HealthRow, type HealthRows, type HealthState, type Json, toJson } from './health-row.ts';

export async function fetchHealthChecks(cloudflare: Cloudflare, zoneId: string): Promise<HealthRows> {
  const { rows, total } = toPage(
    await cloudflare.api.healthchecks.list({ zone_id: zoneId, page: 1, per_page: HEALTH_CHECKS_PAGE_SIZE }),
  );
  return {
    rows: rows.map((check) => toRow(toJson(check))),
    isCut: (total ?? 0) > rows.length || rows.length >= HEALTH_CHECKS_PAGE_SIZE,
  };
}

function toRow(check: Json): HealthRow {
  const state = stateOf(check);
  const status = toText(check.status) ?? 'unknown';
  const reason = toText(check.failure_reason);
  const expected = describeExpected({ ...toJson(check.http_config), type: check.type });
  return {
    kind: 'health_check',
    name: toText(check.name) ?? '',
    address: toText(check.address),
    state,
    status: state === 'off' ? 'suspended' : status,
    ...(state === 'off' && { changed: toText(check.modified_on) }),
    ...(state === 'unhealthy' && { reason: [reason, expected].filter(Boolean).join('; ') }),
    ...(state === 'unknown' && { reason: reason ?? 'no result yet' }),
  };
}

function stateOf({ status, suspended }: Json): HealthState {
  if (suspended === true || status === 'suspended') return 'off';
  if (status === 'unhealthy') return 'unhealthy';
  return status === 'healthy' && suspended === false ? 'healthy' : 'unknown';
}
