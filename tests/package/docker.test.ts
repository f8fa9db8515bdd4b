/** The image, as far as it can be tested without a container engine: the files to copy exist, and they are enough to run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { catalog } from '../../src/catalog.ts';
import { HTTP_DRAIN_MS } from '../../src/limits/callers.ts';
import { VARIABLES } from '../../src/settings/environment.ts';
import { NAME, VERSION } from '../../src/version.ts';
import { builtProgram, run } from '../client.ts';
import { send } from '../http-client.ts';
import { askWhoIsThere } from '../start-server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const dockerfile = DockerfileParser.parse(read('Dockerfile'));

interface Stage {
  readonly name: string | null;
  readonly image: string | null;
  readonly instructions: Instruction[];
}
const stages: Stage[] = [];
for (const instruction of dockerfile.getInstructions()) {
  if (instruction.getKeyword() === 'FROM') {
    const from = dockerfile.getFROMs()[stages.length];
    stages.push({ name: from?.getBuildStage() ?? null, image: from?.getImage() ?? null, instructions: [] });
  } else stages.at(-1)?.instructions.push(instruction);
}
const [build, last] = stages as [Stage, Stage];
const argumentsOf = ({ instructions }: Stage, keyword: string) =>
  instructions
    .filter((each) => each.getKeyword() === keyword)
    .map((each) => each.getArguments().map((argument) => argument.getValue()));
/** The last one counts; written as JSON, so that no shell is needed. */
const commandOf = (keyword: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK'): string[] => {
  const content = last.instructions.findLast((each) => each.getKeyword() === keyword)?.getArgumentsContent();
  return JSON.parse(content?.slice(content.indexOf('[')) ?? '');
};
const environment = Object.fromEntries(
  argumentsOf(last, 'ENV').flatMap((pairs) => pairs.map((pair) => pair.split('=', 2) as [string, string])),
);

/** COPY lines as source -> target; those with --from say the stage. */
const copiesOf = ({ instructions }: Stage) =>
  instructions
    .filter((each) => each.getKeyword() === 'COPY')
    .map((each) => {
      const paths = each.getArguments().map((argument) => argument.getValue());
      const from = (each as Copy).getFromFlag()?.getValue() ?? undefined;
      return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
    });

const program = builtProgram();
const builtFolder = dirname(dirname(program));
/** The root of the image's file system, with what the last stage copies and nothing else. */
const image = mkdtempSync(join(tmpdir(), 'image-'));
afterAll(() => rmSync(image, { recursive: true, force: true }));
const inImage = (text: string) => text.replaceAll('/app', join(image, 'app'));
/** A command that starts with `node`. */
const argumentsInImage = ([, ...args]: string[]) => args.map(inImage) as [string, ...string[]];
const started = argumentsInImage(commandOf('ENTRYPOINT'));

beforeAll(() => {
  const workdir = argumentsOf(build, 'WORKDIR')[0]?.[0] ?? '';
  for (const { from, sources, target } of copiesOf(last)) {
    for (const source of sources) {
      const path = from === undefined ? join(ROOT, source) : source.replace(workdir, builtFolder);
      const isContents = existsSync(join(path, '.'));
      const to = isContents ? join(image, target) : join(image, target, basename(path));
      mkdirSync(dirname(to), { recursive: true });
      cpSync(path, to, { recursive: true });
    }
  }
});

describe('Dockerfile', () => {
  it('copies files that exist, and .dockerignore excludes all others', () => {
    const [everything, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const copied = copiesOf(build).flatMap(({ sources }) => sources);
    for (const source of copied) expect(existsSync(join(ROOT, source)), source).toBe(true);
    expect(allowed.sort()).toEqual(copied.map((source) => `!${source}`).sort());
  });

  it('builds from what it copies', { timeout: 60_000 }, async () => {
    const context = mkdtempSync(join(tmpdir(), 'context-'));
    onTestFinished(() => rmSync(context, { recursive: true, force: true }));
    for (const { sources } of copiesOf(build))
      for (const source of sources) cpSync(join(ROOT, source), join(context, source), { recursive: true });
    // In place of "npm ci".
    symlinkSync(join(ROOT, 'node_modules'), join(context, 'node_modules'));
    const { code, stderr } = await run(join(context, 'build.mjs'), [], {}, context);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(context, 'dist/main.js'))).toBe(true);
  });

  it('is based on a Node.js that package.json allows', () => {
    const [base] = dockerfile.getInitialARGs().map((arg) => arg.getArgumentsContent() ?? '');
    const major = Number(/^NODE_IMAGE=node:(\d+)/.exec(base ?? '')?.[1]);
    expect(major).toBeGreaterThanOrEqual(Number.parseInt(manifest.engines.node.replace('>=', ''), 10));
  });

  it('keeps no secret in a layer: none is a variable or an argument of the build', () => {
    const set = stages.flatMap((stage) => [...argumentsOf(stage, 'ENV'), ...argumentsOf(stage, 'ARG')]);
    const names = set.flat().map((pair) => pair.split('=')[0] ?? '');
    expect(names).toContain('MCP_HTTP_HOST');
    expect(names.filter((name) => /TOKEN|KEY|SECRET|PASSWORD/.test(name))).toEqual([]);
  });

  it('sets only variables that the program or Node.js reads', () => {
    const known = [...VARIABLES, 'NODE_ENV', 'NODE_DISABLE_COMPILE_CACHE'];
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  it('runs as a user whose number says that it is not root', () => {
    // Kubernetes' runAsNonRoot does not look up names.
    expect(argumentsOf(last, 'USER').at(-1)?.[0]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('has labels that describe it', () => {
    const labels =
      last.instructions.find((each) => each.getKeyword() === 'LABEL')?.getArgumentsContent() ?? '';
    expect(labels).toContain(`io.modelcontextprotocol.server.name="${manifest.mcpName}"`);
    expect(labels).toContain(`org.opencontainers.image.title="${manifest.name}"`);
    expect(labels).toContain(`org.opencontainers.image.description="${manifest.description}"`);
    expect(labels).toContain(`org.opencontainers.image.licenses="${manifest.license}"`);
  });
});

describe('from what the last stage copies', () => {
  it('serves stdio by default', async () => {
    const { server, tools } = await askWhoIsThere({
      command: process.execPath,
      args: [...started, ...commandOf('CMD'), '--demo'],
      env: environment,
      cwd: join(image, 'app'),
    });
    expect(server).toMatchObject({ name: NAME, version: VERSION });
    expect(tools).toEqual(catalog.map(({ name }) => name));
  });

  it('refuses to serve http without a token for its callers', async () => {
    const { code, stderr } = await run(started[0], ['http', '--demo'], environment, image);
    expect(code).toBe(2);
    expect(stderr).toContain('MCP_HTTP_TOKEN');
  });

  it('serves http by argument, is healthy then, and ends on its stop signal', async () => {
    const env = { ...environment, MCP_HTTP_TOKEN: 'a-token-for-the-callers', MCP_HTTP_PORT: '0' };
    const child = spawn(process.execPath, [...started, 'http', '--demo'], { env, cwd: image });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'close');
    let stderr = '';
    const port = await new Promise<string>((found, failed) => {
      child.stderr.on('data', (data) => {
        stderr += data;
        const listening = /listens on http:[^"\s]*?:(\d+)\//.exec(stderr)?.[1];
        if (listening !== undefined) found(listening);
      });
      exited.then(() => failed(new Error(stderr)), failed);
    });
    const asked = { ...env, MCP_HTTP_PORT: port };
    const [healthcheck, ...args] = argumentsInImage(commandOf('HEALTHCHECK'));
    const checkHealth = () => run(healthcheck, args, asked, image);
    expect(await checkHealth()).toMatchObject({ code: 0, stderr: '' });
    const { status } = await send(`http://127.0.0.1:${port}/mcp`, {
      headers: { 'content-type': 'application/json', host: `localhost:${port}` },
      body: '{}',
    });
    expect(status).toBe(401);
    child.kill(argumentsOf(last, 'STOPSIGNAL')[0]?.[0] as NodeJS.Signals);
    expect(await exited).toEqual([0, null]);
    expect((await checkHealth()).code).toBe(1);
  });
});

describe('compose.yaml', () => {
  const { services, secrets } = parse(read('compose.yaml'));
  const [service] = Object.values(services) as [Record<string, unknown>];

  it('publishes the port that the image serves, to this machine only', () => {
    const [exposed] = argumentsOf(last, 'EXPOSE').flat();
    expect(service.ports).toEqual([`127.0.0.1:${exposed}:${exposed}`]);
  });

  it('gives both secrets as files, in variables that the program reads', () => {
    const { environment: set, secrets: used } = service as {
      environment: Record<string, string>;
      secrets: string[];
    };
    expect(VARIABLES).toEqual(expect.arrayContaining(Object.keys(set)));
    expect(Object.values(set)).toEqual(used.map((name) => `/run/secrets/${name}`));
    expect(Object.keys(secrets)).toEqual(used);
  });

  it('waits for calls in flight', () => {
    expect(Number.parseInt(String(service.stop_grace_period), 10) * 1_000).toBeGreaterThan(HTTP_DRAIN_MS);
  });
});
