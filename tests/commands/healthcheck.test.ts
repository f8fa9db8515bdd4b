/** healthcheck: what a container runs to learn whether its server is up; the exit code is the answer. */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { builtProgram, run } from '../client.ts';
import { CALLER_TOKEN, listen } from '../http-client.ts';
import { runHere } from '../run-here.ts';

/** A server on a port that answers with this status, and the requests that it got. */
async function answering(status: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
    response.writeHead(status).end('ok\n');
  });
  return { port: new URL(await listen(server)).port, asked, server };
}

describe('healthcheck', () => {
  it('ends with 0 and says nothing when the server is up', async () => {
    const { port, asked } = await answering(200);
    const result = await run(builtProgram(), ['healthcheck', '--port', port]);
    expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(asked).toEqual(['GET /healthz']);
  });

  it('reads host and port where http reads them, and asks this machine when http listens everywhere', async () => {
    const { port, asked } = await answering(200);
    const env = { MCP_HTTP_HOST: '0.0.0.0', MCP_HTTP_PORT: port, MCP_HTTP_TOKEN: CALLER_TOKEN };
    expect(await runHere(['healthcheck'], env)).toMatchObject({ code: 0 });
    expect(asked).toEqual(['GET /healthz']);
  });

  it('needs no Cloudflare credential', async () => {
    const { port } = await answering(200);
    expect(await runHere(['healthcheck'], { MCP_HTTP_PORT: port })).toMatchObject({ code: 0 });
  });

  it('ends with 1 when the server answers with an error', async () => {
    const { port } = await answering(503);
    const { code, stderr } = await runHere(['healthcheck', '--port', port]);
    expect(code).toBe(1);
    expect(stderr).toBe(`http://127.0.0.1:${port}/healthz answered 503\n`);
  });

  it('ends with 1 when nobody answers', async () => {
    const { port, server } = await answering(200);
    server.close();
    const { code, stderr } = await runHere(['healthcheck', '--port', port]);
    expect(code).toBe(1);
    expect(stderr).toBe(`http://127.0.0.1:${port}/healthz does not answer\n`);
  });
});
