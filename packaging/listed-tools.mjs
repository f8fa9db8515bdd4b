/** Fails the build when a tool has no definition in src/server/tools-list.json: a client would never hear of it. */
import { readFileSync } from 'node:fs';

const LIST = 'src/server/tools-list.json';

export const listedTools = {
  name: 'listed tools',
  setup({ onEnd }) {
    onEnd(({ metafile }) => {
      const listed = JSON.parse(readFileSync(LIST, 'utf8')).map(({ definition }) => definition.name);
      // A tool's file has its name. The program itself loads the tools after its start, and would notice only then.
      const built = Object.keys(metafile.inputs).flatMap(
        (input) => /src\/tools\/([\w-]+)\.ts$/.exec(input)?.[1] ?? [],
      );
      const missing = built.map((file) => file.replaceAll('-', '_')).filter((name) => !listed.includes(name));
      return {
        errors: missing.map((name) => ({
          text: `${LIST} has no definition of ${name}: run "npm run docs".`,
        })),
      };
    });
  },
};
