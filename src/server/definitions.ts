/** What `tools/list` says of each tool. */
import type { Tool as Definition } from '@modelcontextprotocol/server';
import type { Tool } from '../tool.ts';
import listed from './tools-list.json' with { type: 'json' };

/**
 * Written down by `npm run docs`, and held equal to the catalogue by a test: converting the zod schemas was a sixth of the
 * time that a host waits for this program to start.
 */
const DEFINITIONS = new Map(
  (listed as unknown as Definition[]).map((definition) => [definition.name, definition]),
);

export function definitionsOf(tools: readonly Tool[]): Definition[] {
  return tools.flatMap(({ name }) => DEFINITIONS.get(name) ?? []);
}
