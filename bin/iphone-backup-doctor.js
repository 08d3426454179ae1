#!/usr/bin/env node
// Kept in a syntax that old releases can load too, so that an old Node.js gets a sentence instead of a stack trace.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 17)) {
  process.stderr.write(
    'iphone-backup-doctor needs Node.js 20.17 or newer; this is ' +
      process.versions.node +
      '.\nNode.js 20.17以降が必要です（現在は' +
      process.versions.node +
      '）。\nhttps://nodejs.org/\n',
  );
  process.exit(2);
}
await import('../dist/cli.js');
