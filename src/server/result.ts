/** A value -> the result that MCP sends: structured, and the same facts as text, because clients show the model one or the other. */
import { ANSWER_CHARS_MAX, EXPLANATION_CHARS_MAX } from '../limits.ts';
import { plainText, plainValue } from '../text/plain-text.ts';
import type { Tool } from '../tool.ts';

/** A type, because an interface would not fit the index signature of the SDK's result. */
export type ToolResult = {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
};

/**
 * Makes text from upstream plain once more, for values that are in no table.
 * @param secret the credential, which upstream may repeat in any text: it is replaced.
 * @throws Error when a tool returns what its schema does not allow, or more than fits: both are mistakes of ours.
 */
export function success(tool: Tool, value: unknown, secret?: string): ToolResult {
  const parsed = tool.output.parse(plainValue(value));
  const text = withoutSecret(JSON.stringify(parsed), secret);
  if (text.length > ANSWER_CHARS_MAX) throw new Error(`${tool.name} answered ${text.length} characters.`);
  const structuredContent = secret && text.includes(HIDDEN) ? JSON.parse(text) : parsed;
  return { content: [{ type: 'text', text }], structuredContent };
}

export function failure(text: string, secret?: string): ToolResult {
  const shown = plainText(withoutSecret(text, secret), EXPLANATION_CHARS_MAX);
  return { content: [{ type: 'text', text: shown }], isError: true };
}

const HIDDEN = '[credential]';

function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, HIDDEN) : text;
}
