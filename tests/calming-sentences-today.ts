/**
 * What is still said although its evidence could not be read, tool by tool: calming sentence, kind of answer, field. It shrinks: the
 * test fails when a line is no longer true, and nothing is ever added here.
 */
type Today = Readonly<Record<string, readonly string[]>>;

/** In the sample account, in the middle of its incident. */
export const STILL_SAID: Today = {
  list_dns_records: [
    // The SDK reads an absent or null result as an empty list, which some of Cloudflare's endpoints mean by it.
    'by_type is empty <- /zones/{id}/dns_records .result',
    'no record <- /zones/{id}/dns_records .result',
    'records is empty <- /zones/{id}/dns_records .result',
  ],
};

/** Where the sentence is true, and stays although it can no longer be known. */
export const STILL_SAID_OF_QUIET: Today = {
  get_origin_health: ['healthy <- /accounts/{id}/cfd_tunnel .result[].status'],
  list_alert_history: ['no alert <- /accounts/{id}/alerting/v3/history .result'],
  list_dns_records: ['no record <- /zones/{id}/dns_records .result'],
};
