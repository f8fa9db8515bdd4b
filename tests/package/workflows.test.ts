/** The workflows: on which Node.js they check, how little they may do, and that nothing is released unchecked. */
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
  readonly needs?: string;
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

const workflows = readdirSync(FOLDER).map((file): [string, Workflow] => [
  file,
  parse(readFileSync(join(FOLDER, file), 'utf8')),
]);
const workflow = (file: string) => workflows.find(([name]) => name === file)?.[1] as Workflow;
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);
const commandsOf = ({ steps = [] }: Job) => steps.map(({ run = '' }) => run).join('\n');
const allCommands = workflows.flatMap(([, { jobs }]) => Object.values(jobs).map(commandsOf)).join('\n');

describe('workflows', () => {
  it('check from the oldest Node.js that package.json allows, with the gate that CONTRIBUTING names', () => {
    const { strategy, ...job } = workflow('check.yml').jobs.check as Job;
    const oldest = Number(/^>=(\d+)\./.exec(manifest.engines.node)?.[1]);
    expect(Math.min(...(strategy?.matrix.node ?? []))).toBe(oldest);
    expect(commandsOf(job)).toContain('.ci/run');
  });

  it.each(workflows)('%s may read, and writes at most where no pull request runs it', (_file, each) => {
    expect(Object.values(each.permissions)).toEqual(['read']);
    const granted = Object.values(each.jobs).flatMap(({ permissions = {} }) => Object.values(permissions));
    if ('pull_request' in each.on) expect(granted).not.toContain('write');
    expect(each.on).not.toHaveProperty('pull_request_target');
  });

  it.each(workflows)('%s bounds the time of each job', (_file, { jobs }) => {
    for (const [name, job] of Object.entries(jobs))
      if (job.uses === undefined) expect(job['timeout-minutes'], name).toBeGreaterThan(0);
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

  it('release nothing that is unchecked, or whose version is not the tag', () => {
    const { check, ...publishing } = workflow('release.yml').jobs;
    expect(check?.uses).toBe('./.github/workflows/check.yml');
    expect(Object.keys(publishing)).not.toEqual([]);
    for (const [name, job] of Object.entries(publishing)) {
      expect(job.needs, name).toBe('check');
      expect(commandsOf(job), name).toContain('= "$GITHUB_REF_NAME"');
    }
  });

  it('run only scripts that package.json has', () => {
    const called = [...allCommands.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
    expect(called).not.toEqual([]);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(called));
  });
});
