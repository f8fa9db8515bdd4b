/** HTTP statuses in words: above all Cloudflare's own 52x, which say where the problem is. */

const WORDS: Readonly<Record<number, string>> = {
  0: 'no answer from the origin (not asked, or not reached)',
  400: 'bad request',
  401: 'not authenticated',
  403: 'forbidden: by the origin, or blocked by a security rule',
  404: 'not found',
  405: 'method not allowed',
  408: 'request time-out',
  409: 'conflict',
  410: 'gone',
  413: 'request body too large',
  429: 'rate limited: by the origin, or by a rule',
  499: 'visitor closed the connection',
  500: 'origin: internal error',
  501: 'origin: not implemented',
  502: 'bad gateway: from the origin, or Cloudflare got no valid answer',
  503: 'unavailable: origin overloaded or under maintenance',
  504: 'gateway time-out: from the origin, or no answer in time',
  520: 'origin sent an empty or unexpected answer',
  521: 'origin refused the connection: is the web server down, or does it block Cloudflare?',
  522: 'connection to the origin timed out: firewall, overload or wrong address',
  523: 'origin unreachable: wrong DNS record or no route',
  524: 'origin connected but did not answer in time',
  525: 'TLS handshake with the origin failed',
  526: "origin's certificate is not valid (SSL mode strict)",
  527: 'Railgun connection failed',
  530: 'Cloudflare error 1xxx: see the error page',
};

export function statusInWords(status: number): string {
  const known = WORDS[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'server error';
  return status >= 400 ? 'client error' : 'no error';
}
