/** What is asked of an account far away, and how many requests each question waits for, one after another. */

const zone = { zone: 'example.com' };

/** `cold` is the first call of a process. A goal is the number of rounds and 0.3 of one for everything else. */
export const FAR_CASES = [
  { tool: 'list_zones', args: {}, cold: 1, warm: 1 },
  { tool: 'get_zone', args: zone, cold: 2, warm: 1 },
  { tool: 'list_dns_records', args: zone, cold: 2, warm: 1 },
  { tool: 'list_dns_records', args: { type: 'A', content: '192.168.1.1' }, cold: 2, warm: 2 },
  { tool: 'list_alert_history', args: zone, cold: 2, warm: 1 },
  { tool: 'list_changes', args: { ...zone, since: '3h' }, cold: 2, warm: 1 },
  { tool: 'get_http_errors', args: zone, cold: 3, warm: 1 },
  { tool: 'list_firewall_events', args: zone, cold: 3, warm: 1 },
  { tool: 'get_origin_health', args: zone, cold: 4, warm: 3 },
  { tool: 'list_certificates', args: zone, cold: 2, warm: 1 },
  { tool: 'list_certificates', args: {}, cold: 3, warm: 3 },
  { tool: 'get_cloudflare_status', args: zone, cold: 2, warm: 1 },
  { tool: 'test_connection', args: {}, cold: 2, warm: 2 },
];

/** What comes beside the waiting for Cloudflare, in requests. */
export const SHARE_OF_OTHERS = 0.3;
