/** Arguments of a tool as a person types them. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { exampleCall, parseCallArguments } from '../../src/commands/call-arguments.ts';
import { parseArguments } from '../../src/server/arguments.ts';
import type { Tool } from '../../src/tool.ts';

const toolNamed = (name: string) => catalog.find((tool) => tool.name === name) as Tool;
const records = toolNamed('list_dns_records');
const zone = toolNamed('get_zone');

describe('arguments', () => {
  it.each([
    [records, [], {}],
    [
      records,
      ['zone=example.com', 'type=A', 'limit=5', 'proxied=true'],
      { zone: 'example.com', type: 'A', limit: '5', proxied: 'true' },
    ],
    [records, ['content=v=spf1 -all', 'comment=a, b'], { content: 'v=spf1 -all', comment: 'a, b' }],
    [records, ['limit=many', 'nam=x'], { limit: 'many', nam: 'x' }],
    [zone, ['zone=a.example', 'sections=ssl,security'], { zone: 'a.example', sections: ['ssl', 'security'] }],
    [zone, ['sections=ssl', 'sections=security'], { sections: ['ssl', 'security'] }],
    [records, ['__proto__=1', 'constructor=2'], JSON.parse('{"__proto__":"1","constructor":"2"}')],
    [zone, ['sections=["ssl"]'], { sections: '["ssl"]' }],
    [zone, ['{"zone": "a.example", "sections": ["ssl"]}'], { zone: 'a.example', sections: ['ssl'] }],
  ])('$name %j', (tool, given, args) => {
    expect(parseCallArguments(tool, given)).toEqual(args);
  });

  it.each([
    [
      ['example.com'],
      /^"example\.com" is not key=value\. .*: call list_dns_records type=A content=192\.168\.1\.1$/,
    ],
    [['{zone: x}'], /^That is not one JSON object in single quotes\. .*type=A/],
    [['{"zone":', '"x"}'], /one JSON object in single quotes/],
    [['zone=a', 'zone=b'], /^zone is given twice\.$/],
  ])('%j is refused', (given, message) => {
    expect(() => parseCallArguments(records, given)).toThrow(message);
  });

  it.each(catalog.map((tool) => [tool.name, tool] as const))(
    'the example of %s is what it means',
    (_name, tool) => {
      const [, , ...given] = exampleCall(tool)
        .split(' ')
        .map((word) => word.replaceAll("'", ''));
      expect(parseArguments(tool, parseCallArguments(tool, given)).input).toMatchObject(tool.example);
    },
  );
});
