/** A call's arguments: everything that is wrong with them is reported at once, briefly, with what would be right. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Refusal } from '../../src/refusal.ts';
import { parseArguments } from '../../src/server/arguments.ts';
import type { Tool } from '../../src/tool.ts';

const strict = z.strictObject({
  zone: z.string().min(1),
  limit: z.int().max(10).default(5),
  sections: z.array(z.enum(['ssl', 'dnssec'])).optional(),
});

function refused(args: unknown, input: z.ZodObject = strict): string {
  try {
    return JSON.stringify(parseArguments({ name: 'a_tool', input } as unknown as Tool, args).input);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return (error as Refusal).message;
  }
}

describe('arguments', () => {
  it('that are valid are accepted, with the defaults', () => {
    expect(JSON.parse(refused({ zone: 'example.com' }))).toEqual({ zone: 'example.com', limit: 5 });
  });

  it.each([
    [z.number(), 'x', 'a must be a number'],
    [z.number().min(0.5), 0, 'a must be a number, at least 0.5'],
    [z.int().min(-3).max(3), 4, 'a must be a whole number from -3 to 3'],
    [z.array(z.string()).max(1), ['x', 'y'], 'a must have at most 1 elements'],
    [z.array(z.string()).min(1), [], 'a must have at least one element'],
    [z.array(z.string()), [{}], 'a must be a list'],
    [z.union([z.string(), z.number()]), true, 'a must be different: Invalid input'],
    [z.string().refine((text) => text === 'x', 'write x'), 'y', 'a: write x'],
  ])('of other kinds are refused in plain words, too: %#', (wanted, given, said) => {
    expect(refused({ a: given }, z.strictObject({ a: wanted }))).toBe(
      `Invalid arguments for a_tool: ${said}. Next: correct them and ask again.`,
    );
  });

  it('that are unknown are answered with the known ones', () => {
    expect(refused({ zone: 'a', domain: 'b', page: 1 })).toBe(
      'Invalid arguments for a_tool: unknown argument "domain" (did you mean "zone"?), "page"; known arguments: zone, limit, sections. ' +
        'Next: correct them and ask again.',
    );
  });

  it('that are unknown are repeated only in part when they are long', () => {
    expect(refused({ zone: 'a', ['x'.repeat(5_000)]: 1 }).length).toBeLessThan(300);
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`argument-${at}`, 1]));
    expect(refused({ zone: 'a', ...many }).length).toBeLessThan(400);
  });

  it('that a tool without arguments gets are answered with "none" known', () => {
    expect(refused({ a: 1 }, z.strictObject({}))).toContain('unknown argument "a"; known arguments: none');
  });

  it('that are invalid are all named at once', () => {
    expect(refused({ zone: '', limit: 11 })).toBe(
      'Invalid arguments for a_tool: zone must not be empty; limit must be a whole number, at most 10. Next: correct them and ask again.',
    );
  });

  it('of thousands of elements are refused as a whole', () => {
    const sections = Array.from({ length: 60_000 }, () => 'nothing');
    expect(refused({ zone: 'a', sections })).toContain('more than 200 elements');
    expect(refused({ zone: 'a', sections: sections.slice(0, 100) }).length).toBeLessThan(1_000);
  });

  it('of as many elements as are read are still checked one by one', () => {
    const sections = Array.from({ length: 200 }, () => 'ssl');
    expect(refused({ zone: 'a', sections })).toContain('"sections":["ssl"]');
    expect(refused({ zone: 'a', sections: Array.from({ length: 200 }, (_, at) => `x${at}`) })).toContain(
      'sections must be a list of some of "ssl", "dnssec"',
    );
    const names = Array.from({ length: 201 }, (_, at) => `x${at}`).join(',');
    expect(refused({ zone: 'a', sections: names })).toContain('more than 200 elements');
  });

  it('that are wrong in many ways are named up to a bound', () => {
    const shape = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`a${at}`, z.number()]));
    const said = refused(
      Object.fromEntries(Object.keys(shape).map((name) => [name, 'x'])),
      z.strictObject(shape),
    );
    expect(said.match(/must be a number/g)?.length).toBeLessThanOrEqual(10);
  });

  it.each(['[1]', '7', 'null', '"text"', [1], null])(
    'inside a wrapper that holds no object are unknown: %j',
    (input) => {
      const said = refused({ input });
      expect(said).toContain('zone is required');
    },
  );

  it('inside a wrapper are taken with what stands beside it', () => {
    expect(refused({ input: '{"zone":"a"}' })).toContain('"zone":"a"');
    expect(refused({ input: { zone: 'a' }, other: 1 })).toContain('unknown argument "other"');
  });

  it.each([['text'], [[]], [7]])('that are not an object are refused: %j', (args) => {
    expect(refused(args)).toMatch(/^Invalid arguments for a_tool: they must be an object/);
  });

  it.each([[null], [undefined]])('that are not there are none: %j', (args) => {
    expect(refused(args)).toMatch(/^Invalid arguments for a_tool: zone is required\./);
  });
});
