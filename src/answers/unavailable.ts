/** The field `unavailable`: which parts of an answer are missing, and which permission or failure is the reason. */

import * as z from 'zod';
import type { AnswerPart, MissingReason } from '../cloudflare/answer-part.ts';
import { describeFailure, referenceDetails } from '../cloudflare/http/failure-words.ts';

const entry = z.strictObject({
  parts: z.array(z.string()).describe('Names of the parts'),
  reason: z.string().describe('Why, and what to do'),
  missing_permission: z.string().optional().describe('To add to the API token'),
});
export const unavailableField = z
  .array(entry)
  .optional()
  .describe('Parts that could not be read; the rest of the answer is valid');

/** The field, with parts of the same reason in one entry; no field when nothing is missing. */
export function unavailableParts(missing: Iterable<readonly [name: string, MissingReason]>): {
  unavailable?: z.infer<typeof entry>[];
} {
  const byReason = new Map<string, z.infer<typeof entry>>();
  for (const [name, { failure, permission }] of missing) {
    const reason = permission
      ? `needs ${permission.label}: add it to the API token, then ask again`
      : `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd();
    const known = byReason.get(reason);
    if (known) known.parts.push(name);
    else byReason.set(reason, { parts: [name], reason, missing_permission: permission?.label });
  }
  return byReason.size > 0 ? { unavailable: [...byReason.values()] } : {};
}

/** For `unavailableParts`: the part's name and reason, or nothing when it was read or not asked for. */
export function missingFrom(name: string, part: AnswerPart<unknown> | undefined): [string, MissingReason][] {
  return part && 'missing' in part ? [[name, part.missing]] : [];
}

export function valueFrom<T>(part: AnswerPart<T> | undefined): T | undefined {
  return part && 'value' in part ? part.value : undefined;
}
