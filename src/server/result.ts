/** A value -> the result that MCP sends: structured, and the same facts as text, because clients show the model one or the other. */
import { ANSWER_CHARS_MAX, EXPLANATION_CHARS_MAX } from '../limits/answers.ts';
import { hideSecrets, secretInJson } from '../text/hide-secrets.ts';
import { plainText, plainValue } from '../text/plain-text.ts';
import type { Tool } from '../tool.ts';

/** A type, because an interface would not fit the index signature of the SDK's result. */
export type ToolResult = {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
};

/**
 * Makes every text plain first: most of them were written by others.
 * @param secret the credential, which upstream may repeat in any text: it is replaced.
 * @throws Error when a tool returns what its schema does not allow, or more than fits: both are bugs of this server.
 */
export function success(tool: Tool, value: unknown, secret?: string): ToolResult {
  const parsed = tool.output.parse(plainValue(value));
  const text = JSON.stringify(parsed);
  if (text.length > ANSWER_CHARS_MAX) throw new Error(`${tool.name} answered ${text.length} characters.`);
  if (secret === undefined || !text.includes(secretInJson(secret))) return resultOf(text, parsed);
  const shown = hideSecrets(parsed, [secret], HIDDEN) as Record<string, unknown>;
  return resultOf(JSON.stringify(shown), shown);
}

function resultOf(text: string, structuredContent: Record<string, unknown>): ToolResult {
  return { content: [{ type: 'text', text }], structuredContent };
}

/** @param secret as in `success`. */
export function failure(text: string, secret?: string): ToolResult {
  const shown = secret === undefined ? text : text.replaceAll(secret, HIDDEN);
  return { content: [{ type: 'text', text: plainText(shown, EXPLANATION_CHARS_MAX) }], isError: true };
}

const HIDDEN = '[credential]';
