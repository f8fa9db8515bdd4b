/** Leaves out of the bundle what this program never uses, by small stand-ins, and packs what is long. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STAND_INS = [
  {
    // The server SDK brings a JSON Schema validator (AJV, a third of the program) for elicitation, which this server does
    // not use. Arguments and answers are checked by zod.
    path: '@modelcontextprotocol/server/_shims',
    contents: `
      export { default as process } from 'node:process';
      export class DefaultJsonSchemaValidator {
        getValidator() { throw new Error('The JSON Schema validator is left out of this program.'); }
      }`,
  },
  {
    // Leaves out the default metrics, which bring OpenTelemetry, and the cluster and push gateway support.
    path: 'prom-client',
    contents: ['Registry', 'Counter', 'Gauge', 'Histogram']
      .map((name) => `exports.${name} = require('prom-client/lib/${name.toLowerCase()}');`)
      .join('\n'),
  },
  {
    // Only the dispatchers: fetch, caches, mocks, interceptors and WebSockets are three quarters of undici.
    path: 'undici',
    contents: `
      const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
      // The proxy agent opens its tunnels with this.
      Dispatcher.prototype.connect = require('undici/lib/api/api-connect.js');
      exports.Dispatcher = Dispatcher;
      exports.Client = require('undici/lib/dispatcher/client.js');
      exports.EnvHttpProxyAgent = require('undici/lib/dispatcher/env-http-proxy-agent.js');
      exports.Pool = require('undici/lib/dispatcher/pool.js');
      exports.buildConnector = require('undici/lib/core/connect.js');
      exports.errors = require('undici/lib/core/errors.js');`,
  },
];

/** Modules inside of libraries, by the end of their paths. */
const INNER_STAND_INS = {
  // Headers of requests are not sent: src/cloudflare/http/request.ts writes its own. To load the classes of fetch for them
  // takes Node as long as half of a first answer.
  'cloudflare/internal/headers.mjs': `
    export const buildHeaders = (lists) => {
      const values = new Map();
      const nulls = new Set();
      for (const given of lists) {
        for (const [name, value] of given?.values instanceof Map ? given.values : Object.entries(given ?? {})) {
          if (value === null) nulls.add(name.toLowerCase());
          else if (value !== undefined) values.set(name.toLowerCase(), value);
        }
      }
      return { values, nulls };
    };`,
  // The SDK does not log. It would put together what it could log for each request, out of those classes too.
  'cloudflare/internal/utils/log.mjs': `
    const noop = () => undefined;
    const silent = { error: noop, warn: noop, info: noop, debug: noop };
    export const parseLogLevel = noop;
    export const loggerFor = () => silent;
    export const formatRequestDetails = noop;`,
  // What undici's dispatchers would load in cases that cannot occur here. Bodies that are forms or streams: ours are texts.
  'undici/lib/web/fetch/body.js':
    'exports.extractBody = () => { throw new Error("Left out of this program."); };',
  // For processors without SIMD in WebAssembly, which no supported Node runs on but in emulation.
  'undici/lib/llhttp/llhttp-wasm.js': 'module.exports = Buffer.alloc(0);',
  // undici brings its HTTP parser as a text. Packed it is a quarter as long, and takes a millisecond to unpack.
  'undici/lib/llhttp/llhttp_simd-wasm.js': `
    const packed = '${brotliCompressSync(createRequire(import.meta.url)('undici/lib/llhttp/llhttp_simd-wasm.js')).toString('base64')}';
    module.exports = require('node:zlib').brotliDecompressSync(Buffer.from(packed, 'base64'));`,
  // The settings allow only HTTP proxies.
  'undici/lib/dispatcher/socks5-proxy-agent.js': 'module.exports = class {};',
};

const LEFT_OUT = '() => { throw new Error("Left out of this program."); }';

/** What zod needs to make JSON Schemas: `tools/list` is committed as it is sent. Each cut returns the code without it. */
const ZOD_UNUSED = {
  'core/to-json-schema.js': (code) =>
    [...code.matchAll(/^export (?:const|function) (\w+)/gm)]
      .map(([, name]) => `export const ${name} = ${LEFT_OUT};`)
      .join('\n'),
  // The function that knows the processor of each kind of schema. What is left reads bounds, for messages.
  'core/json-schema-processors.js': (code) =>
    code.replace('export function toJSONSchema(', `export const toJSONSchema = ${LEFT_OUT};\nfunction cut(`),
  // Each kind of schema names its processor.
  'classic/schemas.js': (code) => code.replaceAll(/^ *inst\._zod\.processJSONSchema = .*;$/gm, ''),
};

/** Descriptions of fields, which tools-list.json has as they are sent: 350 schemas fewer to make when the tools load. */
const TEXT = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/.source;
const DESCRIPTION = new RegExp(`\\s*\\.describe\\(\\s*(?:${TEXT})(?:\\s*\\+\\s*(?:${TEXT}))*,?\\s*\\)`, 'g');

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
    onLoad({ filter: /node_modules[\\/](undici|cloudflare)[\\/]/ }, ({ path }) => {
      const part = path
        .split(/node_modules[\\/]/)
        .at(-1)
        .replaceAll('\\', '/');
      if (!(part in INNER_STAND_INS)) return undefined;
      met.add(part);
      return { contents: INNER_STAND_INS[part], loader: 'js' };
    });
    onLoad({ filter: /zod[\\/]v4[\\/]/ }, ({ path }) => {
      const part = path.split(/zod[\\/]v4[\\/]/)[1].replaceAll('\\', '/');
      if (!(part in ZOD_UNUSED)) return undefined;
      const code = readFileSync(path, 'utf8');
      const contents = ZOD_UNUSED[part](code);
      if (contents !== code) met.add(part);
      return { contents };
    });
    onLoad({ filter: /src[\\/](tools|answers)[\\/].*\.ts$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      // The lines stay where they are, for the coverage.
      const contents = code.replaceAll(DESCRIPTION, (cut) => '\n'.repeat(cut.split('\n').length - 1));
      if (contents !== code) met.add('descriptions');
      return { contents, loader: 'ts' };
    });
    // The program needs only the name and the version from our package.json.
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined;
      const { default: manifest } = await import(path, { with: { type: 'json' } });
      const { name, version } = manifest;
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
    onEnd(() => {
      const unused = [INNER_STAND_INS, ZOD_UNUSED].flatMap((parts) => Object.keys(parts));
      const replaced = [...STAND_INS.map(({ path }) => path), ...unused, 'descriptions'];
      const unmet = replaced.filter((path) => !met.has(path));
      const text = 'is no longer imported: a library changed, and what was left out may be back';
      return { errors: unmet.map((path) => ({ text: `${path} ${text}` })) };
    });
  },
};
