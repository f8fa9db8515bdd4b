/** The workflows: what they check, on which Node.js, and how little they may do. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };

const FOLDER = resolve(import.meta.dirname, '../../.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}
interface Job {
  readonly uses?: string;
  readonly permissions?: Record<string, string>;
  readonly strategy?: { readonly matrix: { readonly node: number[] } };
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const files = readdirSync(FOLDER);
const workflows = files.map((file): [string, Workflow] => [
  file,
  parse(readFileSync(join(FOLDER, file), 'utf8')),
]);
const workflow = (file: string) => workflows.find(([name]) => name === file)?.[1] as Workflow;
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

describe('workflows', () => {
  it('check, build the image, and release', () => {
    expect(files.sort()).toEqual(['check.yml', 'image.yml', 'release.yml']);
  });

  it('check every major of Node.js from the oldest supported one, as CONTRIBUTING does', () => {
    const { strategy, steps = [] } = workflow('check.yml').jobs.check as Job;
    expect(strategy?.matrix.node).toEqual([20, 22, 24]);
    expect(manifest.engines.node).toMatch(/^>=20\./);
    expect(steps.map(({ run }) => run)).toContain('.ci/run');
  });

  it.each(workflows)('%s may read, and more only where a job says so', (_file, { permissions, jobs }) => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const [name, job] of Object.entries(jobs)) {
      const written = Object.entries(job.permissions ?? {}).filter(([, access]) => access === 'write');
      const allowed: Record<string, string[]> = {
        npm: ['id-token'],
        bundle: ['contents'],
        image: ['packages'],
      };
      expect(
        written.map(([permission]) => permission),
        name,
      ).toEqual(job.permissions ? allowed[name] : []);
      if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
    }
  });

  it.each(workflows)(
    '%s names the version of each action, keeps no credential, and puts no text of others into a shell',
    (_file, each) => {
      for (const { uses, run = '', with: given = {} } of stepsOf(each)) {
        if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
        if (uses?.startsWith('actions/checkout@')) expect(given['persist-credentials']).toBe(false);
        expect(run).not.toContain('${{');
      }
    },
  );

  it('release on a tag that is the version, after the checks: npm with provenance, bundle, image', () => {
    const { on, jobs } = workflow('release.yml');
    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(Object.keys(jobs)).toEqual(['check', 'npm', 'bundle', 'image']);
    for (const name of ['npm', 'bundle', 'image']) {
      expect(jobs[name]).toMatchObject({ needs: 'check' });
      expect(
        jobs[name]?.steps?.some(({ run }) => run?.includes('= "$GITHUB_REF_NAME"')),
        name,
      ).toBe(true);
    }
    expect(jobs.npm?.steps?.at(-1)?.run).toContain('npm publish --provenance');
  });

  it('run only scripts that package.json has', () => {
    const called = workflows
      .flatMap(([, each]) => stepsOf(each))
      .flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/g)]);
    for (const [, script = ''] of called) expect(Object.keys(manifest.scripts)).toContain(script);
  });
});
