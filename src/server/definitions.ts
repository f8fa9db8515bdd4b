/** What `tools/list` says of each tool. */
import type { Tool as Definition } from '@modelcontextprotocol/server';
import type { Tool } from '../tool.ts';
import listed from './tools-list.json' with { type: 'json' };

/**
 * Written by `npm run docs`, and held equal to the catalogue by a test. To convert the zod schemas at every start would take a
 * sixth of the time that a host waits for this program.
 */
const DEFINITIONS = new Map(
  (listed as unknown as Definition[]).map((definition) => [definition.name, definition]),
);

/** @throws Error for a tool that has no definition yet: a client would never hear of it. */
export function definitionsOf(tools: readonly Pick<Tool, 'name'>[]): Definition[] {
  const missing = tools.filter(({ name }) => !DEFINITIONS.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new Error(
      `src/server/tools-list.json has no definition of ${missing.join(', ')}: run "npm run docs".`,
    );
  }
  return tools.flatMap(({ name }) => DEFINITIONS.get(name) ?? []);
}
