/** What is known of the tools without loading them: what `tools/list` sends of each, its group and its question. */
import type { Tool as Definition } from '@modelcontextprotocol/server';
import type { Tool, ToolFacts } from '../tool.ts';
import listed from './tools-list.json' with { type: 'json' };

export interface ListedTool extends ToolFacts {
  readonly definition: Definition;
}

/**
 * The whole catalogue, in its order. Written by `npm run docs`; a test keeps it equal to the tools. It is committed so that
 * changes are reviewed, and because a client waits for the list: making it from the zod schemas took a quarter of the start.
 */
export const LISTED_TOOLS = (
  listed as unknown as (Omit<ToolFacts, 'name'> & { definition: Definition })[]
).map((each): ListedTool => ({ ...each, name: each.definition.name }));

/** @throws Error for a tool that has no definition yet: a client would never hear of it. */
export function definitionsOf(tools: readonly Pick<Tool, 'name'>[]): Definition[] {
  const definitions = new Map(LISTED_TOOLS.map(({ name, definition }) => [name, definition]));
  const missing = tools.filter(({ name }) => !definitions.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new Error(
      `src/server/tools-list.json has no definition of ${missing.join(', ')}: run "npm run docs".`,
    );
  }
  return tools.flatMap(({ name }) => definitions.get(name) ?? []);
}

/**
 * @param choice comma-separated names of tools and groups; undefined chooses all tools.
 * @returns the chosen tools in the catalogue's order, and the words that are the name of no tool or group.
 */
export function chooseTools(choice: string | undefined): {
  tools: readonly ListedTool[];
  unknown: readonly string[];
} {
  if (choice === undefined) return { tools: LISTED_TOOLS, unknown: [] };
  const words = choice.split(',').flatMap((word) => word.trim().toLowerCase() || []);
  const isNamed = ({ name, group }: ToolFacts, word: string) => name === word || group === word;
  return {
    tools: LISTED_TOOLS.filter((tool) => words.some((word) => isNamed(tool, word))),
    unknown: words.filter((word) => !LISTED_TOOLS.some((tool) => isNamed(tool, word))),
  };
}
