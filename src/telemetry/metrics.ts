/** An observer that counts for Prometheus. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from './observer.ts';

export interface Metrics extends Observer {
  readonly contentType: string;
  /** In the Prometheus text format. */
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const toolCalls = new Counter({
    name: 'mcp_tool_calls_total',
    help: 'Tool calls by tool and outcome (answered, refused, or the kind of the failure)',
    labelNames: ['tool', 'outcome'] as const,
    registers,
  });
  const toolDuration = new Histogram({
    name: 'mcp_tool_call_duration_seconds',
    help: 'Duration of tool calls',
    labelNames: ['tool'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50],
    registers,
  });
  const inFlight = new Gauge({ name: 'mcp_tool_calls_in_flight', help: 'Tool calls under way', registers });
  const requests = new Counter({
    name: 'cloudflare_requests_total',
    help: 'Requests to Cloudflare by endpoint and outcome (HTTP status, or the kind of the failure)',
    labelNames: ['endpoint', 'outcome'] as const,
    registers,
  });
  const retries = new Counter({ name: 'cloudflare_retries_total', help: 'Requests tried again', registers });
  const waits = new Counter({
    name: 'cloudflare_rate_limit_waits_total',
    help: "Requests that waited or were refused because of Cloudflare's limit",
    registers,
  });
  const budget = new Gauge({
    name: 'cloudflare_budget_remaining_requests',
    help: 'Requests that Cloudflare still allows, as it last said for any credential; NaN until it says so',
    registers,
  });
  // 0 would mean that nothing is left.
  budget.set(Number.NaN);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    requestEnded: (path, outcome) => requests.inc({ endpoint: toEndpoint(path), outcome }),
    requestRetried: () => retries.inc(),
    rateLimitMet: () => waits.inc(),
    budgetTold: (remaining) => budget.set(remaining),
    toolStarted: () => inFlight.inc(),
    toolEnded: (tool, outcome, durationMs) => {
      inFlight.dec();
      toolCalls.inc({ tool, outcome });
      toolDuration.observe({ tool }, durationMs / 1_000);
    },
  };
}

/** `/zones/023e…/dns_records` -> `/zones/:id/dns_records`: with the IDs in the label, each zone would be a time series of its own. */
function toEndpoint(path: string): string {
  return path.replace(/\/[0-9a-f]{32}(?=\/|$)|\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\/|$)/gi, '/:id');
}
