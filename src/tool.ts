/** What a tool is: a question with strict inputs, named outputs, and the permissions it needs. */
import type * as z from 'zod';
import type { Cloudflare } from './cloudflare/cloudflare.ts';
import type { Permission } from './cloudflare/permissions.ts';

export interface ToolContext {
  /** Whatever is asked through it ends with the call: when the caller goes away, or its time is over. */
  readonly cloudflare: Cloudflare;
  /** Told to the caller where it asked for progress. */
  progress(done: number, total: number, message: string): void;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For the model: the question first, then when to use it, then an example. */
  readonly description: string;
  readonly permissions: readonly Permission[];
  readonly input: Input;
  readonly output: Output;
  /** @throws Refusal, CloudflareFailure; never catches, for one place explains every failure. */
  run(input: z.output<Input>, context: ToolContext): Promise<z.input<Output>>;
}

/** Checks a tool against its own schemas; the catalogue holds tools of all shapes. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
): Tool {
  return tool as unknown as Tool;
}
