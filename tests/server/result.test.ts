/** Results: the same facts as text and as structure, no field that the schema does not have, and never more than a client accepts. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ANSWER_CHARS_MAX, EXPLANATION_CHARS_MAX, TEXT_CHARS_MAX } from '../../src/limits/answers.ts';
import { failure, success } from '../../src/server/result.ts';
import { defineTool, type Tool } from '../../src/tool.ts';

const tool: Tool = defineTool({
  name: 'test_tool',
  title: '',
  group: 'core',
  question: '',
  details: '',
  example: {},
  permissions: [],
  input: z.strictObject({}),
  output: z.strictObject({
    rows: z.array(z.strictObject({ content: z.string().optional() })).optional(),
    texts: z.array(z.string()).optional(),
    n: z.int().optional(),
  }),
  run: async () => ({}),
});

describe('a success', () => {
  it('says the same as text and as structure, without fields that are empty', () => {
    const { content, structuredContent, isError } = success(tool, { n: 1, texts: undefined, rows: null });
    expect(structuredContent).toEqual({ n: 1 });
    expect(content).toEqual([{ type: 'text', text: '{"n":1}' }]);
    expect(isError).toBeUndefined();
  });

  it('makes texts plain and limits their length, in rows and outside', () => {
    const evil = `a\u202Eb\u0000\nc${'x'.repeat(5_000)}`;
    const rows = [{ content: evil }];
    const { structuredContent } = success(tool, { texts: [evil], rows });
    const text = (structuredContent as { texts: string[] }).texts[0];
    expect(text).toMatch(/^ab cx+… \(\d+ more characters\)$/);
    expect(text?.length).toBeLessThan(TEXT_CHARS_MAX + 40);
    expect(structuredContent?.rows).toEqual([{ content: text }]);
  });

  it('counts what was cut from a text once, not again', () => {
    const rows = [{ content: 'x'.repeat(TEXT_CHARS_MAX + 500) }];
    const { content } = success(tool, { rows });
    expect(content[0]?.text).toContain('(500 more characters)');
    expect(content[0]?.text.match(/more characters/g)).toHaveLength(1);
  });

  it('refuses a field that is not in the schema, such as one that came from upstream', () => {
    expect(() => success(tool, { n: 1, owner: { email: 'owner@northwind.example' } })).toThrow();
    expect(() => success(tool, { n: 'one' })).toThrow();
  });

  it('refuses to be longer than clients accept', () => {
    const texts = (count: number) => Array.from({ length: count }, () => 'x'.repeat(TEXT_CHARS_MAX));
    expect(() => success(tool, { texts: texts(ANSWER_CHARS_MAX / TEXT_CHARS_MAX) })).toThrow(
      /test_tool answered/,
    );
    expect(success(tool, { texts: texts(40) }).content[0]?.text.length).toBeLessThan(ANSWER_CHARS_MAX);
    const filled = (length: number) => {
      const full = texts(40);
      const room = length - JSON.stringify({ texts: [...full, ''] }).length;
      const more = Array.from({ length: Math.floor(room / 1_003) }, () => 'y'.repeat(1_000));
      const rest = length - JSON.stringify({ texts: [...full, ...more, ''] }).length;
      return { texts: [...full, ...more, 'z'.repeat(rest)] };
    };
    expect(success(tool, filled(ANSWER_CHARS_MAX)).content[0]?.text).toHaveLength(ANSWER_CHARS_MAX);
    expect(() => success(tool, filled(ANSWER_CHARS_MAX + 1))).toThrow(/test_tool answered/);
  });
});

describe('the credential', () => {
  const secret = `cfut_${'S'.repeat(48)}`;

  it('is hidden in a success, in text and structure, wherever upstream repeats it', () => {
    const { content, structuredContent } = success(
      tool,
      { n: 1, texts: [`a ${secret} b ${secret}`] },
      secret,
    );
    expect(structuredContent).toEqual({ n: 1, texts: ['a [credential] b [credential]'] });
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
  });

  it('is hidden whatever characters it has, and the answer stays JSON', () => {
    for (const odd of [`a"b\\c${'x'.repeat(20)}`, '"],"n":2,"texts":["xxxxxxxx']) {
      const { content, structuredContent } = success(tool, { n: 1, texts: [`a ${odd} b`] }, odd);
      expect(structuredContent).toEqual({ n: 1, texts: ['a [credential] b'] });
      expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
    }
  });

  it('is hidden in a failure', () => {
    expect(failure(`No zone named "${secret}"`, secret).content[0]?.text).toBe(
      'No zone named "[credential]"',
    );
  });
});

describe('a failure', () => {
  it('is plain, and bounded', () => {
    const [content] = failure(`a\u202E\u0007b\nc ${'x'.repeat(EXPLANATION_CHARS_MAX)}`).content;
    expect(content?.text).toMatch(/^ab c x+… \(\d+ more characters\)$/);
    expect(content?.text.length).toBeLessThan(EXPLANATION_CHARS_MAX + 50);
  });

  it('is marked as one and carries its text alone', () => {
    expect(failure('no')).toEqual({ content: [{ type: 'text', text: 'no' }], isError: true });
  });
});
