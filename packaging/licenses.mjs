/** Collects the licences of the bundled packages, which esbuild's metafile lists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RULE = `\n${'-'.repeat(80)}\n\n`;

/** @returns the text of THIRD_PARTY_LICENSES. @throws Error for a package without a licence text. */
export function licensesOf({ inputs, outputs }) {
  const used = new Set(Object.values(outputs).flatMap((output) => bytesTaken(output)));
  const files = Object.keys(inputs).filter((input) => used.has(input) && input.includes('node_modules/'));
  const folders = new Map(files.flatMap((file) => packagesIn(resolve(file))));
  const parts = [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, folder]) => [title, termsOf(title, folder)]);
  // Packages of one author often have the same text, which is then written once.
  const titlesOf = new Map();
  for (const [title, terms] of parts) titlesOf.set(terms, [...(titlesOf.get(terms) ?? []), title]);
  const sections = [...titlesOf].map(([terms, titles]) => `${titles.join('\n')}\n\n${terms}\n`);
  return [
    'This program contains the following software, under the terms that follow each name.\n',
    ...sections,
  ].join(RULE);
}

function bytesTaken({ inputs }) {
  return Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []));
}

/** The package that a file belongs to, and the packages that its author has bundled into it. */
function packagesIn(file) {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json')) || readManifest(folder).name === undefined)
    folder = dirname(folder);
  const { name, version } = readManifest(folder);
  const inner = readFileSync(file, 'utf8').matchAll(
    /^\/\/#region .*node_modules\/\.pnpm\/(@?[^@/]+)@([^/_]+)/gm,
  );
  return [
    [`${name} ${version}`, folder],
    ...[...inner].map(([, bundled, itsVersion]) => {
      const itsName = bundled.replace('+', '/');
      return [`${itsName} ${itsVersion} (in ${name})`, join(ROOT, 'node_modules', itsName)];
    }),
  ];
}

function termsOf(title, folder) {
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name))
    : [];
  const texts = names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length > 0) return texts.join('\n\n');
  const readme = existsSync(join(folder, 'README.md')) ? readFileSync(join(folder, 'README.md'), 'utf8') : '';
  const said = /^#+ *licen[cs]e\b[^\n]*\n([\s\S]+)/im.exec(readme)?.[1]?.trim();
  if (said) return `${readManifest(folder).license}\n\n${said}`;
  throw new Error(`${title} has no licence text in ${folder}.`);
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
