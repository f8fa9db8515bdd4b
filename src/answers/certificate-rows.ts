/** Certificates as rows, and how many of them are a problem. */
import * as z from 'zod';
import type { CertificatePack } from '../cloudflare/certificates.ts';
import {
  CERTIFICATE_EXPIRES_SOON_DAYS,
  CERTIFICATE_HOSTS_MAX,
  VALIDATION_ERRORS_MAX,
} from '../limits/answers.ts';

export const certificateRow = z.strictObject({
  certificate_type: z.string().describe('universal, advanced, custom, …'),
  status: z.string().describe("Cloudflare's word: active, pending_validation, …"),
  days_left: z
    .number()
    .optional()
    .describe('Whole days; -3: ended 3 days ago; -1: within 2 days; absent: none is issued'),
  expires: z.string().optional().describe('RFC 3339'),
  issuer: z.string().optional().describe('Certificate authority'),
  hosts: z.array(z.string()).optional().describe('Host names that it is for'),
  hosts_more: z.number().optional().describe('Hosts that are not shown'),
  validation_errors: z.array(z.string()).optional().describe('Why none is issued'),
  validation_errors_more: z.number().optional().describe('Errors that are not shown'),
});

export function toCertificateRow(pack: CertificatePack): z.input<typeof certificateRow> {
  const { hosts, validation_errors } = pack;
  const hostsMore = hosts.length - CERTIFICATE_HOSTS_MAX;
  const errorsMore = validation_errors.length - VALIDATION_ERRORS_MAX;
  return {
    certificate_type: pack.type,
    status: pack.status,
    days_left: pack.days_left,
    expires: pack.expires,
    issuer: pack.issuer,
    ...(hosts.length > 0 && { hosts: hosts.slice(0, CERTIFICATE_HOSTS_MAX) }),
    ...(hostsMore > 0 && { hosts_more: hostsMore }),
    ...(validation_errors.length > 0 && {
      validation_errors: validation_errors.slice(0, VALIDATION_ERRORS_MAX),
    }),
    ...(errorsMore > 0 && { validation_errors_more: errorsMore }),
  };
}

export const certificateProblems = z
  .strictObject({
    expired: z.number().describe('Certificates past their end'),
    soon: z.number().describe(`At most ${CERTIFICATE_EXPIRES_SOON_DAYS} days left`),
    failing: z.number().describe('With validation_errors'),
  })
  .describe('Of all that match where total is known, else of these rows');

export function countProblems(packs: readonly CertificatePack[]): z.input<typeof certificateProblems> {
  const daysLeft = packs.flatMap(({ days_left }) => days_left ?? []);
  return {
    expired: daysLeft.filter((days) => days < 0).length,
    soon: daysLeft.filter((days) => days >= 0 && days <= CERTIFICATE_EXPIRES_SOON_DAYS).length,
    failing: packs.filter(({ validation_errors }) => validation_errors.length > 0).length,
  };
}
