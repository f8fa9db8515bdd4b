/** The instructions: they name the tools that are served, and no other. */
import { describe, expect, it } from 'vitest';
import { instructionsFor } from '../../src/server/instructions.ts';
import { LISTED_TOOLS } from '../../src/server/listed-tools.ts';

describe('the instructions', () => {
  it('name each tool that is served, and none that is not', () => {
    const some = LISTED_TOOLS.filter(({ group }) => group === 'core');
    const text = instructionsFor(some);
    for (const { name } of LISTED_TOOLS)
      expect(text.includes(name)).toBe(some.some((tool) => tool.name === name));
    const all = instructionsFor(LISTED_TOOLS);
    for (const { name } of LISTED_TOOLS) expect(all).toContain(name);
    expect(all).toContain('In an incident: get_http_errors');
    expect(text).toContain('zone: a name, a host in it, or an ID.');
  });
});
