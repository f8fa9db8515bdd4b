/**
 * What is still said although its evidence could not be read, tool by tool: calming sentence, kind of answer, field. It shrinks: the
 * test fails when a line is no longer true, and nothing is ever added here.
 */
type Today = Readonly<Record<string, readonly string[]>>;

const LIMITS = '/graphql .data.viewer.zones[].settings';
const LISTS = ['statuses', 'top'].map((list) => `${list} is empty`);
const bothLimits = (dataset: string) =>
  ['maxDuration', 'notOlderThan'].map((limit) => `${LIMITS}.${dataset}.${limit}`);

/** In the sample account, in the middle of its incident. */
export const STILL_SAID: Today = {
  list_dns_records: [
    // The SDK reads an absent or null result as an empty list, which some of Cloudflare's endpoints mean by it.
    'by_type is empty <- /zones/{id}/dns_records .result',
    'no record <- /zones/{id}/dns_records .result',
    'records is empty <- /zones/{id}/dns_records .result',
  ],
  get_http_errors: [
    ...['no error', ...LISTS].flatMap((calm) =>
      bothLimits('httpRequestsAdaptiveGroups').map((field) => `${calm} <- ${field}`),
    ),
    'no error <- /graphql .data.viewer.zones[].requests[].count',
    `series is empty <- ${LIMITS}.httpRequestsAdaptiveGroups.maxDuration`,
    'statuses is empty <- /graphql .data.viewer.zones[].pairs[].dimensions',
    'statuses is empty <- /graphql .data.viewer.zones[].pairs[].dimensions.edgeResponseStatus',
  ],
  list_firewall_events: [
    ...['effects is empty', 'samples is empty', 'top is empty'].flatMap((calm) =>
      bothLimits('firewallEventsAdaptiveGroups').map((field) => `${calm} <- ${field}`),
    ),
  ],
  get_cloudflare_status: [
    'no error <- /graphql .data.viewer.zones[].failed[].count',
    `no error <- ${LIMITS}`,
    `no error <- ${LIMITS}.httpRequestsAdaptiveGroups`,
    ...bothLimits('httpRequestsAdaptiveGroups').map((field) => `no error <- ${field}`),
    'reports nothing <- /graphql .data.viewer.zones[].failed[].dimensions',
    'reports nothing <- /graphql .data.viewer.zones[].failed[].dimensions.coloCode',
  ],
};

/** Where the sentence is true, and stays although it can no longer be known. */
export const STILL_SAID_OF_QUIET: Today = {
  get_origin_health: ['healthy <- /accounts/{id}/cfd_tunnel .result[].status'],
  list_alert_history: ['no alert <- /accounts/{id}/alerting/v3/history .result'],
  list_dns_records: ['no record <- /zones/{id}/dns_records .result'],
};
