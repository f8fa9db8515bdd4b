/** The definition of each tool, as `tools/list` sends it. */
import type { Tool as Definition } from '@modelcontextprotocol/server';
import type { Tool } from '../tool.ts';
import listed from './tools-list.json' with { type: 'json' };

/**
 * Written by `npm run docs`; a test keeps it equal to the catalogue. It is committed so that changes are reviewed, and because
 * converting the zod schemas would add 6 to 10 ms to a start of about 120 ms.
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
