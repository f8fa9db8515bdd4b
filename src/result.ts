/** A value -> the result that MCP sends: structured, and the same facts as text, for clients show the model one or the other. */
import { ANSWER_CHARS_MAX } from './limits.ts';
import type { Tool } from './tool.ts';
import { plainValue } from './upstream-text.ts';

/** A type, not an interface: the SDK's result has an index signature. */
export type ToolResult = {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
};

/**
 * Text from upstream is made plain here once more, for values that are in no table.
 * @throws Error when a tool gives what its schema does not promise, or more than fits: both are mistakes of ours.
 */
export function success(tool: Tool, value: unknown): ToolResult {
  const structuredContent = tool.output.parse(plainValue(value));
  const text = JSON.stringify(structuredContent);
  if (text.length > ANSWER_CHARS_MAX) throw new Error(`${tool.name} answered ${text.length} characters.`);
  return { content: [{ type: 'text', text }], structuredContent };
}

export function failure(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
