/** A Cloudflare credential from the headers of a request: an e-mail decides its kind, as it does in the environment. */
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../refusal.ts';
import { HEADER_NAMES } from '../settings/access-names.ts';
import { type AccountAccess, parseAccess } from '../settings/credential.ts';
import { type Findings, presentText } from '../settings/environment.ts';

/**
 * Only these three headers: the address of Cloudflare is never taken from a request.
 * @throws Refusal that names the headers.
 */
export function parseRequestCredential(headers: IncomingHttpHeaders): AccountAccess {
  const headerOf = (name: string) => headers[name.toLowerCase()]?.toString();
  const findings: Findings = { problems: [], warnings: [] };
  const token = headerOf(HEADER_NAMES.token);
  const given = {
    token: presentText(token),
    email: presentText(headerOf(HEADER_NAMES.email)),
    accountId: presentText(headerOf(HEADER_NAMES.accountId)),
    isUnexpanded: token?.includes('${') === true,
  };
  const access = parseAccess(given, HEADER_NAMES, findings);
  if (access !== undefined && findings.problems.length === 0) return access;
  throw new Refusal(
    `This server needs a Cloudflare credential with every call, in the headers ${HEADER_NAMES.token}, ${HEADER_NAMES.email} ` +
      `(only for a Global API Key) and ${HEADER_NAMES.accountId}. ${findings.problems.join(' ')} ` +
      'Next: ask the person who set up the platform that calls to send them.',
  );
}
