/**
 * Builds dist/: one ES module bundle, split so that a run loads only what it needs, with the third-party notices beside it.
 * Everything is bundled but `usb`, whose native part npm picks for the machine; `npx` then installs one small package.
 */
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
// Built beside it and then exchanged: a program that starts meanwhile finds the old build or the new one, never half of one.
const out = path.join(root, `dist-new-${process.pid}`);
const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

/**
 * `@stroncium/procfs` (under `trash`) loads its parsers by a computed name without an ending, which a bundler cannot follow:
 * give it the ending. A new release that does it otherwise must fail here, not on somebody's computer.
 */
const computedRequires = {
  name: 'computed-requires',
  setup({ onLoad }) {
    onLoad({ filter: /@stroncium[\\/]procfs[\\/]lib[\\/]parsers\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source.replace('require(`./parsers/${name}`)', 'require(`./parsers/${name}.js`)');
      if (contents === source) throw new Error(`${file}: the computed require has changed`);
      return { contents, loader: 'js' };
    });
  },
};

const result = await build({
  absWorkingDir: root,
  entryPoints: [{ in: 'src/cli.ts', out: 'cli' }],
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  external: ['usb'],
  plugins: [computedRequires],
  chunkNames: 'chunks/[name]-[hash]',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  define: { 'globalThis.__IPHONE_BACKUP_DOCTOR_VERSION__': JSON.stringify(manifest.version) },
  // CommonJS packages inside an ES module bundle still call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

await copyTrashHelpers();
await writeNotices(result.metafile);
const old = path.join(root, `dist-old-${process.pid}`);
await rename(dist, old).catch((error) => {
  if (error.code !== 'ENOENT') throw error;
});
await rename(out, dist);
await rm(old, { recursive: true, force: true });

/** `trash` starts a small program of its own on macOS and Windows; it looks for it beside its own module. */
async function copyTrashHelpers() {
  const require = createRequire(import.meta.url);
  const library = path.join(path.dirname(require.resolve('trash')), 'lib');
  for (const name of ['macos-trash', 'windows-trash.exe']) {
    const target = path.join(out, 'chunks', name);
    await copyFile(path.join(library, name), target);
    await chmod(target, 0o755);
  }
}

/** The licences of everything that went into the bundle. */
async function writeNotices(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const at = input.lastIndexOf('node_modules/');
    if (at < 0) continue;
    const [scope, name] = input.slice(at + 'node_modules/'.length).split('/');
    packages.add(input.slice(0, at) + 'node_modules/' + (scope.startsWith('@') ? `${scope}/${name}` : scope));
  }
  const parts = ['This package contains the following third-party software.\n'];
  for (const folder of [...packages].sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'));
    const files = await readdir(path.join(root, folder));
    const file = files.find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file === undefined ? `Licence: ${license}` : await readFile(path.join(root, folder, file), 'utf8');
    parts.push(`${'-'.repeat(72)}\n${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  await writeFile(path.join(out, 'THIRD-PARTY-NOTICES.txt'), parts.join('\n'));
}
