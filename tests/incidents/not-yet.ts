/**
 * What the answers do not tell yet, and what they tell wrongly, by incident. Held from both sides: a fact that is told now
 * must leave this list, and so must a sentence that is not said any more.
 */

export const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  'o-522-allow': ['nearly all fail through some data centres', 'others are fine'],
  'o-1016': ['530 can mean that the name of the origin does not resolve', 'that the target does not resolve'],
  'o-1033/gone': ['530 can mean a tunnel without connection'],
  'o-1000': ['4xx rose, made at the edge'],
  'r-flex-loop': ['most requests are redirects now'],
  'r-redirect-rule': ['most requests are redirects now'],
  'r-redirect-old': ['which rule redirects'],
  'r-origin-rule': ['4xx of the shop rose', 'since when'],
  'r-config-ssl': ['most requests are redirects now'],
  'r-transform': ['4xx of the API rose', 'since when'],
  'r-cache-leak': ['more is answered from the cache than before'],
  'r-hit-ratio': ['the cache is bypassed now'],
  'r-worker-route': ['4xx of the shop rose'],
  's-mtls': ['whether the client certificate is valid'],
  's-rules-wiped': ['which rule is gone'],
  's-ddos-mitigated': ['requests rose, and since when'],
  's-ddos-unmitigated': ['who sends it', 'requests rose'],
  't-saas': ['whether the custom hostname is valid'],
  't-aop': ['whether that certificate is valid'],
  'd-deleted': ['requests fell to nothing, and since when'],
  'd-proxy-off': ['requests fell, and since when'],
  'd-takeover': ['that the target is not ours any more'],
  'd-dnssec': ['that validation fails'],
  'd-registration': ['the registration has expired'],
  'd-not-served': ['that the world gets no answer'],
  'd-flatten': ['what it is flattened to'],
  'w-1101': ['the 500 were made at the edge, such as by a Worker'],
  'w-limits': [
    'the 429 were made at the edge, such as by the limits of a Worker',
    'a Worker is over its limits',
  ],
  'w-kv': ['the 500 were made at the edge'],
  'w-pages': ['the last deployment failed'],
  'w-gateway': ['which Gateway policy blocks it'],
  'w-email-routing': ['its rules or addresses are not valid'],
  'w-spectrum': ['what the Spectrum application points to'],
  'w-waitingroom': ['a waiting room queues them'],
  'g-cf-global': ['the 500 were made at the edge'],
  'g-isp': ['whose requests fell', 'others are as before'],
  'g-latency': ['how slow the answers are', 'that the origin is slow'],
  'g-413': ['on which path', 'the limit of the zone'],
  'g-cf-global/zones': ['one row a zone: those that fail', 'and those that do not'],
};

export const MISLEADS: Readonly<Record<string, readonly string[]>> = {
  'o-1000': ['the origin forbids it'],
  'w-1101': ['Cloudflare could not reach the origin', 'the errors come from the origin'],
  'w-limits': ['a rule or the origin limits the rate'],
  'w-kv': ['Cloudflare could not reach the origin', 'the errors come from the origin'],
  'g-cf-global': ['Cloudflare could not reach the origin', 'the errors come from the origin'],
  'quiet/small': ['5xx began, where only noise began'],
};
