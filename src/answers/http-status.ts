/** What visitors got and what the origin had sent, as a pair, in words: only together they say where the problem is. */

/** Cloudflare's own, which say what happened between Cloudflare and the origin. */
const NOT_REACHED: Readonly<Record<number, string>> = {
  520: 'origin sent an empty or unexpected answer',
  521: 'origin refused the connection: web server down, or it blocks Cloudflare',
  522: 'connection to the origin timed out: firewall, overload or wrong address',
  523: 'origin unreachable: wrong DNS record or no route',
  524: 'origin connected but did not answer in time',
  525: 'TLS handshake with the origin failed',
  526: "origin's certificate is not valid (SSL mode strict)",
  530: "Cloudflare error 1xxx. 1016, the origin's name does not resolve: see list_dns_records and list_changes; 1033, a tunnel without connection: see get_origin_health",
};

const WORDS: Readonly<Record<number, string>> = {
  400: 'bad request',
  401: 'not authenticated',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  408: 'request time-out',
  409: 'conflict',
  410: 'gone',
  413: 'request body too large',
  429: 'too many requests',
  431: 'request headers too large',
  499: 'visitor closed the connection',
  500: 'internal error',
  501: 'not implemented',
  502: 'bad gateway',
  503: 'unavailable: overloaded or under maintenance',
  504: 'gateway time-out',
  304: 'not modified',
};

/** Made at the edge: Cloudflare, or what runs there, answered without the origin. */
const AT_EDGE: Readonly<Record<number, string>> = {
  401: 'asked to log in at the edge: Access, a Worker or a rule',
  403: 'blocked or challenged at the edge: see list_firewall_events; not there: a Worker, Access, or error 1000',
  409: 'refused at the edge: error 1001, a DNS problem',
  413: "request body too large, refused at the edge: over the plan's limit (max_upload in get_zone)",
  429: 'limited at the edge: a rate limiting rule (see list_firewall_events), or the limits of a Worker (1027)',
  499: 'visitor closed the connection before an answer',
  503: 'made at the edge, without the origin: a Worker, a rule, a DDoS challenge or Cloudflare itself',
};

/** @param origin 0: it was not asked, or did not answer; undefined: not known. */
export function pairInWords(edge: number, origin: number | undefined): string {
  const known = NOT_REACHED[edge];
  if (known !== undefined) return known;
  const word = WORDS[edge] ?? classInWords(edge);
  if (origin === undefined) return word;
  if (origin === 0) return AT_EDGE[edge] ?? atEdgeInWords(edge, word);
  if (origin === edge) return edge < 400 ? `${word}, by the origin` : `the origin itself: ${word}`;
  return `${word}; the origin had sent ${origin}: changed by a Worker, a rule or Cloudflare`;
}

function atEdgeInWords(edge: number, word: string): string {
  if (edge >= 500) return `${word}, made at the edge without the origin: a Worker, or Cloudflare itself`;
  return `${word}, answered at the edge: from the cache, a Worker or a rule`;
}

function classInWords(status: number): string {
  if (status >= 500) return 'server error';
  if (status >= 400) return 'client error';
  if (status >= 300) return 'redirect';
  return status === 0 ? 'no answer' : 'no error';
}
