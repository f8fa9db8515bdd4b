/** The `unavailable` field: what an answer lacks, and which permission or fault is the reason. */
import * as z from 'zod';
import type { AnswerPart, MissingReason } from '../cloudflare/cloudflare.ts';
import { describeFailure, referenceDetails } from '../cloudflare/http/failure-words.ts';

export const unavailableField = z
  .array(
    z.strictObject({
      parts: z.array(z.string()),
      reason: z.string(),
      missing_permission: z.string().optional(),
    }),
  )
  .optional()
  .describe('Parts that could not be read; the rest of the answer holds');

/** Parts with the same reason are named together. */
export function missingParts(
  named: Iterable<readonly [string, MissingReason]>,
): z.input<z.ZodObject<{ unavailable: typeof unavailableField }>> {
  const unavailable = new Map<string, { parts: string[]; reason: string; missing_permission?: string }>();
  for (const [part, { failure, permission }] of named) {
    const reason = permission
      ? `needs ${permission.label}: add it to the API token, then ask again`
      : `${describeFailure(failure)} ${referenceDetails(failure)}`.trimEnd();
    const same = unavailable.get(reason);
    if (same) same.parts.push(part);
    else
      unavailable.set(reason, {
        parts: [part],
        reason,
        ...(permission && { missing_permission: permission.label }),
      });
  }
  return unavailable.size > 0 ? { unavailable: [...unavailable.values()] } : {};
}

/** For `missingParts`: nothing when the part was read, or not asked for. */
export function missingFrom(name: string, part: AnswerPart<unknown> | undefined): [string, MissingReason][] {
  return part && 'missing' in part ? [[name, part.missing]] : [];
}

export function valueFrom<T>(part: AnswerPart<T> | undefined): T | undefined {
  return part && 'value' in part ? part.value : undefined;
}
