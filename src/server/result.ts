/** A value -> the result that MCP sends: structured, and the same facts as text, for clients show the model one or the other. */
import { ANSWER_CHARS_MAX, EXPLANATION_CHARS_MAX } from '../limits.ts';
import { plainText, plainValue } from '../text/plain-text.ts';
import type { Tool } from '../tool.ts';

/** A type, not an interface: the SDK's result has an index signature. */
export type ToolResult = {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
};

/**
 * Text from upstream is made plain here once more, for values that are in no table.
 * @param secret the credential: upstream may repeat it in any text, and it leaves in none.
 * @throws Error when a tool gives what its schema does not promise, or more than fits: both are mistakes of ours.
 */
export function success(tool: Tool, value: unknown, secret?: string): ToolResult {
  const parsed = tool.output.parse(plainValue(value));
  const text = withoutSecret(JSON.stringify(parsed), secret);
  if (text.length > ANSWER_CHARS_MAX) throw new Error(`${tool.name} answered ${text.length} characters.`);
  const structuredContent = secret && text.includes(HIDDEN) ? JSON.parse(text) : parsed;
  return { content: [{ type: 'text', text }], structuredContent };
}

export function failure(text: string, secret?: string): ToolResult {
  const told = plainText(withoutSecret(text, secret), EXPLANATION_CHARS_MAX);
  return { content: [{ type: 'text', text: told }], isError: true };
}

const HIDDEN = '[credential]';

function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, HIDDEN) : text;
}
