/** The variables of proxies: both spellings, and a clear sentence for one that cannot be used. */
import { describe, expect, it } from 'vitest';
import { loadConfig, parseSharedConfig } from '../../src/settings/config.ts';
import { withDotenv } from '../../src/settings/environment.ts';
import { parseProxies } from '../../src/settings/proxies.ts';

const TOKEN = 't'.repeat(40);
const PROXY = 'http://user:pass%20word@proxy.example:3128';

describe('a proxy', () => {
  it.each([
    ['HTTPS_PROXY', 'https'],
    ['https_proxy', 'https'],
    ['HTTP_PROXY', 'http'],
    ['http_proxy', 'http'],
  ])('is taken from %s, without a warning', (name, field) => {
    const { proxies, warnings } = loadConfig({ CLOUDFLARE_API_TOKEN: TOKEN, [name]: PROXY });
    expect(proxies).toEqual({ https: undefined, http: undefined, exceptions: undefined, [field]: PROXY });
    expect(warnings).toEqual([]);
  });

  it('in lower case counts before one in upper case, and a blank one does not count', () => {
    const findings = { problems: [], warnings: [] };
    const upper = { HTTPS_PROXY: 'http://upper.example', NO_PROXY: 'upper' };
    expect(parseProxies({ ...upper, https_proxy: PROXY, no_proxy: 'lower' }, findings)).toMatchObject({
      https: PROXY,
      exceptions: 'lower',
    });
    expect(parseProxies({ ...upper, https_proxy: ' ', no_proxy: '' }, findings)).toMatchObject({
      https: upper.HTTPS_PROXY,
      exceptions: 'upper',
    });
    expect(findings.problems).toEqual([]);
  });

  it.each([
    'proxy.example:3128',
    'user:secret@proxy.example',
    'socks5://proxy.example',
    'http://',
    'http://a:%zz@b',
  ])(
    '(%s) that cannot be used is a problem with its variable and a right one, and without the value',
    (text) => {
      const start = () => parseSharedConfig({ HTTPS_PROXY: text });
      expect(start).toThrow(/HTTPS_PROXY must be the whole URL.*http:\/\/proxy\.example:3128/);
      expect(start).not.toThrow(/secret|%zz|socks5/);
    },
  );

  it('in .env does not count where the credential comes from elsewhere', () => {
    const dotenv = { HTTPS_PROXY: PROXY, no_proxy: 'x' };
    expect(withDotenv({ CLOUDFLARE_API_TOKEN: TOKEN }, dotenv)).toEqual({ CLOUDFLARE_API_TOKEN: TOKEN });
    expect(withDotenv({}, { ...dotenv, CLOUDFLARE_API_TOKEN: TOKEN })).toMatchObject(dotenv);
  });
});
