/** Builds the program once, before the tests that start it as a process. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { recordingsOf } from './coverage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of its main.js. */
    program?: string;
  }
}

const ROOT = resolve(import.meta.dirname, '..');

export default function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'cloudflare-incident-mcp-'));
  const isCovered = project.vitest.config.coverage.enabled;
  const program = buildIn(folder, isCovered ? ['--traceable'] : []);
  if (isCovered) recordCoverage(program);
  project.provide('program', program);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** @returns the path of main.js. */
export function buildIn(folder: string, options: readonly string[]): string {
  for (const name of ['src', 'package.json']) symlinkSync(join(ROOT, name), join(folder, name));
  execFileSync(process.execPath, [join(ROOT, 'build.mjs'), ...options], { cwd: folder });
  return join(folder, 'dist', 'main.js');
}

function recordCoverage(program: string) {
  mkdirSync(recordingsOf(program));
  const [hashbang, ...launcher] = readFileSync(program, 'utf8').split('\n');
  const recorder = `import ${JSON.stringify(join(ROOT, 'tests/record-coverage.mjs'))};`;
  writeFileSync(program, [hashbang, recorder, ...launcher].join('\n'));
}
