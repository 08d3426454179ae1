/**
 * Puts what the doctor prints today into README.md and README.ja.md, between the markers `<!-- sample -->`. The scenario has
 * no dates in its output, so that the same text comes out on every day. With `--check` it only says whether they are current.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const SCENARIO = 'apple-app-not-running';
const MARKED = /<!-- sample -->\n[\s\S]*?<!-- \/sample -->/;

/** What the doctor prints; its exit code is that of a problem found. */
function sample(lang) {
  const args = ['--demo', SCENARIO, '--target', 'computer', '--no-input', '--lang', lang];
  try {
    return execFileSync(process.execPath, [path.join(root, 'bin', 'iphone-backup-doctor.js'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
}

let stale = false;
for (const [file, lang] of [
  ['README.md', 'en'],
  ['README.ja.md', 'ja'],
]) {
  const before = readFileSync(path.join(root, file), 'utf8');
  const command = `$ npx iphone-backup-doctor --demo ${SCENARIO} --target computer`;
  const block = `<!-- sample -->\n\`\`\`text\n${command}\n${sample(lang).trimEnd()}\n\`\`\`\n<!-- /sample -->`;
  const after = before.replace(MARKED, () => block);
  if (after === before) continue;
  stale = true;
  if (!process.argv.includes('--check')) writeFileSync(path.join(root, file), after);
}
if (stale && process.argv.includes('--check')) {
  process.stderr.write('The samples in the READMEs are not what the doctor prints: run npm run docs:samples\n');
  process.exit(1);
}
