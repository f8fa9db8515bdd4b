/** Hosts and web pages that may call, however an operator writes them; what could never match is refused at the start. */
import { describe, expect, it } from 'vitest';
import { parseAllowedHosts, parseAllowedOrigins, toOrigin } from '../../src/settings/allowed-addresses.ts';

function parse(parseList: typeof parseAllowedHosts, ...written: string[]) {
  const findings = { problems: [] as string[], warnings: [] as string[] };
  return { allowed: parseList(written, findings), ...findings };
}

describe('an allowed host', () => {
  it.each([
    ['mcp.example.com', 'mcp.example.com'],
    ['MCP.Example.com.', 'mcp.example.com'],
    ['https://mcp.example.com', 'mcp.example.com'],
    ['https://mcp.example.com/mcp', 'mcp.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['10.0.0.1', '10.0.0.1'],
    ['2001:db8::1', '[2001:db8::1]'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['*', '*'],
  ])('may be written %s', (written, name) => {
    expect(parse(parseAllowedHosts, written)).toEqual({ allowed: [name], problems: [], warnings: [] });
  });

  it.each(['mcp.example.com:443', 'mcp.example.com:8443', 'https://mcp.example.com:443', '[2001:db8::1]:80'])(
    'with a port, %s, is allowed with any, and a warning says so',
    (written) => {
      const { allowed, problems, warnings } = parse(parseAllowedHosts, written);
      expect(allowed).toHaveLength(1);
      expect(allowed[0]).not.toMatch(/:\d+$/);
      expect(problems).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining(`the port of "${written}" is not compared`)]);
    },
  );

  it.each(['*.example.com', 'mcp.*', 'two words', 'user@mcp.example.com', 'http://', 'mcp.example.com:port'])(
    'that could never match is refused: %s',
    (written) => {
      const { allowed, problems } = parse(parseAllowedHosts, 'good.example', written);
      expect(allowed).toEqual(['good.example']);
      expect(problems).toEqual([
        expect.stringMatching(/^MCP_HTTP_ALLOWED_HOSTS: ".*" is not the name of a host/),
      ]);
      expect(problems[0]).toContain(written);
    },
  );
});

describe('an allowed origin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['HTTPS://App.Example.com/', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://app.example.com:8443/page?x#y', 'https://app.example.com:8443'],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
    ['App.Example.com', 'app.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['[::1]', '[::1]'],
  ])('may be written %s', (written, origin) => {
    expect(parse(parseAllowedOrigins, written)).toEqual({ allowed: [origin], problems: [], warnings: [] });
  });

  it.each([
    'app.example.com:8443',
    'https://*.example.com',
    '*',
    'null:',
    'https://',
    'https://user@a.example',
  ])('that could never match is refused: %s', (written) => {
    const { allowed, problems } = parse(parseAllowedOrigins, written);
    expect(allowed).toEqual([]);
    expect(problems).toEqual([
      expect.stringMatching(/^MCP_HTTP_ALLOWED_ORIGINS: .*https:\/\/app\.example\.com/),
    ]);
  });

  it('is compared as a browser sends it', () => {
    for (const sent of ['null', '', 'app.example.com', 'nonsense']) expect(toOrigin(sent)).toBeUndefined();
    expect(toOrigin('https://app.example.com')).toBe('https://app.example.com');
  });
});
