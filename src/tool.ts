/** What a tool is: a question with strict inputs, named outputs, and the permissions it needs. */
import type * as z from 'zod';
import type { Cloudflare } from './cloudflare/cloudflare.ts';
import type { Permission } from './cloudflare/permissions.ts';

/** What `CLOUDFLARE_MCP_TOOLS` may name beside single tools. */
export const TOOL_GROUPS = ['core', 'changes', 'traffic', 'health'] as const;

export interface ToolContext {
  /** Its requests are aborted when the call ends: when the caller goes away, or when the time of the call is up. */
  readonly cloudflare: Cloudflare;
  /** Reaches the caller if it asked for progress. */
  progress(done: number, total: number, message: string): void;
}

/** Everything that is known about a tool. Documents, instructions and tests take it from here. */
export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly group: (typeof TOOL_GROUPS)[number];
  /** What a person would ask: one short sentence that ends with a question mark. */
  readonly question: string;
  /** For the model, after the question: what the answer holds, and when to call this tool or another one. */
  readonly details: string;
  /** Arguments that answer the question, also on the embedded account. */
  readonly example: z.input<Input>;
  readonly permissions: readonly Permission[];
  readonly input: Input;
  readonly output: Output;
  /**
   * Never catches: one place explains every failure.
   * @throws Refusal, CloudflareFailure
   */
  run(input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
}

/** What is known of a tool without its schemas. */
export type ToolFacts = Pick<Tool, 'name' | 'group' | 'question'>;

/** Lets the compiler check a tool against its own schemas, and returns it as the type that the catalogue holds. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool {
  return tool as unknown as Tool;
}
