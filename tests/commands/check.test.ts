/** check: tests the connection, against a simulated Cloudflare behind real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PERMISSIONS } from '../../src/cloudflare/permissions.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { builtProgram, run, worldWithout } from '../client.ts';
import { runHere } from '../run-here.ts';

const program = builtProgram();

/** The simulator behind a port of this machine. */
async function serve(world: World = sampleWorld(new Date())) {
  const simulator = createSimulator({ world });
  const server: Server = createServer(async (request, response) => {
    const { method = 'GET', url, headers } = request;
    const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    const body = method === 'POST' ? await text(request) : null;
    const init = { method, headers: entries, body };
    const answer = await simulator.fetch(`https://api.cloudflare.com${url}`, init);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  onTestFinished(() => void close());
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/client/v4`, simulator, close };
}

const check = async (
  env: Record<string, string>,
  args: string[] = [],
  world?: World,
  runIt: typeof asProcess = runHere,
) => {
  const { baseUrl, simulator } = await serve(world);
  const configured = { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID, ...env };
  return { ...(await runIt(['check', ...args], configured)), simulator };
};

const asProcess = (args: readonly string[], env: Record<string, string>) => run(program, args, env);

describe('check', () => {
  it('prints credential, account and each permission, and ends with 0 when all are granted', async () => {
    const { code, stdout } = await check({ CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Credential +API token \(account\), active$/m);
    expect(stdout).toMatch(
      new RegExp(`^Account +Northwind Outfitters \\(${DEMO_ACCOUNT_ID}\\), 12 zones$`, 'm'),
    );
    expect(stdout.match(/^✓ .*granted/gm)).toHaveLength(PERMISSIONS.length);
    expect(stdout).toMatch(/^Ready: you have all required permissions\.$/m);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain(DEMO_API_TOKEN);
  });

  it('ends with 0 when the four required permissions are granted, and names the optional ones', async () => {
    const { code, stdout } = await check({ CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN });
    expect(code).toBe(0);
    expect(stdout.match(/^✓ .*granted/gm)).toHaveLength(4);
    expect(stdout.match(/^✗ .*missing.*optional$/gm)).toHaveLength(PERMISSIONS.length - 5);
    expect(stdout.match(/^\? .*/gm)).toHaveLength(1);
    expect(stdout).toMatch(/^\? granted_or_empty .*Tunnel/m);
    expect(stdout).toMatch(
      /^Add at https:\/\/dash\.cloudflare\.com\/profile\/api-tokens.*Zone Settings > Read$/m,
    );
  });

  it.each([
    ['DNS Read', 'Zone > DNS > Read'],
    ['Account Settings Read', 'Account > Account Settings > Read'],
  ])('ends with 1 without %s, and says where to add it', async (permission, label) => {
    const { code, stdout } = await check(
      { CLOUDFLARE_API_TOKEN: GUIDE_USER_TOKEN },
      [],
      worldWithout(permission),
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^✗ missing +${label} `, 'm'));
    expect(stdout).toMatch(new RegExp(`^Add at https.*add ${label}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^Not ready: you lack ${label}\\.$`, 'm'));
  });

  it.each([
    ['expired', { CLOUDFLARE_API_TOKEN: EXPIRED_TOKEN }, /does not accept the credential/],
    ['unknown', { CLOUDFLARE_API_TOKEN: `cfut_${'x'.repeat(45)}` }, /does not accept the credential/],
    [
      'a key with another e-mail',
      { CLOUDFLARE_API_KEY: GLOBAL_API_KEY, CLOUDFLARE_EMAIL: 'someone@else.example' },
      /do not belong together/,
    ],
  ])('ends with 2 when the credential is %s, and says what to do', async (_case, env, said) => {
    const { code, stdout, stderr } = await check(env);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/Next: /);
    for (const secret of [EXPIRED_TOKEN, DEMO_API_TOKEN, GLOBAL_API_KEY])
      expect(stderr).not.toContain(secret);
  });

  it('ends with 2 when Cloudflare is out of reach', async () => {
    const { baseUrl, close } = await serve();
    await close();
    const env = { CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN, CLOUDFLARE_BASE_URL: baseUrl };
    const { code, stderr } = await runHere(['check'], {
      ...env,
      CLOUDFLARE_ACCOUNT_ID: DEMO_ACCOUNT_ID,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be reached.*ECONNREFUSED.*Next: check network, firewall and proxy/);
    expect(stderr).not.toContain(DEMO_API_TOKEN);
  });

  it('checks a Global API Key, and finds the account by itself unless there are several', async () => {
    const key = { CLOUDFLARE_API_TOKEN: GLOBAL_API_KEY, CLOUDFLARE_EMAIL: GLOBAL_API_EMAIL };
    const known = await check(key);
    expect(known.code).toBe(0);
    expect(known.stdout).toMatch(/^Credential +Global API Key, active$/m);
    const several = await check({ ...key, CLOUDFLARE_ACCOUNT_ID: '' });
    expect(several.code).toBe(2);
    expect(several.stderr).toMatch(/sees 2 accounts.*"Northwind Outfitters".*CLOUDFLARE_ACCOUNT_ID/);
  });

  it.each([
    ['ready', 0, sampleWorld(new Date()), DEMO_API_TOKEN],
    ['incomplete', 1, worldWithout('DNS Read'), DEMO_API_TOKEN],
    ['failed', 2, sampleWorld(new Date()), EXPIRED_TOKEN],
  ])(
    '--json prints the verdict "%s" as JSON, with exit code %i',
    async (verdict, exitCode, world, secret) => {
      const { code, stdout } = await check({ CLOUDFLARE_API_TOKEN: secret }, ['--json'], world);
      expect(code).toBe(exitCode);
      expect(JSON.parse(stdout)).toMatchObject({ verdict });
    },
  );

  it('sends the one credential that was chosen, whatever else is in the environment', async () => {
    const env = {
      CLOUDFLARE_API_TOKEN: DEMO_API_TOKEN,
      CLOUDFLARE_CUSTOM_HEADERS: 'x-auth-key: planted\nx-planted: yes\nno header name: x',
      CLOUDFLARE_API_USER_SERVICE_KEY: 'v1.0-planted',
      CF_API_TOKEN: 'planted',
      CLOUDFLARE_LOG: 'debug',
    };
    const { code, simulator } = await check(env, [], undefined, asProcess);
    expect(code).toBe(0);
    for (const { headers } of simulator.requests) {
      expect(headers.get('authorization')).toBe(`Bearer ${DEMO_API_TOKEN}`);
      expect(JSON.stringify([...headers])).not.toContain('planted');
      expect([...headers.keys()].filter((name) => name.startsWith('x-'))).toEqual([]);
    }
  });

  it('says warnings of the settings as sentences, unless the log is to be quiet', async () => {
    const odd = { CLOUDFLARE_API_TOKEN: 'looks.odd.'.repeat(4), CLOUDFLARE_CUSTOM_HEADERS: 'x: y' };
    const { stderr } = await check(odd);
    expect(stderr).toMatch(/^Warning: CLOUDFLARE_API_TOKEN does not look like an API token .*\.$/m);
    expect(stderr).not.toContain('{');
    const quiet = await check({ ...odd, LOG_LEVEL: 'error' });
    expect(quiet.stderr).not.toContain('Warning');
  });

  it('works on the embedded account', async () => {
    const { code, stdout } = await run(program, ['check', '--demo']);
    expect(code).toBe(0);
    expect(stdout).toContain('Northwind Outfitters');
  });
});
