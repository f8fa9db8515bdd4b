#!/usr/bin/env node
/** The file that is started: starts the program, or says that this Node.js is too old for it. */
// Hosts start this with whichever Node.js they find, so it has to run on old ones, and both as a CommonJS and as an
// ES module: no word here is newer than Node.js 10. build.mjs puts in what package.json says.
const needed = 'NODE_NEEDED';
const found = process.versions.node;
const want = needed.split('.').map(Number);
const have = found.split('.').map(Number);

if (have[0] < want[0] || (have[0] === want[0] && have[1] < want[1])) {
  process.stderr.write(
    `PRODUCT needs Node.js ${needed} or newer, and was started with ${found} (${process.execPath}).\n`,
  );
  process.exitCode = 1;
} else {
  // From Node.js 22.8 on, the second start does not compile again what the first one did.
  const builtin = process.getBuiltinModule ? process.getBuiltinModule('module') : {};
  if (builtin.enableCompileCache) builtin.enableCompileCache();
  import('./program.mjs');
}
