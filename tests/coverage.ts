/** Coverage of the code that vitest runs, merged with that of the program where tests start it as a process. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import v8 from '@vitest/coverage-v8';
import type { CoverageProvider, CoverageProviderModule, ReportContext, TestProject } from 'vitest/node';

/** The folder in which record-coverage.mjs writes. */
export const recordingsOf = (program: string) => join(dirname(program), 'coverage');

export default {
  ...v8,
  async getProvider() {
    // Imported only here: the workers load this file too, and do not need the reporting code.
    const { V8CoverageProvider } = await import('@vitest/coverage-v8/dist/provider.js');
    return new (class extends V8CoverageProvider implements CoverageProvider {
      override async generateCoverage(context: ReportContext) {
        for (const { projectName, program } of this.#programs())
          for (const file of readdirSync(recordingsOf(program)))
            this.onAfterSuiteRun({
              coverage: JSON.parse(readFileSync(join(recordingsOf(program), file), 'utf8')),
              environment: 'ssr',
              projectName,
              testFiles: [file],
            });
        const covered = await super.generateCoverage(context);
        // What is left has no source in src/: libraries and stand-ins.
        covered.filter((path: string) => !this.#isOfProgram(path));
        return covered;
      }

      override isIncluded(path: string, root?: string) {
        return this.#isOfProgram(path) || super.isIncluded(path, root);
      }

      /** The program is built already: its own source maps lead back to src/. */
      override async transformFile(path: string, project: TestProject, environment: string) {
        if (!this.#isOfProgram(path)) return super.transformFile(path, project, environment);
        const [code, map] = await Promise.all([readFile(path, 'utf8'), readFile(`${path}.map`, 'utf8')]);
        return { code, map: JSON.parse(map) };
      }

      #isOfProgram(path: string) {
        return this.#programs().some(({ program }) => path.startsWith(dirname(program)));
      }

      #programs() {
        return this.ctx.projects.flatMap((project) => {
          const { program } = project.getProvidedContext();
          return program === undefined ? [] : [{ projectName: project.name, program }];
        });
      }
    })();
  },
} satisfies CoverageProviderModule;
