/** The build refuses what a client would never hear of: a tool without a definition in the committed list. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

it('the build fails, and names the tool and what to run, when a tool is missing in tools-list.json', async () => {
  // Beside node_modules, where the sources find their libraries.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.build-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['src', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  const list = join(folder, 'src/server/tools-list.json');
  const listed = JSON.parse(readFileSync(list, 'utf8')) as { definition: { name: string } }[];
  const build = () => promisify(execFile)(process.execPath, [join(ROOT, 'build.mjs')], { cwd: folder });
  await build();
  writeFileSync(list, JSON.stringify(listed.filter(({ definition }) => definition.name !== 'list_zones')));
  const { code, stderr } = await build().catch((error) => error);
  expect(code).toBe(1);
  expect(stderr).toContain('tools-list.json has no definition of list_zones: run "npm run docs".');
});
