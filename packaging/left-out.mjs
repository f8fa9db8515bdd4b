/** Parts of libraries that this program never reaches, and what stands in their place. */
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STAND_INS = [
  {
    // The server SDK brings a JSON Schema validator (AJV, a third of the program) for what a user is asked through
    // elicitation. This server asks nothing; arguments and answers are checked by zod.
    path: '@modelcontextprotocol/server/_shims',
    contents: `
      export { default as process } from 'node:process';
      export class DefaultJsonSchemaValidator {
        getValidator() { throw new Error('The JSON Schema validator is left out of this program.'); }
      }`,
  },
  {
    // Without its default metrics, which read the process through OpenTelemetry, and without cluster and push gateway.
    path: 'prom-client',
    contents: ['Registry', 'Counter', 'Gauge', 'Histogram']
      .map((name) => `exports.${name} = require('prom-client/lib/${name.toLowerCase()}');`)
      .join('\n'),
  },
];

export const leftOut = {
  name: 'left out',
  setup({ onEnd, onLoad, onResolve }) {
    const met = new Set();
    for (const { path } of STAND_INS) {
      onResolve({ filter: new RegExp(`^${path}$`) }, () => {
        met.add(path);
        return { path, namespace: 'stand-in' };
      });
    }
    onLoad({ filter: /./, namespace: 'stand-in' }, ({ path }) => ({
      contents: STAND_INS.find((each) => each.path === path).contents,
      loader: 'js',
      resolveDir: ROOT,
    }));
    // Of our own package.json the program says two things; the rest would be shipped twice.
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const { default: manifest } = await import(path, { with: { type: 'json' } });
      const { name, version } = manifest;
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
    onEnd(() => {
      const unmet = STAND_INS.filter(({ path }) => !met.has(path)).map(({ path }) => path);
      const text = 'is no longer imported: a library changed, and what was left out may be back';
      return { errors: unmet.map((path) => ({ text: `${path} ${text}` })) };
    });
  },
};
